"""Every kind that is taken: what is said of it, and the copies that are made."""

import hashlib
import io
from datetime import UTC, timedelta

import av
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from storage.media.intake import Examined, Refused
from tests.samples import AT, AT_HOME, PLACE, PLACE_SAID, Film, heic, jpeg, pdf, png, scene, video, webp

SMALL = {"width": 800, "height": 600}
PHOTOS = {
    "image/jpeg": lambda: jpeg("Kitchen demo 1", taken_at=AT, location=PLACE, **SMALL),
    "image/png": lambda: png("Kitchen demo 1", **SMALL),
    "image/webp": lambda: webp("Kitchen demo 1", taken_at=AT, location=PLACE, **SMALL),
    "image/heic": lambda: heic("Kitchen demo 1", taken_at=AT, location=PLACE, **SMALL),
}
FILMS = {
    "video/mp4": Film(label="Walk", container="mp4", taken_at=AT, location=PLACE),
    "video/quicktime": Film(label="Walk", container="mov", taken_at=AT, location=PLACE),
    "video/3gpp": Film(label="Walk", container="3gp", taken_at=AT, location=PLACE),
    "video/webm": Film(label="Walk", container="webm", taken_at=AT),
}


def opened(path) -> Image.Image:
    image = Image.open(path, formats=("JPEG",))
    image.load()
    return image


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the channels, 0 to 255."""
    difference = ImageChops.difference(one.convert("RGB").resize((64, 64)), other.convert("RGB").resize((64, 64)))
    return sum(ImageStat.Stat(difference).mean) / 3


@pytest.mark.parametrize("media_type", PHOTOS)
def test_a_photo_is_taken_with_three_copies_that_show_it(examine, media_type):
    content = PHOTOS[media_type]()
    with examine(content) as found:
        assert isinstance(found, Examined)
        assert (found.kind, found.media_type, found.client_type) == ("photo", media_type, "image/jpeg")
        assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert (found.width, found.height, found.pages, found.duration_seconds) == (800, 600, 0, 0)
        for path, size in ((found.client, (800, 600)), (found.page, (720, 540)), (found.thumb, (480, 360))):
            assert opened(path).size == size
            assert likeness(opened(path), scene("Kitchen demo 1", 800, 600)) < 6


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/webp", "image/heic"])
def test_when_and_where_a_photo_was_taken_is_read(examine, media_type):
    with examine(PHOTOS[media_type]()) as found:
        assert found.taken_at == AT
        assert found.taken_at.utcoffset() == timedelta(hours=-7)
        assert found.location == PLACE_SAID


def test_a_camera_that_names_no_offset_gives_its_wall_clock(examine):
    with examine(jpeg("Clock", taken_at=AT_HOME, **SMALL)) as found:
        assert found.taken_at == AT_HOME
        assert found.taken_at.tzinfo is None
        assert found.location is None


def test_a_photo_that_says_nothing_of_itself_is_taken_all_the_same(examine):
    with examine(png("Silent", **SMALL)) as found:
        assert (found.taken_at, found.location) == (None, None)


def test_the_copies_of_a_large_photo_keep_what_the_dearest_way_would_show(examine):
    """Decoded whole and resized with Lanczos, pixel by pixel, of 255. Resizing without a filter misses it."""
    content = jpeg("Fine", width=4032, height=3024)
    whole = Image.open(io.BytesIO(content)).convert("RGB")
    with examine(content) as found:
        for path in (found.client, found.page, found.thumb):
            copy = opened(path)
            dearest = whole.resize(copy.size, Image.Resampling.LANCZOS)
            assert sum(ImageStat.Stat(ImageChops.difference(copy.convert("RGB"), dearest)).mean) / 3 < 1.9


def test_a_large_photo_gets_copies_of_1600_720_and_480_pixels(examine):
    with examine(jpeg("Large", width=4032, height=3024)) as found:
        assert (found.width, found.height) == (1600, 1200)
        assert [opened(path).size for path in (found.client, found.page, found.thumb)] == [
            (1600, 1200),
            (720, 540),
            (480, 360),
        ]


def test_a_small_picture_is_never_enlarged(examine):
    with examine(png("Tiny", width=40, height=30)) as found:
        assert [opened(path).size for path in (found.client, found.page, found.thumb)] == [(40, 30)] * 3


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (9000, 40)])
def test_a_very_thin_picture_keeps_at_least_one_pixel(examine, size):
    into = io.BytesIO()
    Image.new("RGB", size, "red").save(into, "PNG")
    with examine(into.getvalue()) as found:
        assert isinstance(found, Examined)
        assert min(opened(found.thumb).size) >= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "I;16", "CMYK"])
def test_a_picture_of_any_colour_kind_becomes_one_that_browsers_show(examine, mode):
    into = io.BytesIO()
    grey = scene("Colours", 320, 240).convert("L")
    if mode == "I;16":
        picture = grey.convert("I").point(lambda value: value * 257).convert(mode)
    elif mode == "PA":
        picture = grey.convert("RGB").quantize(64)
        picture.info["transparency"] = 0
    else:
        picture = grey.convert("RGB").convert(mode)
    picture.save(into, "JPEG" if mode == "CMYK" else "PNG")
    with examine(into.getvalue()) as found:
        assert isinstance(found, Examined)
        assert opened(found.client).mode in ("RGB", "L")
        if mode not in ("1", "PA"):
            assert likeness(opened(found.client), grey) < 12


def test_what_is_transparent_is_shown_on_white(examine):
    into = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(into, "PNG")
    with examine(into.getvalue()) as found:
        assert opened(found.client).getpixel((25, 25)) == (255, 255, 255)


def test_the_first_frame_of_an_animated_picture_is_the_proof(examine):
    into = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(into, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    with examine(into.getvalue()) as found:
        red, green, blue = opened(found.client).getpixel((32, 32))
        assert (red > 240, green < 20, blue < 20) == (True, True, True)


@pytest.mark.parametrize("media_type", FILMS)
def test_a_video_is_taken_with_a_poster_and_a_playable_copy(examine, media_type):
    content = video(FILMS[media_type])
    with examine(content) as found:
        assert isinstance(found, Examined), found
        assert (found.kind, found.media_type) == ("video", media_type)
        assert found.client_type == ("video/webm" if media_type == "video/webm" else "video/mp4")
        assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert found.duration_seconds == 2
        assert opened(found.page).size == (found.width, found.height)
        assert max(opened(found.thumb).size) <= 480
        with av.open(str(found.client)) as playable:
            assert {stream.type for stream in playable.streams} == {"video", "audio"}
            assert len(list(playable.decode(video=0))) == 30


@pytest.mark.parametrize("media_type", ["video/mp4", "video/quicktime", "video/3gpp"])
def test_when_and_where_a_video_was_taken_is_read(examine, media_type):
    with examine(video(FILMS[media_type])) as found:
        assert found.taken_at == AT
        assert found.taken_at.utcoffset() == UTC.utcoffset(None)
        assert found.location == PLACE_SAID


@pytest.mark.parametrize("pages", [1, 4])
def test_a_document_is_taken_as_received_with_a_picture_of_its_first_page(examine, tmp_path, pages):
    content = pdf("Permit", pages=pages)
    with examine(content) as found:
        assert isinstance(found, Examined)
        assert (found.kind, found.media_type, found.client_type) == ("document", "application/pdf", "application/pdf")
        assert (found.pages, found.as_received) == (pages, True)
        assert found.client.read_bytes() == content
        assert opened(found.page).size == (found.width, found.height) == (557, 720)
        drawn = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil()
        assert likeness(opened(found.page), drawn) < 2
        assert min(opened(found.page).convert("L").get_flattened_data()) < 100


def test_discarding_removes_the_copies_and_leaves_the_original(examine, tmp_path):
    found = examine(pdf("Permit"))
    found.discard()
    assert not found.folder.exists()
    assert found.client.exists()


def test_the_kind_is_what_the_bytes_are_whatever_the_name_says(examine):
    with examine(jpeg("Named", **SMALL), "invoice.pdf", "application/pdf") as found:
        assert found.media_type == "image/jpeg"


def test_the_same_file_gives_the_same_copies(examine):
    content = jpeg("Same", **SMALL)
    with examine(content) as one, examine(content) as other:
        assert [path.read_bytes() for path in (one.client, one.page, one.thumb)] == [
            path.read_bytes() for path in (other.client, other.page, other.thumb)
        ]


def test_a_refusal_leaves_no_copies_behind(intake, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(jpeg("Cut", **SMALL)[:3000])
    before = set(intake._folder.iterdir())
    assert isinstance(intake.examine(path, "x", ""), Refused)
    assert set(intake._folder.iterdir()) == before
