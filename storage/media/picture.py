"""From any decoded picture to the three JPEG copies: upright, sRGB, on white, and without a byte of metadata."""

import io
from typing import IO

from PIL import Image, ImageCms

from storage.media.limits import CLIENT_SIDE, PAGE_SIDE, THUMB_SIDE

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

# Exif orientation -> the turn that puts the picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size with its long side at most ``side`` pixels; never larger than it was."""
    width, height = size
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def shrunk(image: Image.Image, side: int, by: Image.Resampling = Image.Resampling.BICUBIC) -> Image.Image:
    """Bicubic with antialiasing: as good to the eye as Lanczos at these ratios, and 15 % faster."""
    size = fitted(image.size, side)
    return image if size == image.size else image.resize(size, by)


def for_client(image: Image.Image) -> Image.Image:
    """At most 1600 px. Less than halved, as any JPEG then is, bilinear looks as good in two thirds of the time."""
    near = max(image.size) < 2 * CLIENT_SIDE
    return shrunk(image, CLIENT_SIDE, Image.Resampling.BILINEAR if near else Image.Resampling.BICUBIC)


def upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def on_white(image: Image.Image) -> Image.Image:
    """A transparent or palette picture as an opaque one."""
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("LA", "PA", "La"):
        image = image.convert("RGBA")
    if image.mode not in ("RGBA", "RGBa"):
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The colours as the camera meant them, so that the profile itself can be dropped. A broken profile is ignored."""
    if isinstance(profile, bytes) and profile and b"sRGB" not in profile and image.mode in ("RGB", "CMYK"):
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, meant, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return _eight_bits(image)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "L"):
        return image
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def write(image: Image.Image, into: IO[bytes], quality: int) -> None:
    """A JPEG of the pixels and nothing else: Pillow would carry a comment over from ``info``."""
    image.info = {}
    image.save(into, "JPEG", quality=quality)


def write_page_and_thumb(image: Image.Image, page: IO[bytes], thumb: IO[bytes]) -> None:
    """From the client copy, not from the original: a tenth of the pixels to go through."""
    smaller = shrunk(image, PAGE_SIDE)
    write(smaller, page, 76)
    write(shrunk(smaller, THUMB_SIDE), thumb, 78)


def write_copies(image: Image.Image, client: IO[bytes], page: IO[bytes], thumb: IO[bytes]) -> tuple[int, int]:
    """All three of a photo; returns the size of the client copy in pixels."""
    image = for_client(image)
    write(image, client, 85)
    write_page_and_thumb(image, page, thumb)
    return image.size
