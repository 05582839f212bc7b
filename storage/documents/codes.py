"""QR codes as small grey pictures: one object in the file, however many videos point at the page."""

import io

import segno
from PIL import Image

PIXELS_A_MODULE = 8  # about 400 to the inch at the sizes we print: no edge is seen, smoothed by a viewer or not
_QUIET = 4


def qr_picture(address: str) -> bytes:
    """A PNG of a QR code of correction level M with its quiet zone of four modules (ISO/IEC 18004), black on white."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    modules = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=_QUIET)]
    side = len(modules)
    small = Image.frombytes("L", (side, side), b"".join(modules))
    out = io.BytesIO()
    small.resize((side * PIXELS_A_MODULE,) * 2, Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
