import pytest

from core.domain import journal
from core.domain.errors import DoesNotAddUp, NotAllowed, OutOfDate, Refusal
from core.domain.money import Money
from core.usecases import refunding, voiding
from core.usecases.statements import build_statement, dealings_with, statements_of
from tests.core.site import Site, event_for, fixed, rest, usd

PARTS = (fixed("demo", "1000"), fixed("tile", "800"), rest("paint"))


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def job(site):
    return site.project(usd("1830"), PARTS).project.id


def billed(site, job, name):
    return site.issue(site.draft(job, site.milestone(job, name))).invoice


def give_back(site, invoice, payment, amount):
    with site.open() as ledger:
        shown = refunding.show_refund(ledger, invoice.id, payment.id, amount)
        return refunding.take_refund(ledger, site.asked(), invoice.id, payment.id, amount, shown.at_most, site.new_id())


def overpaid(site, job, by="1050"):
    """The first invoice is of 1,000."""
    demo = billed(site, job, "demo")
    site.later()
    paid = site.pay_by_hand(demo, usd(by)).payment
    site.later()
    return demo, paid


def books(site, job):
    with site.open() as ledger:
        entries = ledger.journal(job)
    return {book: journal.balance(entries, book, "USD") for book in ("money", "client_credit", "receivable")}


def state(site, invoice):
    return site.invoice(invoice.id).state, site.balance(invoice)


def test_credit_pays_the_next_invoice_and_no_money_moves(site, job):
    _, paid = overpaid(site, job)
    assert site.credit_left(job) == usd("50")
    tile = billed(site, job, "tile")
    [used] = site.use_credit(tile, usd("50"))
    assert (used.what, used.payment.credit_of, used.receipt.amount) == ("counted", paid.id, usd("50"))
    assert state(site, tile) == ("part_paid", usd("750"))
    assert site.credit_left(job) == usd("0")
    assert books(site, job) == {"money": usd("1050"), "client_credit": usd("0"), "receivable": usd("750")}


def test_no_more_is_used_than_the_invoice_asks_for(site, job):
    overpaid(site, job)
    paint = billed(site, job, "paint")
    site.use_credit(paint)
    assert state(site, paint) == ("paid", usd("0"))
    assert site.credit_left(job) == usd("20")


def test_of_several_payments_with_credit_the_earliest_goes_first(site, job):
    demo, first = overpaid(site, job)
    site.later()
    second = site.pay_by_hand(demo, usd("7")).payment
    tile = billed(site, job, "tile")
    used = site.use_credit(tile, usd("57"))
    assert [(one.payment.credit_of, one.payment.amount) for one in used] == [
        (first.id, usd("50")),
        (second.id, usd("7")),
    ]
    assert [one.receipt.number for one in used] == [f"{tile.number}-R1", f"{tile.number}-R2"]


def test_the_same_tap_uses_it_once(site, job):
    overpaid(site, job)
    tile, key = billed(site, job, "tile"), site.new_id()
    site.use_credit(tile, key=key)
    assert [one.what for one in site.use_credit(tile, usd("50"), key=key)] == ["already"]
    assert state(site, tile) == ("part_paid", usd("750"))


def test_what_was_shown_is_used_or_nothing(site, job):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    with pytest.raises(OutOfDate) as refused:
        site.use_credit(tile, usd("49"))
    assert refused.value.details == {"credit": usd("50")}
    assert site.credit_left(job) == usd("50")


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda site, tile: site.pay_by_hand(tile, usd("800")), "invoice.settled"),
        (lambda site, tile: site.void(tile), "invoice.void"),
        (lambda site, tile: site.credit(tile), "invoice.credited"),
    ],
)
def test_what_asks_for_nothing_is_not_paid_with_credit(site, job, prepare, code):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    prepare(site, tile)
    with pytest.raises(Refusal) as refused:
        site.use_credit(tile)
    assert refused.value.code == code


def test_where_there_is_none_that_is_said(site, job):
    with pytest.raises(Refusal) as refused:
        site.use_credit(billed(site, job, "tile"))
    assert refused.value.code == "credit.none_left"


