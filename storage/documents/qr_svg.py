"""QR codes as one path of an inline SVG: for pages, where no file of their own is wanted."""

import segno

_QUIET = 4
_CROSS = 7 / 46  # of the side of a Swiss code without its quiet zone (Implementation Guidelines QR-bill, 6.4.2)


def qr_svg(content: str, *, cross: bool = False) -> str:
    """Correction level M, UTF-8, with its quiet zone. ``cross``: the Swiss cross in the middle. The dark modules have
    the class "dark", all else "light", so that no style is needed in it.
    """
    code = segno.make(content, error="m", micro=False, boost_error=False, encoding="utf-8", mode="byte")
    rows = [bytes(row) for row in code.matrix_iter(border=_QUIET)]
    side = len(rows)
    path = "".join(f"M{start} {y}h{width}v1h-{width}z" for y, row in enumerate(rows) for start, width in _runs(row))
    drawn = [f'<path class="light" d="M0 0h{side}v{side}h-{side}z"/>', f'<path class="dark" d="{path}"/>']
    if cross:
        drawn += _swiss_cross(side)
    return f'<svg class="qr" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">{"".join(drawn)}</svg>'


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    found: list[tuple[int, int]] = []
    start = None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append((start, x - start))
            start = None
    return found


def _swiss_cross(side: int) -> list[str]:
    """A white cross on a black square with a white rim, 7 mm wide on a code of 46 mm."""
    middle, whole = side / 2, (side - 2 * _QUIET) * _CROSS
    square, arm, thick = whole * 0.86, whole * 0.52, whole * 0.155
    return [
        _square("light", middle, whole, whole),
        _square("dark", middle, square, square),
        _square("light", middle, arm, thick),
        _square("light", middle, thick, arm),
    ]


def _square(kind: str, middle: float, width: float, height: float) -> str:
    x, y = middle - width / 2, middle - height / 2
    return f'<path class="{kind}" d="M{x:.2f} {y:.2f}h{width:.2f}v{height:.2f}h-{width:.2f}z"/>'
