"""What pages and dialogue read: one statement each, and nothing of anybody else."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import event

from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.project import Decision
from core.domain.terms import BillingTerms, TaxRule
from core.ports.messaging import Message
from core.ports.outbox import Outbound
from core.usecases.proof_views import FileView
from tests.storage.conftest import keep
from tests.storage.samples import NOON, Story, usd


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def save(database, story, *entities):
    with database.books.open(story.account.id) as ledger:
        ledger.save(*entities)


@pytest.fixture
def invoice(database, story):
    invoice = story.invoice(1, state="part_paid", pdf_key="a/pdf", viewed_at=later(1), approved_at=later(2))
    save(database, story, invoice)
    return invoice


@pytest.fixture
def link(database, story, invoice):
    link = story.link(invoice, version=3)
    save(database, story, link)
    return link


def test_the_clients_page_says_who_bills_whom_for_what(database, story, invoice, link):
    page = database.reads.invoice_page(link.id)
    assert (page.account_id, page.link_id, page.link_version, page.revoked) == (story.account.id, link.id, 3, False)
    assert (page.invoice_id, page.project_id, page.number) == (invoice.id, story.project.id, "INV-0001")
    assert (page.state, page.language, page.zone) == ("part_paid", "es", "America/Los_Angeles")
    assert (page.contractor_name, page.contractor_phone, page.contractor_email) == ("Lee & Sons", "", "lee@example.com")
    assert (page.client_name, page.project_name) == ("Dana Lee", "Maple St kitchen")
    assert page.sheet == invoice.sheet
    assert (page.total, page.paid, page.balance) == (invoice.total, usd(0), invoice.total)
    assert (page.issued_at, page.due_on) == (NOON, date(2026, 12, 6))
    assert (page.viewed_at, page.approved_at, page.has_pdf) == (later(1), later(2), True)
    assert (page.proofs, page.questions, page.payments) == ((), (), ())


def test_the_clients_page_shows_the_proofs_that_were_kept_in_their_order(database, story, invoice, link):
    own = {"invoice_id": invoice.id}
    camera = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=-7)))
    first = story.kept_proof(**own, taken_at=camera, received_at=later(-5), kind="video", duration_seconds=32)
    album = [story.kept_proof(**own, taken_at=camera.replace(tzinfo=None), pages=number) for number in range(3)]
    hidden = [story.proof(**own), story.kept_proof(**own, state="withdrawn"), story.kept_proof()]
    save(database, story, *album, first, *hidden)
    shown = database.reads.invoice_page(link.id).proofs
    assert [proof.id for proof in shown] == [first.id, *(proof.id for proof in album)]
    assert (shown[0].taken_at, shown[0].kind, shown[0].duration_seconds) == (camera, "video", 32)
    assert shown[0].short_hash == first.sha256[:8]
    assert (shown[0].width, shown[0].height, shown[0].milestone_id) == (1600, 1200, first.milestone_id)
    assert (shown[2].taken_at, shown[2].pages, shown[2].received_at) == (camera.replace(tzinfo=None), 1, NOON)
    assert (shown[2].caption, shown[2].file_name) == ("North wall", "wall.jpg")


def test_a_kept_proof_that_lacks_details_is_shown_all_the_same(database, story, invoice, link):
    save(database, story, story.proof(invoice_id=invoice.id, milestone_id=None, state="kept"))
    [shown] = database.reads.invoice_page(link.id).proofs
    assert (shown.width, shown.height, shown.short_hash, shown.taken_at, shown.milestone_id) == (0, 0, "", None, None)


def test_only_money_that_came_and_was_allocated_counts_as_paid(database, story, invoice, link):
    card = story.payment(invoice, 100_000, note="thanks", received_at=later(1))
    payments = [
        card,
        story.payment(invoice, 400_000, allocated=usd(388_813), surplus=usd(11_187), received_at=later(2)),
        story.payment(invoice, 5, state="pending", received_at=later(3)),
        story.payment(invoice, 5, state="failed", received_at=later(4)),
        story.payment(invoice, 5, state="parked", received_at=later(5)),
        story.payment(invoice, 5, state="reversed", received_at=later(6)),
    ]
    save(database, story, *payments, story.receipt(card))
    page = database.reads.invoice_page(link.id)
    assert (page.paid, page.balance) == (usd(488_813), usd(0))
    assert [payment.state for payment in page.payments] == [payment.state for payment in payments]
    assert (page.payments[0].amount, page.payments[0].method, page.payments[0].note) == (usd(100_000), "card", "thanks")
    assert [payment.receipt_number for payment in page.payments] == ["INV-0001/1", "", "", "", "", ""]
    assert page.payments[0].received_at == later(1)


def test_what_was_taken_back_is_shown_note_by_note(database, story, invoice, link):
    first, second = story.credit_note(invoice), story.credit_note(invoice, 2, number="CN-0002", reason="broken tile")
    save(database, story, second, first)
    page = database.reads.invoice_page(link.id)
    assert [(one.number, one.reason) for one in page.credits] == [
        (first.number, first.reason),
        ("CN-0002", "broken tile"),
    ]
    assert page.credited == first.total + second.total


def test_the_conversation_is_shown_by_time(database, story, invoice, link):
    save(
        database,
        story,
        story.question(invoice, "Tomorrow", author="contractor", asked_at=later(2)),
        story.question(invoice, "When?", asked_at=later(1)),
    )
    questions = database.reads.invoice_page(link.id).questions
    assert [(said.author, said.text, said.asked_at) for said in questions] == [
        ("client", "When?", later(1)),
        ("contractor", "Tomorrow", later(2)),
    ]


def test_an_unknown_link_opens_nothing(database, story, invoice, link):
    for stranger in (uuid4(), invoice.id):
        assert database.reads.invoice_page(stranger) is None
        assert database.reads.invoice_file(stranger) is None
        assert database.reads.payment_page(stranger) is None
        assert database.reads.proof_file(stranger, uuid4(), "thumb") is None


def test_a_revoked_link_says_so_and_gives_no_file(database, story, invoice, link):
    proof, request = story.kept_proof(invoice_id=invoice.id), story.request(invoice, state="open", url="https://pay")
    save(database, story, proof, request, replace(link, revoked_at=NOON))
    assert database.reads.invoice_page(link.id).revoked
    assert database.reads.invoice_file(link.id) is None
    assert database.reads.proof_file(link.id, proof.id, "page") is None
    assert database.reads.payment_page(link.id) is None


def test_a_proofs_copies_are_served_with_their_type(database, story, invoice, link):
    proof = story.kept_proof(invoice_id=invoice.id)
    video = replace(proof.copies, client_type="video/mp4", client="a/v")
    save(database, story, replace(proof, copies=video, file_name="walk.mov"))
    assert database.reads.proof_file(link.id, proof.id, "client") == FileView("a/v", "video/mp4", "walk.mov")
    assert database.reads.proof_file(link.id, proof.id, "page") == FileView("a/2", "image/jpeg", "walk.mov")
    assert database.reads.proof_file(link.id, proof.id, "thumb") == FileView("a/3", "image/jpeg", "walk.mov")


def test_only_proofs_of_that_very_invoice_are_served(database, story, invoice, link):
    other = keep(database, Story())
    theirs = other.invoice(1)
    proofs = [story.kept_proof(), story.kept_proof(invoice_id=invoice.id, state="withdrawn"), story.proof()]
    foreign = other.kept_proof(invoice_id=theirs.id)
    save(database, story, *proofs)
    save(database, other, theirs, foreign)
    for proof in (*proofs, foreign):
        assert database.reads.proof_file(link.id, proof.id, "client") is None


def test_the_pdf_is_served_once_it_is_stored(database, story, link):
    unrendered = story.invoice(2, number="INV-2")
    second = story.link(unrendered)
    save(database, story, unrendered, second)
    assert database.reads.invoice_file(link.id) == FileView("a/pdf", "application/pdf", "INV-0001.pdf")
    assert database.reads.invoice_file(second.id) is None
    assert not database.reads.invoice_page(second.id).has_pdf


def test_the_page_to_pay_on_is_the_newest_open_one_for_exactly_the_balance(database, story, invoice, link):
    balance = invoice.total - usd(88_813)
    in_euro = {"amount": Money(balance.minor, "EUR"), "card_fee": Money(0, "EUR")}
    requests = [
        story.request(invoice, state="open", url="old", amount=balance),
        story.request(invoice, state="open", url="right", amount=balance, created_at=later(1)),
        story.request(invoice, state="open", url="whole", created_at=later(2)),
        story.request(invoice, state="closed", url="closed", amount=balance, created_at=later(3)),
        story.request(invoice, state="asked", amount=balance, created_at=later(4)),
        story.request(invoice, state="open", url="euro", **in_euro, created_at=later(5)),
    ]
    save(database, story, story.payment(invoice, 88_813), *requests)
    assert database.reads.payment_page(link.id) == "right"


def test_a_page_that_its_gateway_would_not_make_is_told_from_one_that_is_not_there_yet(database, story, invoice, link):
    assert database.reads.payment_page(link.id) is None
    save(database, story, story.request(invoice, state="failed"))
    assert database.reads.payment_page(link.id) == ""
    save(database, story, story.request(invoice, state="asked", created_at=later(1)))
    assert database.reads.payment_page(link.id) is None


def test_a_project_fits_on_one_screen(database, story, invoice):
    demo, cabinets = story.milestones
    void = story.invoice(2, state="void", milestone_ids=(cabinets.id,))
    save(
        database,
        story,
        replace(demo, state="billed"),
        void,
        story.change_order(35_000),
        story.change_order(-5_000),
        story.change_order(99, state="withdrawn"),
        story.payment(invoice, 100_000),
        story.payment(invoice, 5, state="failed"),
        story.payment(invoice, 0, surplus=usd(70)),
        story.payment(invoice, 0, surplus=usd(8), state="reversed"),
        story.kept_proof(milestone_id=None, kind="video"),
        story.kept_proof(milestone_id=None, kind="voice"),
        story.proof(milestone_id=None),
        story.kept_proof(),
        story.kept_proof(),
        story.proof(),
        story.proof(state="refused"),
        story.proof(milestone_id=cabinets.id),
    )
    [project] = database.reads.projects(story.account.id)
    assert (project.id, project.name) == (story.project.id, "Maple St kitchen")
    assert (project.client_id, project.client_name) == (story.client.id, "Dana Lee")
    assert project.contract_sum_to_date == usd(2_430_000)
    assert (project.billed, project.paid, project.open) == (usd(488_813), usd(100_000), usd(388_813))
    assert (project.tax_rate, project.taxed) == (story.project.tax_rate, True)
    assert (project.credit, project.on_no_part) == (usd(70), ("video",))
    first, second = project.milestones
    assert (first.id, first.position, first.name, first.kind) == (demo.id, 1, "Demo", "work")
    assert (first.state, first.scheduled_value, first.invoice_number) == ("billed", usd(450_000), "INV-0001")
    assert (first.proofs, first.proofs_arriving) == (2, 1)
    assert (second.proofs, second.proofs_arriving, second.invoice_number) == (0, 1, "")


def test_projects_are_listed_the_newest_first_without_the_finished(database, story):
    newer = replace(story.project, id=uuid4(), name="Oak Ave", created_at=later(1))
    save(database, story, newer, replace(story.project, id=uuid4(), state="finished"))
    keep(database, Story())
    listed = database.reads.projects(story.account.id)
    assert [project.name for project in listed] == ["Oak Ave", "Maple St kitchen"]
    assert (listed[0].contract_sum_to_date, listed[0].billed, listed[0].milestones) == (usd(0), usd(0), ())


def test_what_is_owed_is_listed_the_longest_due_first(database, story):
    soon = story.invoice(1, due_on=date(2026, 12, 1), sent_at=later(1), viewed_at=later(2))
    late = story.invoice(2, due_on=date(2026, 11, 1))
    others = [story.invoice(3, state="paid"), story.invoice(4, state="void"), story.invoice(5, due_on=date(2026, 1, 1))]
    save(database, story, soon, late, *others)
    save(database, story, story.payment(soon, 100), story.payment(others[2], others[2].total.minor))
    first, second = database.reads.owed(story.account.id)
    assert (first.invoice_id, first.number, first.balance) == (late.id, "INV-0002", late.total)
    assert (first.sent_at, first.viewed_at) == (None, None)
    assert (second.invoice_id, second.balance, second.due_on) == (soon.id, soon.total - usd(100), date(2026, 12, 1))
    assert (second.project_id, second.project_name, second.client_name) == (
        story.project.id,
        "Maple St kitchen",
        "Dana Lee",
    )
    assert (second.sent_at, second.viewed_at) == (later(1), later(2))
    assert database.reads.owed(keep(database, Story()).account.id) == ()


@pytest.fixture
def asked_for(database, story):
    """Words with an upload page below them, to the member, with these args."""

    def say(**upload):
        outbound = Outbound(
            id=uuid4(),
            account_id=story.account.id,
            key=str(uuid4()),
            channel="telegram",
            address="-100" if "by" in upload else story.member_address.value,
            message=Message(text="too large", upload=upload),
            created_at=NOON,
        )
        with database.books.open(story.account.id) as ledger:
            ledger.say(outbound)
        return outbound.id

    return say


def test_an_upload_page_tells_whose_it_is_and_what_for_and_nothing_else(database, story, asked_for):
    part = story.milestones[0]
    args = {"project": str(story.project.id), "milestone": str(part.id)}
    page = database.reads.upload_page(asked_for(args=args, caption="walls"))
    assert (page.account_id, page.contractor_name, page.language) == (story.account.id, "Lee & Sons", "en")
    assert (page.project_name, page.milestone_name, page.caption) == (story.project.name, part.name, "walls")
    assert (page.channel, page.address, page.sender) == ("telegram", *[story.member_address.value] * 2)
    assert page.args == args


def test_an_upload_page_for_no_job_yet_or_in_a_group_is_one_too(database, story, asked_for):
    alone = database.reads.upload_page(asked_for(args={}, caption=""))
    assert (alone.project_name, alone.milestone_name, alone.args) == ("", "", {})
    grouped = database.reads.upload_page(asked_for(args={}, by=story.member_address.value))
    assert (grouped.address, grouped.sender) == ("-100", story.member_address.value)


def test_an_upload_page_ends_with_its_members_address_and_is_of_no_other_firm(database, story, asked_for, ask):
    other = keep(database, Story())
    foreign = asked_for(args={"project": str(other.project.id), "milestone": str(other.milestones[0].id)})
    assert database.reads.upload_page(foreign).project_name == ""
    assert database.reads.upload_page(asked_for(args={}, by=other.member_address.value)) is None
    assert database.reads.upload_page(asked_for(args={}, by=story.client_address.value)) is None
    assert database.reads.upload_page(asked_for()) is None
    ask("DELETE FROM addresses WHERE value = %s", story.member_address.value)
    assert database.reads.upload_page(foreign) is None


def test_a_change_orders_page_says_what_is_asked_and_what_the_contract_is(database, story):
    said = Decision(by="link holder", at=later(3), channel="portal")
    asked = story.change_order(28_000, number=2, state="declined", decision=said)
    at_once = story.change_order(35_000)
    save(database, story, asked, at_once)
    page = database.reads.change_page(asked.id)
    assert (page.account_id, page.number, page.state, page.amount) == (story.account.id, 2, "declined", usd(28_000))
    assert page.contract == story.contract.original_contract_sum + usd(35_000)
    assert (page.contractor_name, page.client_name, page.project_name, page.language) == (
        "Lee & Sons",
        "Dana Lee",
        "Maple St kitchen",
        "es",
    )
    assert (page.decided_at, page.shown_as) == (later(3), asked.shown_as)
    assert database.reads.change_page(at_once.id) is None
    assert database.reads.change_page(uuid4()) is None


def test_a_change_orders_page_says_where_taxes_come_on_top(database, story):
    asked, plain = story.change_order(28_000, number=1), replace(story.project, tax_rate=ZERO_RATE)
    taxes = BillingTerms(taxes=(TaxRule(rate=Rate(50_000)),))
    for project, terms, taxed in (
        (replace(plain, tax_rate=Rate(50_000)), BillingTerms(), True),
        (plain, BillingTerms(), False),
        (plain, taxes, True),
        (plain, replace(taxes, inclusive=True), False),
    ):
        save(database, story, project, replace(story.contract, terms=terms), asked)
        assert database.reads.change_page(asked.id).taxed is taxed


def test_every_read_is_one_statement_and_holds_no_transaction(database, story, invoice, link, ask):
    statements = []
    event.listen(
        database._engine, "before_cursor_execute", lambda *seen: statements.append(re.sub(r"\s+", " ", seen[2]))
    )
    reads = database.reads
    for read in (
        lambda: reads.who("sms", "+14155550134"),
        lambda: reads.invoice_page(link.id),
        lambda: reads.proof_file(link.id, uuid4(), "page"),
        lambda: reads.invoice_file(link.id),
        lambda: reads.payment_page(link.id),
        lambda: reads.projects(story.account.id),
        lambda: reads.owed(story.account.id),
        lambda: reads.aging(story.account.id, story.member.id, NOON),
        lambda: reads.upload_page(uuid4()),
        lambda: reads.change_page(uuid4()),
    ):
        statements.clear()
        read()
        assert len(statements) == 1
    held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%%'"
    assert ask(held) == [(0,)]


def test_times_are_in_utc_whatever_the_servers_zone(database, story, invoice, link, ask):
    ask("ALTER ROLE postgres IN DATABASE " + ask("SELECT current_database()")[0][0] + " SET timezone = 'Asia/Kolkata'")
    page = database.reads.invoice_page(link.id)
    assert page.issued_at == NOON
    assert page.issued_at.astimezone(UTC).tzinfo is UTC


def test_a_proof_packs_code_tells_what_anybody_may_know_once_its_pdf_is_made(database, story):
    file = {"received_at": "2026-11-22T15:00:00+00:00", "sha256": "a" * 64, "location": "37.8,-122.2"}
    sheet = {"contractor": {"name": "Lee & Sons"}, "project": "Maple St kitchen", "milestone": "Demo"}
    pack = story.proof_pack(sheet={**sheet, "zone": "America/Los_Angeles", "language": "es", "files": [file]})
    save(database, story, pack)
    assert database.reads.verified_pack(pack.code) is None
    save(database, story, replace(pack, pdf_key=f"{story.account.id}/{'b' * 64}"))
    found = database.reads.verified_pack(pack.code)
    assert (found.code, found.contractor_name, found.project_name) == (pack.code, "Lee & Sons", "Maple St kitchen")
    assert (found.milestone_name, found.made_at, found.zone, found.language) == (
        "Demo",
        NOON,
        "America/Los_Angeles",
        "es",
    )
    assert found.files == ((datetime(2026, 11, 22, 15, 0, tzinfo=UTC), "a" * 64),)
    assert found.pdf_sha256 == "b" * 64
    assert database.reads.verified_pack("no\x00such") is None
