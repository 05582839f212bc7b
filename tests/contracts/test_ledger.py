"""What every ledger promises: the same suite over the twin in memory and over PostgreSQL."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from core.domain.account import Address
from core.domain.errors import Clash, Corrupt, NotAllowed, NotFound
from core.domain.ids import AccountId, ContractorId, InvoiceId
from core.domain.proof import Proof
from core.ports.ledger import Ledger
from tests.contracts.ledgers import kept, later, read, save
from tests.storage.samples import NOON, Story, usd


def test_what_was_saved_is_read_back(books, story):
    with books.open(story.account.id) as ledger:
        assert ledger.account_id == story.account.id
        assert ledger.account() == story.account
        assert ledger.member(story.member.id) == story.member
        assert ledger.members() == (story.member,)
        assert ledger.contractor(story.contractor.id) == story.contractor
        assert ledger.client(story.client.id) == story.client
        assert ledger.clients() == (story.client,)
        assert ledger.projects() == (story.project,)


def test_entities_of_one_save_may_come_in_any_order(books):
    story = Story()
    save(books, story, *reversed(story.all))
    assert read(books, story, lambda ledger: ledger.project_file(story.project.id)).project == story.project


def test_a_ledger_reads_what_it_just_wrote(books, story):
    with books.open(story.account.id) as ledger:
        renamed = replace(story.project, name="Maple St bath")
        ledger.save(renamed)
        assert ledger.project_file(story.project.id).project == renamed


def changed_parts(story: Story):
    """One of each kind that a project's file shows, as it will be once written."""
    invoice = story.invoice(1)
    return (
        replace(story.project, name="Maple St bath"),
        replace(story.contractor, name="Lee & Daughters"),
        replace(story.client, name="Dana Kim"),
        replace(story.contract, original_contract_sum=usd(2_500_000)),
        replace(story.milestones[0], name="Tear-out"),
        story.change_order(),
        story.draft(),
        invoice,
        story.payment(invoice, 10),
    )


@pytest.mark.parametrize("lock", [False, True])
@pytest.mark.parametrize("place", range(9))
def test_a_project_file_that_was_read_before_shows_what_was_written_since(books, story, place, lock):
    parts = changed_parts(story)
    with books.open(story.account.id) as ledger:
        ledger.save(*(parts[7:8] if place == 8 else ()))
        before = ledger.project_file(story.project.id, lock=lock)
        assert ledger.project_file(story.project.id) == before
        ledger.save(parts[place])
        after = ledger.project_file(story.project.id, lock=lock)
    shown = [one for name in after.__slots__ for one in as_tuple(getattr(after, name))]
    assert parts[place] in shown
    assert before != after


def as_tuple(part):
    return part if isinstance(part, tuple) else (part,)


def test_what_is_written_on_one_project_shows_in_the_file_of_another(books, story):
    """A contractor and a client may have several."""
    other = replace(story.project, id=uuid4(), name="Oak Ave porch")
    save(books, story, other, replace(story.contract, id=uuid4(), project_id=other.id))
    with books.open(story.account.id) as ledger:
        ledger.project_file(other.id, lock=True)
        ledger.save(replace(story.client, name="Dana Kim"))
        assert ledger.project_file(other.id).client.name == "Dana Kim"


def test_saving_again_replaces(books, story):
    save(books, story, replace(story.member, name="Sammy"), replace(story.account, name="Lee"))
    assert read(books, story, lambda ledger: ledger.members())[0].name == "Sammy"
    assert read(books, story, lambda ledger: ledger.account()).name == "Lee"


def test_the_last_of_two_versions_in_one_save_counts(books, story):
    save(books, story, replace(story.member, name="first"), replace(story.member, name="second"))
    assert read(books, story, lambda ledger: ledger.members())[0].name == "second"


