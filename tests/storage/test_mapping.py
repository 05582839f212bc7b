"""Whatever the domain can hold comes back from its row as it was."""

import dataclasses
import typing
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from core.domain.bank import BankDetails
from core.domain.errors import Corrupt
from core.domain.invoice import Draft, Invoice
from core.domain.limits import LimitOverride
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate
from core.domain.party import DueTerms
from core.domain.proof import Copies, Proof
from core.domain.template import ProposalTemplate
from core.ports.ledger import Entity
from core.ports.messaging import Button, Enclosure, Message
from storage.ledger_sql import table_of
from storage.mapping import LISTED, ROWS, entity_of, row_of
from storage.mapping_json import message_from_json, message_to_json, storable
from tests.sizes import SOAK
from tests.storage.samples import AMOUNTS, CAMERA_TIMES, JSON, MOMENTS, QUANTITIES, TEXTS, Story

KINDS = typing.get_args(Entity)
WRITTEN_BY_THE_DATABASE = {"place", "hash", "previous_hash"}
EXAMPLES = 1000 if SOAK else 60
BY_TYPE = {
    str: TEXTS,
    int: st.integers(1, 2**31 - 1),
    datetime: MOMENTS,
    Decimal: QUANTITIES,
    Rate: st.integers(0, 2**31 - 1).map(Rate),
    DueTerms: st.integers(0, 10_000).map(DueTerms),
    Mapping[str, typing.Any]: st.dictionaries(TEXTS, JSON, max_size=4),
    Copies: st.builds(Copies, **dict.fromkeys(("client", "page", "thumb", "client_type"), TEXTS)),
}


def in_currency(hint: typing.Any, currency: str) -> st.SearchStrategy:
    """Any value of this field's type, within what its column holds, all its amounts in this currency."""
    options = typing.get_args(hint)
    if hint is Money:
        return st.builds(Money, AMOUNTS, st.just(currency))
    if hint in BY_TYPE:
        return BY_TYPE[hint]
    if type(None) in options:
        return st.none() | in_currency(next(one for one in options if one is not type(None)), currency)
    if typing.get_origin(hint) is tuple:
        return st.lists(in_currency(options[0], currency), max_size=3).map(tuple)
    if dataclasses.is_dataclass(hint):
        fields = typing.get_type_hints(hint)
        return st.builds(hint, **{name: in_currency(one, currency) for name, one in fields.items()})
    return st.from_type(hint)


def values(kind: type) -> st.SearchStrategy:
    """Any value of this kind, all its amounts in one currency."""
    hints = typing.get_type_hints(kind)

    def built(currency: str) -> st.SearchStrategy:
        fields = {name: in_currency(hint, currency) for name, hint in hints.items()}
        if kind is Proof:
            fields["taken_at"] = st.none() | CAMERA_TIMES
        if "currency" in hints:
            fields["currency"] = st.just(currency)
        return st.builds(kind, **fields)

    return st.sampled_from(["USD", "JPY", "KWD"]).flatmap(built)


@pytest.mark.parametrize("kind", KINDS)
@given(drawn=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_an_entity_comes_back_from_its_row_as_it_was(kind, drawn):
    entity = drawn.draw(values(kind))
    row = row_of(entity)
    listed = {LISTED: list(getattr(entity, LISTED))} if hasattr(entity, LISTED) else {}
    assert entity_of(kind, row | listed) == entity


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_has_a_column_for_every_part_of_its_entity_and_none_besides(kind):
    columns = set(table_of(kind).c.keys()) - WRITTEN_BY_THE_DATABASE
    entity = next(iter([found for found in examples() if type(found) is kind]))
    assert set(row_of(entity)) == columns
    assert kind in ROWS


def examples():
    story = Story()
    invoice = story.invoice(1)
    payment = story.payment(invoice, 100)
    return (
        *story.all,
        story.change_order(),
        story.proof(),
        story.proof_pack(),
        story.draft(),
        invoice,
        story.credit_note(invoice),
        story.proposal(),
        story.proposal_question(story.proposal(), "When?"),
        story.template(),
        story.link(invoice),
        *story.autopay(invoice, story.link(invoice)),
        story.approval(invoice),
        story.opening(invoice),
        story.question(invoice, "When?"),
        story.line_answer(invoice),
        story.request(invoice),
        payment,
        story.receipt(payment),
        story.refund(payment),
        story.reminder_plan(invoice),
        *story.from_bank(),
        story.payee(),
        story.limit_override(),
        story.journal_entry(payment),
        story.bank_details(),
    )


@pytest.mark.parametrize("kind", [Milestone, Invoice, Proof, LimitOverride, ProposalTemplate, BankDetails])
def test_postgresql_gives_back_what_was_kept(kind, database):
    """The same through the real column types: only the checks of references are left out."""
    table = table_of(kind)

    @given(entity=values(kind))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def round_trip(entity):
        with database._engine.connect() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.execute(insert(table), row_of(entity))
            row = connection.execute(select(table).where(table.c.id == entity.id)).mappings().one()
            assert entity_of(kind, {**row, LISTED: getattr(entity, LISTED, ())}) == entity
            connection.rollback()

    round_trip()


def test_amounts_in_two_currencies_are_refused():
    story = Story()
    with pytest.raises(Corrupt, match="mixes"):
        row_of(story.invoice(1, tax=Money(1, "EUR")))


def test_a_camera_time_without_a_zone_stays_without_one():
    naive = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001  # that is the case
    row = row_of(Story().proof(taken_at=naive))
    assert entity_of(Proof, row).taken_at == naive
    assert entity_of(Proof, row).taken_at.tzinfo is None


def test_what_postgresql_cannot_keep_is_taken_out_of_text():
    kept = row_of(Story().proof(caption="a\0b", file_name="half \ud83d pair é"))
    assert kept["caption"] == "ab"
    assert kept["file_name"] == "half � pair é"
    assert storable({"a\0": ["\0", ("x",), 1, None]}) == {"a": ["", ["x"], 1, None]}


MESSAGES = st.builds(
    Message,
    text=TEXTS,
    buttons=st.lists(st.builds(Button, TEXTS, st.dictionaries(TEXTS, JSON, max_size=3)), max_size=3).map(tuple),
    enclosures=st.lists(st.builds(Enclosure, source=TEXTS, file_name=TEXTS, media_type=TEXTS), max_size=2).map(tuple),
    link_id=st.none() | st.uuids().map(str),
    link_label=TEXTS,
)


@given(message=MESSAGES)
def test_a_message_comes_back_from_its_json_as_it_was(message):
    assert message_from_json(message_to_json(message)) == message


def test_only_drafts_and_invoices_list_milestones():
    assert [kind for kind in KINDS if LISTED in {field.name for field in dataclasses.fields(kind)}] == [Draft, Invoice]