def test_the_credit_is_there_again_when_the_invoice_is_void(site, job):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile)
    assert voiding.may_be_void(site.file(job), site.invoice(tile.id))
    assert site.void(tile).state == "void"
    assert site.credit_left(job) == usd("50")
    assert books(site, job) == {"money": usd("1050"), "client_credit": usd("-50"), "receivable": usd("0")}


def test_an_invoice_that_money_came_for_besides_is_not_void(site, job):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile)
    site.pay_by_hand(tile, usd("1"))
    assert not voiding.may_be_void(site.file(job), site.invoice(tile.id))


def test_nor_is_one_that_credit_paid_in_full_before_more_money_came(site, job):
    """That money would take the place of the credit, and so the invoice would be paid again."""
    overpaid(site, job, "1800")
    tile = billed(site, job, "tile")
    request = site.ask(tile)
    site.use_credit(tile)
    site.hear(event_for(request))
    assert not voiding.may_be_void(site.file(job), site.invoice(tile.id))
    with pytest.raises(NotAllowed):
        voiding.check_voidable(site.file(job), site.invoice(tile.id))
    with pytest.raises(NotAllowed):
        site.void(tile)


def test_a_credit_note_gives_back_the_credit_that_is_not_needed_any_more(site, job):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile)
    site.credit(tile, usd("780"))
    assert state(site, tile) == ("paid", usd("0"))
    assert site.credit_left(job) == usd("30")
    assert books(site, job)["client_credit"] == usd("-30")


def test_a_payment_taken_back_takes_the_credit_with_it(site, job):
    demo, paid = overpaid(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile)
    site.reverse(paid)
    assert (state(site, demo), state(site, tile)) == (("issued", usd("1000")), ("issued", usd("800")))
    assert books(site, job) == {"money": usd("0"), "client_credit": usd("0"), "receivable": usd("1800")}


def through_the_gateway(site, job):
    """Asked for 1,000 and paid; 50 were paid by hand before, so that they are credit of this."""
    demo = billed(site, job, "demo")
    request = site.ask(demo)
    site.pay_by_hand(demo, usd("50"))
    site.hear(event_for(request))
    return demo, request


def test_a_dispute_of_it_opens_the_invoice_that_the_credit_paid(site, job):
    demo, request = through_the_gateway(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile, usd("50"))
    told = site.hear(event_for(request, minutes=1, disputed=usd("1000")))
    assert (told.what, told.moved, told.balance) == ("disputed", usd("1000"), usd("950"))
    assert [one.id for one in told.reopened] == [tile.id]
    assert (state(site, demo), state(site, tile)) == (("part_paid", usd("950")), ("issued", usd("800")))
    won = site.hear(event_for(request, minutes=2))
    assert (won.what, won.reopened, state(site, demo), site.credit_left(job)) == (
        "recovered",
        (),
        ("paid", usd("0")),
        usd("50"),
    )


def test_what_goes_back_beside_the_credit_leaves_the_other_invoice_alone(site, job):
    demo, request = through_the_gateway(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile)
    told = site.hear(event_for(request, minutes=1, refunded=usd("100")))
    assert (told.reopened, state(site, demo)) == ((), ("part_paid", usd("100")))
    assert state(site, tile) == ("part_paid", usd("750"))


def test_what_pays_another_invoice_is_not_refunded_by_hand(site, job):
    demo, paid = overpaid(site, job)
    tile = billed(site, job, "tile")
    [used] = site.use_credit(tile)
    with pytest.raises(DoesNotAddUp):
        give_back(site, demo, paid, usd("1001"))
    with pytest.raises(Refusal) as refused:
        give_back(site, tile, used.payment, usd("50"))
    assert refused.value.code == "refund.nothing_left"


def test_credit_that_the_gateway_was_asked_to_send_back_is_not_used(site, job):
    demo, request = through_the_gateway(site, job)
    [paid] = [one for one in site.file(job).payments if one.gateway == request.gateway]
    give_back(site, demo, paid, usd("30"))
    assert site.credit_left(job) == usd("20")