def test_nothing_is_kept_of_a_block_that_raises(books, story):
    def work(ledger: Ledger) -> None:
        ledger.save(replace(story.member, name="Ghost"))
        ledger.take_number(story.contractor.id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read(books, story, work)
    with books.open(story.account.id) as ledger:
        assert ledger.members() == (story.member,)
        assert ledger.take_number(story.contractor.id) == 1


def test_what_is_not_there_is_not_found(books, story):
    with books.open(story.account.id) as ledger:
        for ask, kind in (
            (ledger.member, "member"),
            (ledger.contractor, "contractor"),
            (ledger.client, "client"),
            (ledger.project_file, "project"),
            (ledger.proof, "proof"),
            (ledger.template, "proposal_template"),
            (ledger.draft, "draft"),
            (ledger.invoice, "invoice"),
            (ledger.link_of, "payment_link"),
            (ledger.payment_request, "payment_request"),
        ):
            with pytest.raises(NotFound) as refused:
                ask(uuid4())
            assert refused.value.code == f"{kind}.not_found"
        assert ledger.payment_by_external("sandbox", "none") is None


def test_an_account_that_is_not_kept_is_not_found(books):
    with books.open(AccountId(uuid4())) as ledger, pytest.raises(NotFound, match=r"account\.not_found"):
        ledger.account()


def test_a_project_without_a_contract_is_not_found(books, story):
    bare = replace(story.project, id=uuid4())
    save(books, story, bare)
    with pytest.raises(NotFound, match=r"contract\.not_found"):
        read(books, story, lambda ledger: ledger.project_file(bare.id))


def test_another_accounts_rows_look_like_nothing(books, story):
    other = kept(books)
    invoice = other.invoice(1)
    proof, draft, request = other.proof(), other.draft(), other.request(invoice)
    payment = other.payment(invoice, 5)
    save(books, other, proof, draft, invoice, request, payment, other.link(invoice), other.question(invoice, "?"))
    template = other.template()
    save(books, other, other.limit_override(), template)
    with books.open(story.account.id) as ledger:
        for ask, wanted in (
            (ledger.member, other.member.id),
            (ledger.contractor, other.contractor.id),
            (ledger.client, other.client.id),
            (ledger.project_file, other.project.id),
            (ledger.proof, proof.id),
            (ledger.template, template.id),
            (ledger.draft, draft.id),
            (ledger.invoice, invoice.id),
            (ledger.link_of, invoice.id),
            (ledger.payment_request, request.id),
        ):
            with pytest.raises(NotFound):
                ask(wanted)
        assert ledger.payment_by_external("sandbox", payment.external_id) is None
        assert (ledger.questions(invoice.id), ledger.payment_requests(invoice.id)) == ((), ())
        assert ledger.reminder_plan(invoice.id) is None
        assert (ledger.templates(), ledger.payees(), ledger.saved_methods()) == ((), (), ())
        assert ledger.bank_details(other.contractor.id) == ()
        assert ledger.limit_overrides(other.project.id) == ()
        assert ledger.proofs(other.project.id) == ()
        assert ledger.addresses(client_id=other.client.id) == ()
        assert ledger.projects() == (story.project,)


def every_kind(story: Story):
    invoice = story.invoice(1)
    payment, link = story.payment(invoice, 5), story.link(invoice)
    return (
        *story.all[1:],
        story.change_order(),
        story.proof(),
        story.template(),
        story.draft(),
        invoice,
        *(link, *story.autopay(invoice, link)),
        *(story.approval(invoice), story.question(invoice, "?")),
        story.line_answer(invoice),
        story.request(invoice),
        payment,
        story.receipt(payment),
        story.refund(payment),
        story.reminder_plan(invoice),
        *story.from_bank(),
        story.payee(),
        story.limit_override(),
        story.bank_details(),
    )


@pytest.mark.parametrize("place", range(len(every_kind(Story()))))
def test_another_accounts_id_cannot_be_taken_over(books, story, place):
    other = kept(books)
    theirs = every_kind(other)
    save(books, other, *theirs)
    stolen = replace(every_kind(story)[place], id=theirs[place].id)
    if isinstance(stolen, Address):
        stolen = replace(stolen, value="elsewhere")
    with pytest.raises(NotFound):
        save(books, story, *every_kind(story)[len(story.all) - 1 : place], stolen)


def test_what_belongs_to_another_account_is_not_saved(books, story):
    other = kept(books)
    for stranger in (other.member, other.account):
        with pytest.raises(NotFound):
            save(books, story, stranger)


@pytest.mark.parametrize(
    "make",
    [
        lambda story, other: replace(story.member, contractor_id=other.contractor.id),
        lambda story, other: replace(story.member_address, member_id=other.member.id),
        lambda story, other: replace(story.client_address, client_id=other.client.id),
        lambda story, other: replace(story.project, client_id=other.client.id),
        lambda story, other: replace(story.project, contractor_id=other.contractor.id),
        lambda story, other: replace(story.contract, project_id=other.project.id),
        lambda story, other: replace(story.milestones[0], project_id=other.project.id),
        lambda story, other: story.change_order(milestone_id=other.milestones[0].id),
        lambda story, other: story.change_order(recorded_by=other.member.id),
        lambda story, other: story.proof(milestone_id=other.milestones[0].id),
        lambda story, other: story.proof(project_id=other.project.id),
        lambda story, other: story.proof(sent_by=other.member.id),
        lambda story, other: story.draft(milestone_ids=(story.milestones[0].id, other.milestones[0].id)),
        lambda story, other: story.invoice(1, milestone_ids=(other.milestones[0].id,)),
        lambda story, other: story.invoice(1, contractor_id=other.contractor.id),
        lambda story, other: story.limit_override(project_id=other.project.id),
        lambda story, other: story.template(contractor_id=other.contractor.id),
        lambda story, other: story.template(created_by=other.member.id),
        lambda story, other: story.limit_override(recorded_by=other.member.id),
        lambda story, other: story.bank_details(contractor_id=other.contractor.id),
        lambda story, other: other.autopay(other.invoice(1), other.link(other.invoice(1)), **story.own)[1],
    ],
)
def test_nothing_refers_across_accounts(books, story, make):
    other = kept(books)
    with pytest.raises(NotFound, match="not_found"):
        save(books, story, make(story, other))


def test_a_refusal_names_what_is_missing(books, story):
    with pytest.raises(NotFound) as refused:
        save(books, story, story.proof(sent_by=uuid4()))
    assert refused.value.code == "member.not_found"


def test_a_clients_address_may_be_known_to_several_accounts_but_a_members_to_one(books, story):
    other = kept(books)
    shared = replace(other.client_address, value=story.client_address.value)
    save(books, other, shared)
    with pytest.raises(NotAllowed) as refused:
        save(books, other, replace(other.member_address, value=story.member_address.value))
    assert refused.value.code == "address.taken"


def test_an_address_is_of_one_person(books, story):
    with pytest.raises(Corrupt):
        save(books, story, replace(story.client_address, member_id=story.member.id))
    with pytest.raises(Corrupt):
        save(books, story, replace(story.client_address, client_id=None))


def test_addresses_are_read_the_newest_first(books, story):
    newer = replace(story.client_address, id=uuid4(), channel="email", value="d@example.com", created_at=later(1))
    same = replace(newer, id=uuid4(), value="d2@example.com")
    save(books, story, newer, same)
    with books.open(story.account.id) as ledger:
        assert ledger.addresses(client_id=story.client.id) == (same, newer, story.client_address)
        assert ledger.addresses(member_id=story.member.id) == (story.member_address,)
        assert set(ledger.addresses()) == {newer, same, story.client_address, story.member_address}


def test_a_forgotten_address_is_gone_and_nobody_elses_is(books, story):
    other = kept(books)
    with books.open(story.account.id) as ledger:
        ledger.forget(story.member_address)
        ledger.forget(story.member_address)
        ledger.forget(other.member_address)
    assert read(books, story, lambda ledger: ledger.addresses()) == (story.client_address,)
    assert other.member_address in read(books, other, lambda ledger: ledger.addresses())
    save(
        books, other, replace(story.member_address, account_id=other.account.id, member_id=other.member.id, id=uuid4())
    )


def test_active_projects_are_read_the_newest_first(books, story):
    newer = replace(story.project, id=uuid4(), created_at=later(1))
    save(books, story, newer, replace(story.project, id=uuid4(), state="finished", created_at=later(2)))
    assert read(books, story, lambda ledger: ledger.projects()) == (newer, story.project)


def test_a_clients_projects_are_read_the_newest_first_whatever_their_state(books, story):
    away = replace(story.project, id=uuid4(), state="finished", created_at=later(1))
    other = replace(story.client, id=uuid4())
    save(books, story, away, other, replace(story.project, id=uuid4(), client_id=other.id, created_at=later(2)))
    assert read(books, story, lambda ledger: ledger.projects_of(story.client.id)) == (away, story.project)


def test_a_project_file_holds_the_project_whole(books, story):
    first, second = story.invoice(1), story.invoice(2, milestone_ids=(story.milestones[1].id,))
    late, early = story.payment(first, 10, received_at=later(5)), story.payment(second, 20)
    change, change2 = story.change_order(recorded_at=later(1)), story.change_order(recorded_at=NOON)
    draft = story.draft(milestone_ids=(story.milestones[1].id, story.milestones[0].id))
    save(books, story, *story.milestones[::-1], first, second, late, early, change, change2, draft)
    for lock in (False, True):
        with books.open(story.account.id) as ledger:
            file = ledger.project_file(story.project.id, lock=lock)
        assert file.project == story.project
        assert file.contractor == story.contractor
        assert file.client == story.client
        assert file.contract == story.contract
        assert file.milestones == story.milestones
        assert file.change_orders == (change2, change)
        assert file.drafts == (draft,)
        assert file.invoices == (first, second)
        assert file.payments == (early, late)


def test_a_project_file_has_nothing_of_another_project(books, story):
    other = replace(story.project, id=uuid4())
    contract = replace(story.contract, id=uuid4(), project_id=other.id)
    invoice = story.invoice(1)
    save(books, story, other, contract, invoice, story.payment(invoice, 1), story.draft(), story.change_order())
    file = read(books, story, lambda ledger: ledger.project_file(other.id))
    assert (file.milestones, file.change_orders, file.drafts, file.invoices, file.payments) == ((), (), (), (), ())


def test_proofs_are_read_in_order_of_arrival_and_those_without_a_place_apart(books, story):
    album = tuple(story.proof(media_ref=str(number)) for number in range(5))
    early = story.proof(received_at=later(-1))
    unplaced = story.proof(project_id=None, milestone_id=None)
    save(books, story, *album, unplaced)
    save(books, story, early)
    save(books, story, replace(album[2], caption="saved again keeps its place"))
    with books.open(story.account.id) as ledger:
        assert [proof.id for proof in ledger.proofs(story.project.id)] == [early.id, *(proof.id for proof in album)]
        assert ledger.proofs(None) == (unplaced,)
        assert ledger.proof(album[0].id, lock=True) == album[0]


def test_the_same_bytes_are_kept_once_on_a_milestone(books, story):
    first = story.kept_proof()
    same = {"sha256": first.sha256}
    save(books, story, first, story.kept_proof(**same, state="duplicate"))
    save(books, story, story.kept_proof(**same, milestone_id=story.milestones[1].id))
    with pytest.raises(Clash):
        save(books, story, story.kept_proof(**same))


def test_a_drafts_milestones_are_replaced(books, story):
    draft = story.draft()
    both = tuple(milestone.id for milestone in story.milestones)
    for wanted in (both, both[::-1], (), both[1:]):
        save(books, story, replace(draft, milestone_ids=wanted))
        assert read(books, story, lambda ledger: ledger.draft(draft.id)).milestone_ids == wanted


def test_an_issued_invoice_goes_on_in_state_and_times_only(books, story):
    invoice = story.invoice(1)
    save(books, story, invoice)
    moved = replace(
        invoice, state="part_paid", pdf_key="a/b", sent_at=later(1), viewed_at=later(2), approved_at=later(3)
    )
    save(books, story, moved)
    assert read(books, story, lambda ledger: ledger.invoice(invoice.id)) == moved


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"number": "INV-9"},
        {"total": usd(1)},
        {"subtotal": usd(1)},
        {"taxable": usd(1)},
        {"tax": usd(1)},
        {"sheet": {"title": "Other"}},
        {"sheet_hash": "b" * 64},
        {"issued_at": later(1)},
        {"due_on": date(2027, 1, 1)},
        {"language": "en"},
        {"milestone_ids": ()},
    ],
)
def test_what_an_issued_invoice_says_never_changes(books, story, change):
    invoice = story.invoice(1)
    save(books, story, invoice)
    with pytest.raises(Corrupt):
        save(books, story, replace(invoice, **change))
    assert read(books, story, lambda ledger: ledger.invoice(invoice.id)) == invoice


