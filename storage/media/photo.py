"""JPEG, PNG, WebP and HEIC: decoded whole, once, at the smallest scale that is enough."""

import warnings
from typing import IO

import pillow_heif
from PIL import Image, ImageFile, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from storage.media import camera, picture
from storage.media.limits import CLIENT_SIDE, MAX_PIXELS, MAX_PIXELS_HEAVY
from storage.media.made import Made, Outputs, Refuse, Task

# The child cannot open files, so everything Pillow would import while decoding is imported here.
PRELOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.preinit()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("error", Image.DecompressionBombWarning)


def make(task: Task, out: Outputs) -> Made:
    """The three copies of a photo. Raises Refuse, and whatever a decoder raises on a broken file."""
    with _opened(task.source, task.decoder) as image:
        exif = image.getexif()
        taken_at, location, turn = camera.taken_at(exif), camera.location(exif), camera.orientation(exif)
        pixels = _pixels(image)
    width, height = picture.write_copies(picture.upright(pixels, turn), out.client, out.page, out.thumb)
    return Made(
        media_type=task.media_type,
        client_type="image/jpeg",
        width=width,
        height=height,
        taken_at=taken_at.isoformat() if taken_at is not None else None,
        location=location,
    )


def _opened(source: IO[bytes], decoder: str) -> Image.Image:
    """The header alone; the size is judged before a pixel is decoded."""
    try:
        image = Image.open(source, formats=(decoder,))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refuse("media.too_many_pixels", limit=MAX_PIXELS // 1_000_000) from error
    several_canvases = decoder == "WEBP" or image.mode in ("P", "PA", "LA", "RGBA")
    if several_canvases and image.width * image.height > MAX_PIXELS_HEAVY:
        raise Refuse("media.too_many_pixels", limit=MAX_PIXELS_HEAVY // 1_000_000)
    return image


def _pixels(image: Image.Image) -> Image.Image:
    """Decoded, at most 1600 px, opaque and in sRGB."""
    profile = image.info.get("icc_profile")
    # The size fitted to the photo's own shape: a square request makes libjpeg decode a larger scale than needed.
    image.draft(None, picture.fitted(image.size, CLIENT_SIDE))
    image.load()
    if image.mode in ("P", "1"):
        image = picture.on_white(image.convert("L") if image.mode == "1" else image)
    return picture.in_srgb(picture.on_white(picture.for_client(image)), profile)
