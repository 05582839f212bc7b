"""Pictures as they are printed: small enough for a page, upright already, in colours PDF/A knows."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LONG_SIDE = 720
"""Pixels. The widest cell is 92 mm (200 dpi), the usual one 59 mm (310 dpi)."""
_A_LITTLE_OVER = 80  # pixels above the side that are not worth another compression
_QUALITY = 76
_MOST_PIXELS = 50_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG ready to embed; sides in pixels."""

    content: bytes
    width: int
    height: int


def fit(jpeg: bytes, long_side: int = LONG_SIDE) -> Picture | None:
    """The bytes untouched when they are small already, else a smaller copy; None for what is no readable JPEG."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            # WeasyPrint decodes and encodes again whatever has EXIF: eight times slower
            if (
                max(image.size) <= long_side + _A_LITTLE_OVER
                and image.mode in {"L", "RGB"}
                and "exif" not in image.info
            ):
                return Picture(jpeg, *image.size)
            return _smaller(image, long_side)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


def _smaller(image: Image.Image, long_side: int) -> Picture:
    scale = min(1.0, long_side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft("RGB", size)  # lets libjpeg decode at half or a quarter: the true aspect, or it picks a larger scale
    shrunk = image.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(shrunk)
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=_QUALITY, optimize=True, exif=b"")
    return Picture(out.getvalue(), *upright.size)