def test_a_number_is_used_once(books, story):
    save(books, story, story.invoice(1))
    with pytest.raises(Clash):
        save(books, story, story.invoice(1))


def test_a_payment_is_counted_once(books, story):
    other, invoice = kept(books), story.invoice(1)
    payment = story.payment(invoice, 5, external_id="pay_1")
    save(books, story, invoice, payment)
    assert read(books, story, lambda ledger: ledger.payment_by_external("sandbox", "pay_1")) == payment
    with pytest.raises(Clash):
        save(books, story, story.payment(invoice, 5, external_id="pay_1"))
    save(books, story, story.payment(invoice, 5, external_id="pay_1", gateway="manual"))
    theirs = other.invoice(1)
    save(books, other, theirs, other.payment(theirs, 5, external_id="pay_1"))


def test_a_project_has_one_contract_an_invoice_one_link_and_a_payment_one_receipt(books, story):
    invoice = story.invoice(1)
    payment = story.payment(invoice, 5)
    link, receipt = story.link(invoice), story.receipt(payment)
    save(books, story, invoice, payment, link, receipt)
    assert read(books, story, lambda ledger: ledger.link_of(invoice.id)) == link
    for again in (story.contract, link, receipt):
        with pytest.raises(Clash):
            save(books, story, replace(again, id=uuid4()))


