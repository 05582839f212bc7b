"""What the database itself refuses, whoever asks: references across accounts, changes to what is issued."""

from dataclasses import replace

import psycopg
import pytest

from storage.ledger_saving import FROZEN
from storage.ledger_sql import table_of
from storage.mapping import ROWS
from storage.tables import METADATA
from tests.storage.conftest import keep
from tests.storage.samples import Story, new

UNSCOPED = {"accounts", "inbox", "sessions", "consents", "credentials", "early_reports", "moves", "nightly_runs"}


def test_every_row_carries_its_account():
    unscoped = {table.name for table in METADATA.tables.values() if not _required(table, "account_id")}
    assert unscoped - {"job_failures", "gateway_pauses"} == UNSCOPED


def _required(table, name):
    return name in table.c and not table.c[name].nullable


def test_every_reference_between_rows_carries_the_account():
    for table in METADATA.tables.values():
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table.name != "accounts":
                assert "account_id" in constraint.column_keys, constraint.name


REFERENCES = sorted(
    (table_of(kind).name, column)
    for kind in ROWS
    for constraint in table_of(kind).foreign_key_constraints
    for column in constraint.column_keys
    if column != "account_id"
)


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_a_reference_into_another_account_is_refused(database, ask, table, column):
    """Tried in SQL on every reference there is, past all of our own code."""
    ours, theirs = _full(database), _full(database)
    target = next(
        constraint.referred_table.name
        for constraint in METADATA.tables[table].foreign_key_constraints
        if column in constraint.column_keys
    )
    for frozen in (
        "invoices",
        "credit_notes",
        "proof_packs",
        "journal_entries",
        "bank_details",
        "autopay_consents",
    ):  # their triggers would be the first to refuse
        ask(f"ALTER TABLE {frozen} DISABLE TRIGGER {frozen}_frozen")
    statement = (  # names of our own tables only
        f"UPDATE {table} SET {column} = (SELECT id FROM {target} WHERE account_id = %s LIMIT 1)"  # noqa: S608  # as said
        f" WHERE account_id = %s AND {column} IS NOT NULL"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        ask(statement, theirs.account.id, ours.account.id)


def _full(database) -> Story:
    story = Story()
    invoice = story.invoice(1)
    payment, link = story.payment(invoice, 5), story.link(invoice)
    consent, method = story.autopay(invoice, link)
    proposal = story.proposal(project_id=story.project.id)
    story.contract = replace(story.contract, proposal_id=proposal.id)
    proof = story.kept_proof(invoice_id=invoice.id)
    kept = keep(
        database,
        story,
        story.change_order(),
        proof,
        story.proof_pack(),
        story.draft(),
        invoice,
        story.credit_note(invoice),
        proposal,
        story.template(),
        link,
        consent,
        method,
        story.approval(invoice),
        story.opening(invoice),
        story.proposal_question(proposal, "When?"),
        story.question(invoice, "?"),
        story.line_answer(invoice),
        story.request(invoice, consent_id=consent.id, method_id=method.id),
        payment,
        story.payment(invoice, 5, gateway="credit", credit_of=payment.id),
        story.receipt(payment),
        story.refund(payment),
        story.reminder_plan(invoice),
        story.payee(),
        *story.from_bank(),
        story.limit_override(),
        story.bank_details(),
        *_journal(story, payment),
    )
    with database.books.open(story.account.id) as ledger:
        ledger.save(replace(proof, payment_id=payment.id))  # a payment comes after the proofs of what it pays
        ledger.save(story.milestone(3, "Late fee", fee_of=invoice.id))
    return kept


def _journal(story, payment):
    """Money that came and was taken back, so that one entry refers to the other."""
    came = story.journal_entry(payment)
    return came, story.journal_entry(payment, id=new(), cause="reversed", corrects=came.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET total_minor = total_minor + 1",
        "UPDATE invoices SET sheet = jsonb_set(sheet, '{title}', '\"x\"')",
        "UPDATE invoices SET number = 'X'",
        "UPDATE invoices SET account_id = account_id, issued_at = now()",
        "UPDATE invoice_milestones SET position = position + 1",
        "DELETE FROM invoice_milestones",
        "DELETE FROM receipts",
        "DELETE FROM payments WHERE id NOT IN (SELECT payment_id FROM receipts)",
        "DELETE FROM number_series",
        "UPDATE proof_packs SET sheet = jsonb_set(sheet, '{title}', '\"x\"')",
        "UPDATE proof_packs SET code = 'X'",
        "DELETE FROM proof_packs",
        "UPDATE journal_entries SET postings = '[]'",
        "UPDATE journal_entries SET hash = ''",
        "DELETE FROM journal_entries",
        "UPDATE autopay_consents SET words = 'anything'",
        "DELETE FROM autopay_consents",
        "DELETE FROM saved_methods",
        """UPDATE bank_details SET facts = jsonb_set(facts, '{number}', '"1"')""",
    ],
)
def test_what_is_issued_or_paid_is_not_changed_or_struck_out(database, ask, statement):
    story = _full(database)
    with database.books.open(story.account.id) as ledger:
        ledger.take_number(story.contractor.id)
        ledger.save(story.payment(ledger.project_file(story.project.id).invoices[0], 7))
    with pytest.raises(psycopg.Error) as refused:
        ask(statement)
    assert refused.value.sqlstate == FROZEN


def test_an_invoice_is_never_deleted(database, ask):
    story = Story()
    keep(database, story, story.invoice(1, milestone_ids=()))
    with pytest.raises(psycopg.Error) as refused:
        ask("DELETE FROM invoices")
    assert refused.value.sqlstate == FROZEN


def test_a_member_has_an_address_for_oneself_in_the_database_too(database, ask):
    story, other = _full(database), _full(database)
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(
            "UPDATE addresses SET channel = 'telegram', value = %s WHERE id = %s",
            story.member_address.value,
            other.member_address.id,
        )


@pytest.mark.parametrize("column", ["last4 = '42424'", "last4 = '42a4'", "brand = '4242424242424242'"])
def test_nothing_that_could_be_the_number_of_a_card_is_kept(database, ask, column):
    _full(database)
    with pytest.raises(psycopg.errors.CheckViolation):
        ask(f"UPDATE saved_methods SET {column}")  # noqa: S608  # our own words
