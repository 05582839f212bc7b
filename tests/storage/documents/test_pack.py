"""The proof pack on paper: all of it, its pictures really in it, the same bytes for the same sheet."""

import io
import subprocess
from dataclasses import replace

import pikepdf
import polib
import pytest

from core.ports.documents import RenderFailed
from storage.documents.pack_page import MOST_FILES
from storage.documents.renderer import WeasyRenderer
from storage.documents.warm import WarmRenderer
from storage.documents.words import PACK_WORDS
from tests.sizes import SOAK
from tests.storage.documents.pack_samples import VERIFY_URL, pack, pack_assets
from tests.storage.documents.samples import LOCALE

MANY = MOST_FILES if SOAK else 90


def rendered(sheet, url=VERIFY_URL):
    return WeasyRenderer().render(sheet, pack_assets(sheet), url)


def text_of(pdf):
    return subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def images(pdf):
    document = pikepdf.open(io.BytesIO(pdf))
    return {image.objgen for page in document.pages for image in page.images.values()}


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_of_each_file_all_that_proves_it(language):
    sheet = pack(files=9, pairs=1, language=language, location=True, paper="a4")
    text = text_of(rendered(sheet))
    plain = " ".join(text.split())
    for file in sheet.files:
        assert file.caption in plain
        assert file.received in plain
        assert file.taken in plain
        assert file.sha256 in text.replace("\n", "")
        assert file.sender in plain
        assert file.badge in plain
    assert plain.count("37.80440, -122.27120") == 9
    for told in (sheet.words["before"], sheet.words["after"], "Maple St kitchen", "Dana Lee", sheet.number):
        assert told in plain


def test_where_to_check_it_is_printed_and_linked():
    pdf = rendered(pack(files=1, pairs=0))
    assert VERIFY_URL in text_of(pdf).replace("\n", "")
    with pikepdf.open(io.BytesIO(pdf)) as opened:  # what is in it is gone with it
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        links = [str(note.A.URI) for note in notes if "/A" in note]
    assert set(links) == {VERIFY_URL}


def test_every_picture_and_the_code_are_in_it_and_no_font_of_the_machine():
    pdf = rendered(pack(files=7, pairs=2))
    assert len(images(pdf)) == 7 + 1
    fonts = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode().splitlines()
    assert fonts[2:]
    assert all("Inter" in line and line.split()[-5] == "yes" for line in fonts[2:])


def test_the_same_sheet_gives_the_same_bytes_in_the_shut_in_child_too():
    sheet = pack(files=5)
    with WarmRenderer() as warm:
        made = warm.render(sheet, pack_assets(sheet), VERIFY_URL)
    assert made == rendered(sheet)


def test_a_file_without_a_picture_says_so():
    sheet = pack(files=1, pairs=0)
    assert sheet.words["no_picture"] in " ".join(text_of(WeasyRenderer().render(sheet, {}, VERIFY_URL)).split())


def test_many_files_go_on_over_pages_in_the_shut_in_child():
    sheet = pack(files=MANY, pairs=0)
    with WarmRenderer() as warm:
        pdf = warm.render(sheet, pack_assets(sheet), VERIFY_URL)
    assert len(images(pdf)) == MANY + 1
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) >= MANY / 9
    assert len(pdf) < MANY * 60_000


def test_more_than_one_pack_takes_is_refused():
    sheet = pack(files=1)
    with pytest.raises(RenderFailed, match="401 files"):
        WeasyRenderer().render(replace(sheet, files=sheet.files * (MOST_FILES + 1)), {}, VERIFY_URL)


def test_a_missing_label_is_told():
    with pytest.raises(RenderFailed, match="lacks the labels"):
        WeasyRenderer().render(replace(pack(files=1), words={}), {}, VERIFY_URL)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_catalog_has_the_labels_of_the_pack(language):
    catalog = {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / language / "pack.po"))}
    assert [code for code in PACK_WORDS if not catalog.get(f"pack.{code}", "").strip()] == []
