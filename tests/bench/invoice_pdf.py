"""An invoice with 12 photos, from print copies against the same page from the full-size 12 MP photos.

Two invoices: the everyday one (one milestone, four lines, twelve photos), and a long one (three milestones, 21 lines,
photos, videos and documents), whose time is mostly text, which both sides lay out alike.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PIL import ExifTags, Image

from core.domain.sheet import InvoiceSheet
from storage.documents.page import presentable
from storage.documents.pictures import LONG_SIDE
from storage.documents.renderer import compose, write_pdf
from storage.documents.warm import WarmRenderer
from tests.storage.documents.samples import PAGE_URL, assets, photo, sheet

PHOTOS = 12
PRINT_COPY = (LONG_SIDE, LONG_SIDE * 3 // 4)
FULL_SIZE = (4032, 3024)
CAMERA_QUALITY = 93


@dataclass(frozen=True, slots=True)
class InvoicePdf:
    """The best of the rounds in seconds (a busy machine only ever adds), sizes in bytes.

    ``ratio`` is full size over print copies; at least 7 is expected.
    """

    seconds: float
    seconds_full_size: float
    seconds_in_warm_child: float
    size: int
    size_full_size: int

    @property
    def ratio(self) -> float:
        return self.seconds_full_size / self.seconds


def everyday() -> InvoiceSheet:
    """One milestone of four lines with twelve photos: what the main job sends."""
    whole = sheet(sections=1, lines=4, proofs=PHOTOS)
    return replace(whole, proofs=tuple(replace(each, kind="photo", badge="", open_qr=False) for each in whole.proofs))


def long() -> InvoiceSheet:
    """Three milestones of seven lines with nine photos, two videos and a document."""
    return sheet(sections=3, lines=7, proofs=PHOTOS)


def measure(invoice: InvoiceSheet, rounds: int = 5) -> InvoicePdf:
    """Both sides in this process, in turn, after one render of each that does not count."""
    small = assets(invoice, *PRINT_COPY)
    large = {
        each.id: _from_camera(photo(number, *FULL_SIZE, CAMERA_QUALITY), upright=number % 5 != 4)
        for number, each in enumerate(invoice.proofs)
    }
    plain = _full_size_page(invoice, small, large)
    with WarmRenderer() as warm:
        sides: tuple[Callable[[], bytes], ...] = (
            lambda: _page(invoice, small),
            plain,
            lambda: warm.render(invoice, small, PAGE_URL),
        )
        sizes = [len(side()) for side in sides]
        times = [[_seconds(side) for side in sides] for _ in range(rounds)]
    mine, full, warmed = (min(column) for column in zip(*times, strict=True))
    return InvoicePdf(mine, full, warmed, sizes[0], sizes[1])


def _from_camera(jpeg: bytes, *, upright: bool) -> bytes:
    """A file as a camera writes it: lying, with EXIF that says how it was held. WeasyPrint turns it upright itself."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif[ExifTags.Base.Orientation] = 1 if upright else 6
    block = b"Exif\x00\x00" + exif.tobytes().removeprefix(b"Exif\x00\x00")
    return jpeg[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2) + block + jpeg[2:]


def _page(invoice: InvoiceSheet, pictures: Mapping[str, bytes]) -> bytes:
    html, prepared = compose(presentable(invoice), pictures, PAGE_URL)
    return write_pdf(html, prepared, invoice.fingerprint)


def _full_size_page(
    invoice: InvoiceSheet, small: Mapping[str, bytes], large: Mapping[str, bytes]
) -> Callable[[], bytes]:
    """The same page with the photos as they came from the camera put in place of the print copies."""
    by_content = {content: large[proof_id] for proof_id, content in small.items()}

    def render() -> bytes:
        html, prepared = compose(presentable(invoice), small, PAGE_URL)
        swapped = {url: by_content.get(content, content) for url, content in prepared.items()}
        return write_pdf(html, swapped, invoice.fingerprint)

    return render


def _seconds(side: Callable[[], bytes]) -> float:
    """Of the second of two in a row: neither side pays for the memory that the other left behind."""
    side()
    begun = time.perf_counter()
    side()
    return time.perf_counter() - begun


def main() -> None:
    for name, invoice in (("everyday", everyday()), ("long", long())):
        found = measure(invoice)
        mine = f"{found.seconds:.2f} s, {found.size / 1024:.0f} KiB; in the child {found.seconds_in_warm_child:.2f} s"
        full = f"{found.seconds_full_size:.2f} s, {found.size_full_size / 1024:.0f} KiB"
        print(f"{name}, print copies: {mine}")
        print(f"{name}, full size: {full}; {found.ratio:.1f}x")


if __name__ == "__main__":
    main()
