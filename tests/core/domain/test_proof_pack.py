import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.proof_pack import ProofPackSheet, code_from, read_code
from tests.storage.documents.pack_samples import pack

CODE = "7KQ4-M2XA-90RT-ZB6C"


def test_a_sheet_comes_back_from_its_json_as_it_was():
    sheet = pack(files=4, location=True)
    again = ProofPackSheet.from_json(json.loads(json.dumps(sheet.as_json())))
    assert again == sheet
    assert again.fingerprint == sheet.fingerprint


def test_any_change_gives_another_fingerprint():
    sheet = pack(files=4)
    assert replace(sheet, pairs=()).fingerprint != sheet.fingerprint
    assert replace(sheet, number="0000-0000-0000-0000").fingerprint != sheet.fingerprint


@given(st.uuids())
def test_a_code_is_read_as_it_was_made(chance):
    code = code_from(chance)
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code


def test_codes_of_two_packs_differ():
    assert len({code_from(UUID(int=number)) for number in range(2_000)}) == 2_000


@pytest.mark.parametrize("typed", ["7kq4m2xa90rtzb6c", " 7KQ4 M2XA 9ORT ZB6C. ", "7KQ4–M2XA–9oRT–ZB6C"])
def test_a_code_may_be_typed_as_people_type(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "7KQ4", CODE + "0", "7KQ4-M2XA-90RT-ZB6U", "é" * 16, "-" * 400, CODE + " " * 99])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None
