"""One line of an invoice is approved or disputed for itself, and the rest can be paid."""

import pytest

from core.domain.errors import OutOfDate, Refusal
from core.domain.ids import MilestoneId
from core.domain.money import Money
from core.domain.payment import Way
from core.usecases import line_answers
from core.usecases.counting import balance_of
from tests.core.site import Site, event_for, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def job(site):
    return site.project().project


@pytest.fixture
def invoice(site, job):
    return site.bill(job.id, "demo", "cabinets")


@pytest.fixture
def demo(site, job):
    return site.milestone(job.id, "demo").id


@pytest.fixture
def cabinets(site, job):
    return site.milestone(job.id, "cabinets").id


def approve(site, invoice, line):
    site.later()
    with site.open() as ledger:
        return line_answers.approve_line(ledger, site.asked(member=False), invoice.id, line)


def dispute(site, invoice, line, words="Two loads?"):
    site.later()
    with site.open() as ledger:
        return line_answers.dispute_line(ledger, site.asked(member=False), invoice.id, line, words)


def resolve(site, invoice, line, told=""):
    site.later()
    with site.open() as ledger:
        return line_answers.resolve_line(ledger, site.asked(), invoice.id, line, "Sam", told)


def held(site, invoice):
    with site.open() as ledger:
        file = ledger.project_file(invoice.project_id)
        current = ledger.invoice(invoice.id)
        return line_answers.disputed_of(ledger, file, current), balance_of(file, current)


def ask(site, invoice, shown):
    with site.open() as ledger:
        return line_answers.ask_undisputed(
            ledger, site.asked(member=False), invoice.id, site.new_id(), Way("sandbox"), shown
        )


def test_with_the_last_line_approved_the_invoice_is_approved(site, invoice, demo, cabinets):
    first = approve(site, invoice, demo)
    assert (first.line, first.before, first.all_approved, first.answer.by) == ("demo", None, False, "link holder")
    assert site.invoice(invoice.id).approved_at is None
    last = approve(site, invoice, cabinets)
    assert last.all_approved
    assert last.invoice.approved_at == site.now == site.invoice(invoice.id).approved_at


def test_a_line_is_approved_once(site, invoice, demo, cabinets):
    approve(site, invoice, demo)
    assert approve(site, invoice, demo) is None
    approve(site, invoice, cabinets)
    dispute(site, invoice, demo)
    again = approve(site, invoice, demo)
    assert (again.before, again.all_approved) == ("dispute", False)


def test_a_disputed_line_holds_up_its_own_share_and_no_more(site, invoice, demo):
    said = dispute(site, invoice, demo)
    assert (said.line, said.answer.kind, said.answer.words) == ("demo", "dispute", "Two loads?")
    disputed, balance = held(site, invoice)
    assert Money(0, "USD") < disputed < balance
    with site.open() as ledger:
        assert [one.text for one in ledger.questions(invoice.id)] == ["demo: Two loads?"]


def test_what_is_not_disputed_can_be_paid_and_then_only_the_disputed_line_is_left(site, invoice, demo):
    dispute(site, invoice, demo)
    disputed, balance = held(site, invoice)
    request = ask(site, invoice, balance - disputed)
    assert request.amount == balance - disputed
    assert ask(site, invoice, balance - disputed).id == request.id
    site.page_made(request)
    assert site.hear(event_for(site.request(request))).what == "counted"
    assert site.invoice(invoice.id).state == "part_paid"
    assert held(site, invoice) == (disputed, disputed)
    with pytest.raises(OutOfDate):
        ask(site, invoice, Money(0, "USD"))


def test_what_was_shown_is_what_is_asked_for(site, invoice, demo):
    _, balance = held(site, invoice)
    dispute(site, invoice, demo)
    disputed, _ = held(site, invoice)
    for shown in (balance, disputed):
        with pytest.raises(OutOfDate) as late:
            ask(site, invoice, shown)
        assert late.value.details == {"balance": balance - disputed}


def test_a_resolved_line_holds_up_nothing(site, invoice, demo):
    assert resolve(site, invoice, demo) is None
    dispute(site, invoice, demo)
    said = resolve(site, invoice, demo)
    assert (said.before, said.answer.by) == ("dispute", "Sam")
    assert held(site, invoice)[0] == Money(0, "USD")
    assert resolve(site, invoice, demo) is None


def test_a_credit_note_on_a_disputed_line_lowers_what_it_holds_up(site, invoice, demo):
    dispute(site, invoice, demo)
    before, _ = held(site, invoice)
    site.credit(invoice, usd("100.00"))
    after, _ = held(site, invoice)
    assert after < before


def test_another_jobs_line_and_a_void_invoice_take_no_answer(site, invoice, demo):
    with pytest.raises(Refusal) as refused:
        approve(site, invoice, MilestoneId(site.new_id()))
    assert refused.value.code == "line.none"
    site.void(invoice)
    with pytest.raises(Refusal) as refused:
        dispute(site, invoice, demo)
    assert (refused.value.code, refused.value.details) == ("invoice.void", {"number": invoice.number})


def test_what_is_settled_is_said_in_the_conversation_where_it_was_the_last_word(site, invoice, demo, cabinets):
    def said():
        with site.open() as ledger:
            return [(one.author, one.text) for one in ledger.questions(invoice.id)]

    dispute(site, invoice, demo)
    resolve(site, invoice, demo, "demo: settled")
    assert said() == [("client", "demo: Two loads?"), ("contractor", "demo: settled")]
    dispute(site, invoice, cabinets)
    dispute(site, invoice, demo, "Again?")
    resolve(site, invoice, cabinets, "cabinets: settled")
    assert said()[-1] == ("client", "demo: Again?")
