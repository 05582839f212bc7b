"""What is not taken, and what is said about it."""

import hashlib
import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from core.domain.proof import ProofKind
from storage.media.intake import Examined, Intake, Refused
from storage.media.limits import MAX_BYTES, SECONDS
from tests.samples import Film, heic, jpeg, pdf, png, scene, video, webp

SMALL = {"width": 320, "height": 240}


def saved(form: str, **options) -> bytes:
    into = io.BytesIO()
    scene("Other", 64, 48).save(into, form, **options)
    return into.getvalue()


def zipped() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("photo.jpg", jpeg("Zip", **SMALL))
    return into.getvalue()


NOT_TAKEN = {
    "gif": lambda: saved("GIF"),
    "tiff": lambda: saved("TIFF"),
    "bmp": lambda: saved("BMP"),
    "ico": lambda: saved("ICO"),
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "html before a pdf": lambda: b"<script>alert(1)</script>\n" + pdf("Polyglot"),
    "zip": zipped,
    "docx": lambda: b"PK\x03\x04" + bytes(200),
    "text": lambda: b"just a note",
    "one byte": lambda: b"\xff",
    "program": lambda: b"\x7fELF" + bytes(200),
    "audio book": lambda: b"\x00\x00\x00\x20ftypM4B \x00\x00\x00\x00" + bytes(200),
    "avif": lambda: b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00" + bytes(200),
    "matroska that is not webm": lambda: b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska" + bytes(200),
    "wave sound": lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(200),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_a_kind_that_is_no_proof_is_not_taken_whatever_its_name_says(examine, name):
    content = NOT_TAKEN[name]()
    found = examine(content, "photo.jpg", "image/jpeg")
    assert isinstance(found, Refused)
    assert found.code == "media.not_taken"
    assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert found.details["file_name"] == "photo.jpg"


def test_an_empty_file_is_said_to_be_empty(examine):
    found = examine(b"", "photo.jpg")
    assert (found.code, found.size, found.sha256) == ("media.empty", 0, hashlib.sha256(b"").hexdigest())


CUT = {
    "jpeg": lambda: jpeg("Cut", **SMALL),
    "png": lambda: png("Cut", **SMALL),
    "webp": lambda: webp("Cut", **SMALL),
    "heic": lambda: heic("Cut", **SMALL),
    "mp4": lambda: video(Film(label="Cut", seconds=1)),
    "pdf": lambda: pdf("Cut"),
}


@pytest.mark.parametrize("name", CUT)
def test_a_file_of_which_only_the_beginning_arrived_is_unreadable(examine, name):
    content = CUT[name]()
    found = examine(content[: max(100, len(content) // 5)])
    assert isinstance(found, Refused)
    assert found.code == "media.unreadable"
    assert found.details["kind"] in ("photo", "video", "document")


@pytest.mark.parametrize("name", CUT)
def test_a_mark_with_rubbish_behind_it_is_unreadable(examine, name):
    found = examine(CUT[name]()[:64] + bytes(range(256)) * 20)
    assert isinstance(found, Refused)
    assert found.code == "media.unreadable"


@pytest.mark.parametrize(
    ("kind", "content"), [("photo", lambda: jpeg("Big", **SMALL)), ("document", lambda: pdf("Big", pages=40))]
)
def test_a_file_over_the_limit_of_its_kind_is_too_large_and_never_decoded(tmp_path, kind: ProofKind, content):
    limits = dict(MAX_BYTES) | {kind: 5_000}
    intake = Intake(max_bytes=limits)
    path = tmp_path / "big"
    path.write_bytes(content())
    found = intake.examine(path, "big", "")
    assert isinstance(found, Refused)
    assert found.code == "media.too_large"
    assert found.details["found"] == 1
    assert found.peak_bytes == 0
    intake.close()


def test_each_kind_has_its_own_limit():
    assert MAX_BYTES["photo"] < MAX_BYTES["document"] < MAX_BYTES["video"]
    assert SECONDS["video"] > SECONDS["photo"]


@pytest.mark.parametrize("owner_only", [False, True], ids=["to open it", "to change it"])
def test_a_document_is_refused_only_for_a_password_that_is_needed_to_open_it(examine, owner_only):
    into = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("Locked"))) as document:
        document.save(into, encryption=pikepdf.Encryption(owner="owner", user="" if owner_only else "open"))
    found = examine(into.getvalue())
    if owner_only:
        assert isinstance(found, Examined)
    else:
        assert found.code == "media.encrypted"


def test_a_document_of_very_many_pages_is_too_long(examine):
    found = examine(pdf("Book", pages=501))
    assert found.code == "media.too_long"
    assert (found.details["limit"], found.details["found"]) == (500, 501)


def test_a_document_without_a_page_is_unreadable(examine):
    found = examine(pdf("None", pages=1).replace(b"/Kids [4 0 R] /Count 1", b"/Kids [     ] /Count 0"))
    assert found.code == "media.unreadable"


def test_a_video_of_more_than_ten_minutes_is_too_long(examine):
    found = examine(video(Film(label="Long", seconds=660, frames_a_second=1, size=(64, 48), sound=False)))
    assert found.code == "media.too_long"
    assert (found.details["limit"], found.details["found"]) == (10, 11)


def test_a_film_without_pictures_is_no_proof(examine):
    import av

    into = io.BytesIO()
    with av.open(into, mode="w", format="mp4") as target:
        tone = target.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=960)
        frame.sample_rate = 48_000
        frame.planes[0].update(bytes(1920))
        target.mux(tone.encode(frame))
        target.mux(tone.encode(None))
    assert examine(into.getvalue()).code == "media.not_taken"


POLYGLOTS = {
    "html behind the pixels": lambda: jpeg("Poly", **SMALL) + b"<script>alert('poly')</script>",
    "html in a comment": lambda: jpeg("Poly", comment=b"<script>alert('poly')</script>", **SMALL),
    "archive behind the pixels": lambda: png("Poly", **SMALL) + zipped(),
    "document behind the pixels": lambda: jpeg("Poly", **SMALL) + pdf("poly"),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_that_is_two_things_comes_out_as_a_picture_and_nothing_else(examine, name):
    content = POLYGLOTS[name]()
    with examine(content, "photo.html", "text/html") as found:
        assert (found.media_type, found.client_type) == (
            "image/jpeg" if "jpeg" in str(found.media_type) else "image/png",
            "image/jpeg",
        )
        for path in (found.client, found.page, found.thumb):
            copy = path.read_bytes()
            assert not any(mark in copy for mark in (b"<script", b"PK\x03\x04", b"%PDF-", b"alert"))
            assert copy.endswith(b"\xff\xd9")


def test_scripts_and_actions_in_a_document_do_nothing_here(examine):
    actions = (
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); while\\(true\\) {}) >>"
        " /AA << /WC << /S /Launch /F (/bin/sh) >> >> /URI << /Base (http://127.0.0.1:1/) >>"
    )
    with examine(pdf("Acts", extra=actions)) as found:
        assert isinstance(found, Examined)
        assert found.pages == 1


def test_odd_names_are_only_repeated_and_never_used(examine):
    for name in ("../../etc/passwd", "a\x00b.jpg", "\u202egpj.exe", "x" * 5000, ""):
        with examine(png("Name", **SMALL), name, "application/x-evil") as found:
            assert found.media_type == "image/png"
            assert found.client.name == "client"


def test_a_picture_whose_header_lies_about_its_size_is_unreadable(examine):
    content = bytearray(saved("PNG"))
    content[16:20] = (2000).to_bytes(4, "big")
    assert examine(bytes(content)).code == "media.unreadable"
    assert Image.open(io.BytesIO(saved("PNG"))).width == 64
