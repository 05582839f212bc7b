"""Nothing of the phone, the place or the hour is in anything that a client can fetch."""

import io

import av
import pytest
from PIL import Image, ImageCms

from tests.samples import AT, PLACE, SECRETS, Film, heic, jpeg, png, swapped_profile, video, webp
from tests.storage.media.test_formats import opened

SMALL = {"width": 640, "height": 480}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>SN-0042-PRIVATE http://ns.adobe.com/xap</secret></x:xmpmeta>'


def p3() -> bytes:
    """A profile of some other colour space, with words in it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes() + b"SN-0042-PRIVATE"


def with_text() -> bytes:
    from PIL import PngImagePlugin

    words = PngImagePlugin.PngInfo()
    words.add_text("Location", "+37.7749 SN-0042-PRIVATE")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    exif = Image.Exif()
    exif[0x010F] = "SN-0042-PRIVATE"
    return png("Text", pnginfo=words, exif=exif, **SMALL)


CARRIERS = {
    "jpeg": lambda: jpeg("Jpeg", taken_at=AT, location=PLACE, comment=b"SN-0042-PRIVATE", xmp=XMP, **SMALL),
    "jpeg with profile": lambda: jpeg("Icc", taken_at=AT, location=PLACE, icc_profile=p3(), **SMALL),
    "png": with_text,
    "webp": lambda: webp("Webp", taken_at=AT, location=PLACE, **SMALL),
    "heic": lambda: heic("Heic", taken_at=AT, location=PLACE, **SMALL),
    "mp4": lambda: video(Film(label="Mp4", taken_at=AT, location=PLACE)),
    "mov": lambda: video(Film(label="Mov", container="mov", taken_at=AT, location=PLACE)),
    "mov with hevc": lambda: video(Film(label="Hevc", container="mov", codec="libx265", taken_at=AT, location=PLACE)),
    "3gp": lambda: video(Film(label="3gp", container="3gp", taken_at=AT, location=PLACE)),
    "webm": lambda: video(Film(label="Webm", container="webm", taken_at=AT)),
}


@pytest.mark.parametrize("name", CARRIERS)
def test_no_copy_carries_what_the_original_says_of_its_maker(examine, name):
    content = CARRIERS[name]()
    assert any(secret in content for secret in SECRETS), "the sample hides nothing: the test could not fail"
    with examine(content) as found:
        for path in (found.client, found.page, found.thumb):
            copy = path.read_bytes()
            assert [secret for secret in SECRETS if secret in copy] == []


@pytest.mark.parametrize("name", CARRIERS)
def test_a_picture_has_no_segment_beyond_its_pixels(examine, name):
    with examine(CARRIERS[name]()) as found:
        for path in (found.page, found.thumb):
            assert set(opened(path).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert dict(opened(path).getexif()) == {}
            assert b"\xff\xfe" not in path.read_bytes()[:200]


@pytest.mark.parametrize("name", ["mp4", "mov", "mov with hevc", "3gp", "webm"])
def test_a_playable_copy_has_no_tags_and_no_tracks_but_picture_and_sound(examine, name):
    with examine(CARRIERS[name]()) as found, av.open(str(found.client)) as playable:
        dull = {
            "major_brand",
            "minor_version",
            "compatible_brands",
            "language",
            "handler_name",
            "vendor_id",
            "DURATION",
        }
        assert set(playable.metadata) - {"encoder"} <= dull
        assert playable.metadata.get("encoder", "Lavf") == "Lavf"
        for stream in playable.streams:
            assert stream.type in ("video", "audio")
            assert set(stream.metadata) <= dull
            assert stream.metadata.get("handler_name", "VideoHandler") in ("VideoHandler", "SoundHandler")


def test_side_messages_in_a_video_stream_stay_behind(examine):
    content = video(Film(label="Sei"))
    assert b"x264 - core" in content, "the encoder writes a side message: without it the test could not fail"
    with examine(content) as found:
        assert b"x264 - core" not in found.client.read_bytes()


def test_colours_of_another_profile_are_turned_into_those_of_the_web(examine):
    """Its red is our green: shown right only if the profile is applied before it is dropped."""
    into = io.BytesIO()
    Image.new("RGB", (64, 64), (250, 10, 10)).save(into, "JPEG", quality=95, icc_profile=swapped_profile())
    with examine(into.getvalue()) as found:
        assert "icc_profile" not in opened(found.client).info
        red, green, _blue = opened(found.client).getpixel((32, 32))
        assert (green > 200, red < 60) == (True, True)


def test_a_broken_profile_costs_nothing_but_itself(examine):
    into = io.BytesIO()
    Image.new("RGB", (64, 64), (250, 10, 10)).save(into, "JPEG", quality=95, icc_profile=swapped_profile()[:200])
    with examine(into.getvalue()) as found:
        red, green, _blue = opened(found.client).getpixel((32, 32))
        assert (red > 200, green < 60) == (True, True)
