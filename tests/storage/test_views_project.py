"""The page of a whole project from the database: one statement, what the client may see, and nothing of others."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event

from core.domain.money import Rate
from core.domain.terms import BillingTerms, DepositTerms, Due, Progress
from core.usecases.proof_views import FileView
from storage.views_project import MOST_PROOFS
from tests.storage.conftest import keep
from tests.storage.samples import NOON, Story, part, usd
from tests.storage.test_views import later, save


@pytest.fixture
def invoice(database, story):
    invoice = story.invoice(1)
    save(database, story, invoice, story.link(invoice, version=3))
    return invoice


def test_it_says_who_works_for_whom_on_what(database, story):
    terms = BillingTerms(deposit=DepositTerms(amount=usd(100)))
    demo = replace(
        story.milestones[0],
        group="Kitchen",
        group_kind="room",
        progress=Progress(percent_complete=Rate(250_000)),
        due=Due(on="date", day=date(2027, 1, 31)),
        approved_at=NOON,
    )
    save(database, story, replace(story.contract, terms=terms), demo)
    page = database.reads.project_page(story.project.id)
    assert (page.account_id, page.project_id, page.name) == (story.account.id, story.project.id, "Maple St kitchen")
    assert (page.state, page.language, page.zone) == ("active", "es", "America/Los_Angeles")
    assert (page.contractor_name, page.contractor_phone, page.contractor_email) == ("Lee & Sons", "", "lee@example.com")
    assert (page.client_name, page.original_contract_sum, page.taxed) == ("Dana Lee", usd(2_400_000), True)
    assert page.terms == terms
    first, second = page.milestones
    assert (first.id, first.position, first.name, first.state) == (demo.id, 1, "Demo", "planned")
    assert (first.group, first.group_kind, first.progress, first.due) == ("Kitchen", "room", demo.progress, demo.due)
    assert (first.scheduled_value, first.approved_at, first.photos, first.proofs) == (usd(450_000), NOON, 0, ())
    assert (second.name, second.approved_at) == ("Cabinets", None)
    assert [one.kind for one in page.milestones] == [one.kind for one in story.milestones[:2]]
    assert (page.invoices, page.changes) == ((), ())


def test_invoices_come_with_what_was_paid_and_credited_and_their_way_in(database, story, invoice):
    note = story.credit_note(invoice, deposit_applied=usd(5))
    void = story.invoice(2, state="void")
    card = story.payment(invoice, 100_000)
    late = story.payment(invoice, 7_000, state="pending")
    save(database, story, note, void, story.link(void), card, late)
    [shown] = database.reads.project_page(story.project.id).invoices
    assert (shown.id, shown.number, shown.kind, shown.state) == (invoice.id, "INV-0001", "progress", "issued")
    assert (shown.bill.parts, shown.bill.credited) == (invoice.parts, note.parts)
    assert (shown.bill.total, shown.bill.paid) == (invoice.total - note.total, card.allocated)
    assert shown.balance == invoice.total - note.total - card.allocated
    assert (shown.deposit_applied, shown.due_on) == (usd(-5), date(2026, 12, 6))
    assert (shown.link_version, shown.revoked, shown.approved_at) == (3, False, None)


def test_changes_are_those_approved_and_those_that_wait_for_an_answer(database, story):
    waiting = story.change_order(5, state="proposed", number=1, recorded_at=later(1))
    gone = [story.change_order(state=state) for state in ("declined", "withdrawn")]
    save(database, story, story.change_order(), waiting, *gone)
    approved, asked = database.reads.project_page(story.project.id).changes
    assert (approved.state, approved.amount, approved.description) == ("approved", usd(35_000), "Dumpster")
    assert (asked.id, asked.state, asked.number) == (waiting.id, "proposed", 1)


def shown_in(database, story):
    page = database.reads.project_page(story.project.id)
    return {proof.id for one in page.milestones for proof in one.proofs}


def test_photos_show_once_an_invoice_has_them_or_their_work_is_said_to_be_done(database, story, invoice):
    demo, cabinets = story.milestones
    early, printed = story.kept_proof(), story.kept_proof(invoice_id=invoice.id)
    save(database, story, early, printed, story.kept_proof(milestone_id=cabinets.id))
    assert shown_in(database, story) == {printed.id}
    save(database, story, replace(demo, state="done"))
    assert shown_in(database, story) == {early.id, printed.id}
    save(database, story, replace(demo, state="planned"), replace(invoice, state="void"))
    assert shown_in(database, story) == set()


def test_what_is_for_the_firm_alone_is_never_shown_nor_served(database, story):
    save(database, story, replace(story.milestones[0], state="done"))
    hidden = [
        story.kept_proof(kind="voice"),
        story.kept_proof(milestone_id=None),
        story.kept_proof(state="withdrawn"),
        story.kept_proof(copies=None),
        story.proof(),
    ]
    seen = story.kept_proof(location="45.1,9.2")
    save(database, story, *hidden, seen)
    assert shown_in(database, story) == {seen.id}
    assert "45.1" not in repr(database.reads.project_page(story.project.id))
    for one in hidden:
        assert database.reads.project_proof(story.project.id, one.id, "page") is None
    files = [database.reads.project_proof(story.project.id, seen.id, size) for size in ("client", "page", "thumb")]
    assert files == [FileView(key, "image/jpeg", "wall.jpg") for key in ("a/1", "a/2", "a/3")]


def test_of_many_photos_the_first_are_there_and_all_are_counted(database, story):
    save(database, story, replace(story.milestones[0], state="done"))
    proofs = [story.kept_proof(received_at=later(place)) for place in range(MOST_PROOFS + 3)]
    save(database, story, *proofs)
    first, _ = database.reads.project_page(story.project.id).milestones
    assert first.photos == MOST_PROOFS + 3
    assert [one.id for one in first.proofs] == [one.id for one in proofs[:MOST_PROOFS]]


def test_another_project_and_another_firm_lend_nothing(database, story, invoice):
    other = keep(database, Story())
    sold = other.invoice(1, parts=(part(other.milestones[0], 450_000),))
    foreign = other.kept_proof(invoice_id=sold.id)
    save(database, other, sold, other.link(sold), foreign, other.change_order())
    page = database.reads.project_page(story.project.id)
    assert [one.id for one in page.invoices] == [invoice.id]
    assert (page.changes, shown_in(database, story)) == ((), set())
    assert database.reads.project_proof(story.project.id, foreign.id, "page") is None
    assert shown_in(database, other) == {foreign.id}
    assert database.reads.project_page(uuid4()) is None


def test_the_page_is_one_statement_and_so_is_a_file(database, story, invoice):
    proof = story.kept_proof(invoice_id=invoice.id)
    save(database, story, proof)
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    database.reads.project_page(story.project.id)
    database.reads.project_proof(story.project.id, proof.id, "thumb")
    assert len(statements) == 2


def test_the_newest_word_on_each_line_counts_on_both_pages(database, story):
    both = tuple(part(one, 450_000) for one in story.milestones)
    invoice = story.invoice(1, parts=both, taxes=(), total=usd(900_000))
    link = story.link(invoice)
    save(database, story, invoice, link, story.line_answer(invoice), story.credit_note(invoice, taxes=()))
    page = database.reads.invoice_page(link.id)
    [answer] = page.answers
    assert (answer.milestone_id, answer.kind, answer.words) == (story.milestones[0].id, "dispute", "Two loads?")
    assert (page.disputed, page.undisputed) == (usd(440_000), page.balance - usd(440_000))
    assert database.reads.project_page(story.project.id).invoices[0].answers == (answer,)
    save(database, story, story.line_answer(invoice, kind="resolved", at=later(1)))
    page = database.reads.invoice_page(link.id)
    assert [one.kind for one in page.answers] == ["resolved"]
    assert page.disputed == usd(0)


def test_the_payment_page_is_that_of_what_was_asked_for(database, story, invoice):
    [link] = [one.link_id for one in database.reads.project_page(story.project.id).invoices]
    few = story.request(invoice, state="open", url="https://pay.example/part", amount=usd(100))
    save(database, story, few)
    assert database.reads.payment_page(link, usd(100)) == "https://pay.example/part"
    assert database.reads.payment_page(link, usd(200)) is None
    assert database.reads.payment_page(link) is None
    save(database, story, story.request(invoice, state="open", url="https://pay.example/all", amount=invoice.total))
    assert database.reads.payment_page(link) == "https://pay.example/all"