def test_receipts_of_an_invoice_are_read_by_time(books, story):
    invoice, other = story.invoice(1), story.invoice(2)
    payments = [story.payment(one, 500) for one in (invoice, invoice, other)]
    receipts = [story.receipt(one, issued_at=later(place)) for place, one in enumerate(payments)]
    save(books, story, invoice, other, *payments, *reversed(receipts))
    assert list(read(books, story, lambda ledger: ledger.receipts(invoice.id))) == receipts[:2]


def test_questions_are_read_by_time_and_requests_the_newest_first(books, story):
    invoice = story.invoice(1)
    questions = [story.question(invoice, str(minute), asked_at=later(minute)) for minute in range(3)]
    requests = [story.request(invoice, created_at=later(minute)) for minute in range(3)]
    save(books, story, invoice, *reversed(questions), *requests, story.approval(invoice))
    with books.open(story.account.id) as ledger:
        assert list(ledger.questions(invoice.id)) == questions
        assert list(ledger.payment_requests(invoice.id)) == requests[::-1]
        assert ledger.payment_request(requests[1].id) == requests[1]


def test_what_was_said_to_lines_is_read_by_time(books, story):
    invoice = story.invoice(1)
    answers = [story.line_answer(invoice, at=later(minute)) for minute in range(3)]
    save(books, story, invoice, *reversed(answers))
    with books.open(story.account.id) as ledger:
        assert list(ledger.line_answers(invoice.id)) == answers


