"""Every kind of document has a sheet and a look, under one name."""

from pathlib import Path

import pytest

import storage.documents
from storage.documents.kinds import KINDS, kind_of
from storage.documents.sheets import SHEETS, name_of
from tests.storage.documents.samples import sheet

TEMPLATES = Path(storage.documents.__file__).parent / "templates"


def test_each_kind_has_both_its_sheet_and_its_look():
    assert set(SHEETS) == set(KINDS)
    assert len(set(SHEETS.values())) == len(SHEETS)


@pytest.mark.parametrize("name", KINDS)
def test_what_a_kind_names_is_there(name):
    named = (KINDS[name].template, *KINDS[name].styles)
    assert [each for each in named if not (TEMPLATES / each).is_file()] == []


def test_a_sheet_knows_its_kind():
    assert name_of(sheet()) == "invoice"
    assert kind_of(sheet()) is KINDS["invoice"]
