import json
from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.sheet import (
    InvoiceSheet,
    SheetFigure,
    SheetLine,
    SheetParty,
    SheetProof,
    SheetSection,
)
from tests.core.sizes import EXAMPLES

text = st.text(max_size=6)
few = {"max_size": 2}
texts = st.lists(text, **few).map(tuple)
parties = st.builds(SheetParty, text, texts)
lines = st.builds(SheetLine, text, text, text, text, st.integers(), text)
sections = st.builds(SheetSection, text, text, st.lists(lines, **few).map(tuple), text, texts)
figures = st.builds(SheetFigure, text, text, st.sampled_from(["step", "total", "context"]))
kinds = st.sampled_from(["photo", "video", "document"])
proofs = st.builds(SheetProof, text, kinds, text, text, text, text, st.booleans())
sheets = st.builds(
    InvoiceSheet,
    kind=st.sampled_from(["draft", "invoice"]),
    language=st.sampled_from(["en", "es"]),
    paper=st.sampled_from(["letter", "a4"]),
    title=text,
    number=text,
    contractor=parties,
    client=parties,
    project=text,
    dates=st.lists(st.tuples(text, text), **few).map(tuple),
    sections=st.lists(sections, **few).map(tuple),
    figures=st.lists(figures, **few).map(tuple),
    proofs=st.lists(proofs, **few).map(tuple),
    currency=st.sampled_from(["USD", "JPY"]),
    total_minor=st.integers(),
    total=text,
    words=st.dictionaries(text, text, **few),
    tax_ppm=st.integers(0, 10**6),
)
sized = settings(max_examples=EXAMPLES, deadline=None)


@sized
@given(sheets)
def test_a_sheet_comes_back_from_json_as_it_was(sheet):
    again = InvoiceSheet.from_json(json.loads(json.dumps(sheet.as_json())))
    assert again == sheet
    assert again.fingerprint == sheet.fingerprint
    assert again.as_json() == sheet.as_json()


@sized
@given(sheets)
def test_the_order_of_words_in_json_does_not_change_the_fingerprint(sheet):
    turned = replace(sheet, words=dict(reversed(list(sheet.words.items()))))
    assert turned.fingerprint == sheet.fingerprint


@sized
@given(sheets, sheets)
def test_different_sheets_have_different_fingerprints(sheet, other):
    assert (sheet.fingerprint == other.fingerprint) == (sheet == other)


@sized
@given(sheets, sheets, st.sampled_from([field.name for field in fields(InvoiceSheet)]))
def test_a_change_of_any_one_field_changes_the_fingerprint(sheet, other, name):
    changed = replace(sheet, **{name: getattr(other, name)})
    assert (changed.fingerprint == sheet.fingerprint) == (getattr(sheet, name) == getattr(other, name))


def sample():
    return InvoiceSheet(
        kind="invoice",
        language="es",
        paper="letter",
        title="Factura",
        number="INV-0001",
        contractor=SheetParty("Rivera", ()),
        client=SheetParty("Dana Lee", ("+14155550134",)),
        project="Cocina",
        dates=(("Emitida", "22 nov"),),
        sections=(),
        figures=(SheetFigure("Total", "$45.00", "total"),),
        proofs=(),
        currency="USD",
        total_minor=4500,
        total="$45.00",
        words={"bill_to": "Para"},
    )


def test_a_fingerprint_is_the_same_on_every_machine_and_in_every_version():
    assert sample().fingerprint == "54877ccf77b9b6c783055d7af2665403f2bfc62518848e8a7c07620b5adf1269"


def test_a_sheet_kept_before_rates_were_printed_can_be_read():
    kept = sample().as_json()
    del kept["tax_ppm"]
    assert InvoiceSheet.from_json(kept) == sample()


def test_a_sheet_does_not_change_with_the_json_it_came_from():
    kept = sample().as_json()
    sheet = InvoiceSheet.from_json(kept)
    kept["words"]["bill_to"] = "Otra"
    assert sheet.words == {"bill_to": "Para"}