def test_the_statement_tells_of_it_and_counts_the_money_once(site, job):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile)
    with site.open() as ledger:
        files = dealings_with(ledger, ledger.project_file(job).client.id)
        [made] = statements_of(files)
        row = build_statement(files, site.stationery, site.now).blocks[0].rows[-1]
    assert [one.kind for one in made.entries] == ["invoice", "payment", "invoice", "credit_used"]
    assert (made.paid, made.credit, made.open_balance) == (usd("1050"), Money.zero("USD"), usd("750"))
    assert made.entries[-1].balance == made.balance == usd("750")
    said = f"statement.credit_used number= on={tile.number} how= amount=USD 50.00"
    assert (row.text, row.billed, row.paid, row.balance) == (said, "", "", "USD 750.00")


def test_a_payment_whose_credit_is_not_needed_stays_as_it_is(site, job):
    demo, _ = overpaid(site, job)
    site.later()
    second = site.pay_by_hand(demo, usd("7")).payment
    [used] = site.use_credit(billed(site, job, "paint"))
    assert used.payment.amount == usd("30")
    [kept] = [one for one in site.file(job).payments if one.id == second.id]
    assert (kept.surplus, kept.used) == (usd("7"), usd("0"))


def test_of_what_was_used_only_as_much_comes_back_as_is_needed_the_last_first(site, job):
    demo, request = through_the_gateway(site, job)
    paint, tile = billed(site, job, "paint"), billed(site, job, "tile")
    for invoice in (paint, tile):
        site.use_credit(invoice)
        site.later()
    told = site.hear(event_for(request, minutes=1, refunded=usd("970")))
    assert [one.id for one in told.reopened] == [tile.id]
    assert (state(site, paint), state(site, tile)) == (("paid", usd("0")), ("issued", usd("800")))
    assert state(site, demo) == ("part_paid", usd("950"))


def test_a_payment_that_was_taken_back_pays_nothing(site, job):
    _, paid = overpaid(site, job)
    assert site.reverse(paid).payment.used == usd("0")


def test_credit_that_was_used_is_given_back_and_the_invoice_stays(site, job):
    _, paid = overpaid(site, job)
    tile = billed(site, job, "tile")
    site.use_credit(tile, usd("50"))
    site.later()
    after = site.give_back_credit(tile, usd("50"))
    assert (after.id, after.number) == (tile.id, tile.number)
    assert state(site, tile) == ("issued", usd("800"))
    assert site.credit_left(job) == usd("50")
    assert books(site, job) == {"money": usd("1050"), "client_credit": -usd("50"), "receivable": usd("800")}
    [used] = site.use_credit(tile, usd("50"))
    assert used.payment.credit_of == paid.id
    assert state(site, tile) == ("part_paid", usd("750"))


def test_credit_of_two_payments_is_given_back_to_each(site, job):
    demo = billed(site, job, "demo")
    first = site.pay_by_hand(demo, usd("1020")).payment
    site.later()
    tile = billed(site, job, "tile")
    second = site.pay_by_hand(tile, usd("830")).payment
    paint = billed(site, job, "paint")
    site.use_credit(paint, usd("30"))
    site.give_back_credit(paint)
    surplus = {one.id: one.surplus for one in site.file(job).payments}
    assert (surplus[first.id], surplus[second.id]) == (usd("20"), usd("30"))
    assert state(site, paint) == ("issued", usd("30"))


def test_only_what_was_shown_is_given_back_and_only_where_there_is_some(site, job):
    overpaid(site, job)
    tile = billed(site, job, "tile")
    with pytest.raises(Refusal, match="none_used"):
        site.give_back_credit(tile, usd("50"))
    site.use_credit(tile, usd("50"))
    with pytest.raises(OutOfDate) as changed:
        site.give_back_credit(tile, usd("40"))
    assert changed.value.details == {"credit": usd("50")}