def test_passed_limits_are_read_by_time_and_need_no_project(books, story):
    passed = [story.limit_override(recorded_at=later(minute)) for minute in range(3)]
    save(books, story, *reversed(passed), story.limit_override(project_id=None))
    assert list(read(books, story, lambda ledger: ledger.limit_overrides(story.project.id))) == passed


def test_templates_on_the_list_are_read_the_newest_first_and_those_off_it_by_their_id(books, story):
    old, new, gone = (story.template(name=name, created_at=later(n)) for n, name in enumerate(("old", "new", "gone")))
    save(books, story, new, old, gone)
    removed = replace(gone, removed_at=later(9))
    save(books, story, removed)
    with books.open(story.account.id) as ledger:
        assert ledger.templates() == (new, old)
        assert ledger.template(gone.id) == removed


def test_numbers_count_from_one_in_each_series(books, story):
    second = replace(story.contractor, id=ContractorId(uuid4()))
    save(books, story, second)
    other = kept(books)
    with books.open(story.account.id) as ledger:
        assert [ledger.take_number(story.contractor.id) for _ in range(3)] == [1, 2, 3]
        assert ledger.take_number(second.id) == 1
    with books.open(story.account.id) as ledger:
        assert ledger.take_number(story.contractor.id) == 4
    with books.open(other.account.id) as ledger:
        assert ledger.take_number(other.contractor.id) == 1
    with pytest.raises(NotFound, match=r"contractor\.not_found"), books.open(story.account.id) as ledger:
        ledger.take_number(other.contractor.id)


def test_a_proof_comes_back_whole(books, story):
    proof: Proof = story.kept_proof(location="37.7,-122.4", taken_at=later(-60), batch="album", pages=3)
    save(books, story, proof)
    assert read(books, story, lambda ledger: ledger.proof(proof.id)) == proof
    assert proof.invoice_id is None
    placed = replace(proof, invoice_id=InvoiceId(uuid4()))
    with pytest.raises(NotFound, match=r"invoice\.not_found"):
        save(books, story, placed)
