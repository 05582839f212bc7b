"""Which invoice a bank's line looks like, and why; and that a line is itself whichever file brings it."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.bank_files.matching import Recorded, number_in, suggest
from bots.bank_files.taking import gateway_of, taken
from bots.intents.folding import fold
from core.domain.bank_line import BankFile, BankLine
from core.domain.money import Money
from core.domain.payment import Payment
from core.usecases.aging_views import OwedInvoice
from storage.bank_files.lines import ReadLine

ON, ACCOUNT = date(2026, 11, 20), UUID(int=7)


def usd(amount) -> Money:
    return Money.of(Decimal(str(amount)), "USD")


def owed(number, client, balance, *, due=ON, project="Kitchen"):
    return OwedInvoice(
        invoice_id=uuid5(ACCOUNT, number),
        project_id=uuid5(ACCOUNT, project),
        client_id=uuid5(ACCOUNT, client),
        client_name=client,
        project_name=project,
        number=number,
        balance=usd(balance),
        due_on=due,
        zone="UTC",
        sent_at=None,
        reached="",
        question="",
    )


def line(amount, payer="", text="", on=ON):
    ours = {"account_id": ACCOUNT, "file_id": UUID(int=8), "reference": "", "on": on}
    return BankLine(id=uuid4(), amount=usd(amount), left=usd(amount), payer=payer, text=text, **ours)


def paid(amount, client, on=ON, **changed):
    nothing = usd(0)
    payment = Payment(
        id=uuid4(),
        account_id=ACCOUNT,
        invoice_id=uuid4(),
        gateway="manual",
        external_id="x",
        method="check",
        amount=usd(amount),
        allocated=usd(amount),
        surplus=nothing,
        refunded=nothing,
        disputed=nothing,
        card_fee=nothing,
        state="succeeded",
        received_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
    )
    return Recorded(replace(payment, **changed), client)


INVOICES = (
    owed("INV-0007", "Dana Lee", 4050),
    owed("INV-0008", "Omar Diaz", 1200),
    owed("INV-0009", "Omar Diaz", 800),
    owed("INV-0010", "Ana Ruiz", 1000),
    owed("INV-0011", "Ben Ruiz", 1000),
)


def looks(*lines, invoices=INVOICES, payments=()):
    """(reason, what goes where) of each line."""
    found = suggest(lines, invoices, payments)
    return [(one.reason, {part.invoice.number: part.amount for part in one.parts}) for one in found]


@pytest.mark.parametrize(
    ("payer", "text", "amount", "reason", "parts"),
    [
        ("", "payment INV-0007", 4050, "number", {"INV-0007": 4050}),
        ("", "PAYMT INV 0007 KITCHEN", 2000, "number", {"INV-0007": 2000}),
        ("", "inv0007", 5000, "number", {"INV-0007": 5000}),
        ("", "Invoice #7", 10, "number", {"INV-0007": 10}),
        ("", "factura 7", 10, "number", {"INV-0007": 10}),
        ("", "INV-0008 + INV-0009", 2000, "number", {"INV-0008": 1200, "INV-0009": 800}),
        ("DANA LEE", "", 4050, "exact_name", {"INV-0007": 4050}),
        ("LEE DANA & CO", "zelle", 4050, "exact_name", {"INV-0007": 4050}),
        ("DANNA LEE", "", 4050, "exact_name", {"INV-0007": 4050}),
        ("OMAR DIAZ", "", 1200, "exact_name", {"INV-0008": 1200}),
        ("OMAR DIAZ", "", 2000, "sum_name", {"INV-0008": 1200, "INV-0009": 800}),
        ("Dana Lee", "", 500, "name", {"INV-0007": 500}),
        ("CHECK DEPOSIT", "", 4050, "exact", {"INV-0007": 4050}),
        ("CHECK DEPOSIT", "", 2000, "sum", {"INV-0008": 1200, "INV-0009": 800}),
        ("OMAR DIAZ", "", 500, "", {}),  # two invoices, and neither fits
        ("CHECK DEPOSIT", "", 1000, "", {}),  # two clients owe as much
        ("", "INV-00071", 10, "", {}),
        ("", "INV-0099", 10, "", {}),
        ("RUIZ", "", 10, "", {}),
        ("", "7", 10, "", {}),
        ("JENNIFER LEE", "", 10, "", {}),
    ],
)
def test_a_line_looks_like_what_its_words_and_its_sum_say(payer, text, amount, reason, parts):
    assert looks(line(amount, payer, text)) == [(reason, {number: usd(part) for number, part in parts.items()})]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("INV-0007", True),
        ("INV 00 07", True),
        ("ref:inv_0007.", True),
        ("INV-7", True),
        ("INV-0007 20NOV", True),
        ("INV00070", False),
        ("INV-70", False),
        ("0007", False),
        ("RINV 7", False),
    ],
)
def test_an_invoices_number_is_found_with_spaces_and_dashes_lost(text, found):
    assert number_in(fold(text), "INV-0007") is found


def test_the_surer_reason_chooses_first_whatever_the_sequence_of_the_lines():
    by_sum, by_number = line(4050, "CHECK DEPOSIT"), line(4050, "", "INV-0007")
    assert looks(by_sum, by_number) == [("", {}), ("number", {"INV-0007": usd(4050)})]


def test_a_second_line_for_an_invoice_sees_what_the_first_left_of_it():
    first, second = suggest([line(4000, "", "INV-0007"), line(50, "DANA LEE")], INVOICES, ())
    assert [part.balance for part in first.parts] == [usd(4050)]
    assert ([part.balance for part in second.parts], second.reason) == ([usd(50)], "exact_name")


def test_a_few_of_many_invoices_that_make_the_sum_are_found_when_there_is_one_way():
    many = tuple(owed(f"INV-{n:04}", "Omar Diaz", amount) for n, amount in enumerate((100, 250, 700, 1300), 1))
    assert looks(line(950, "OMAR DIAZ"), invoices=many) == [("sum_name", {"INV-0002": usd(250), "INV-0003": usd(700)})]
    two_ways = (*many, owed("INV-0005", "Omar Diaz", 850))  # 100 + 850 as well
    assert looks(line(950, "OMAR DIAZ"), invoices=two_ways) == [("", {})]


def test_two_clients_of_one_name_are_not_told_apart_by_it():
    namesakes = (owed("INV-0001", "Dana Lee", 10), replace(owed("INV-0002", "Dana Lee", 20), client_id=uuid4()))
    assert looks(line(5, "DANA LEE"), invoices=namesakes) == [("", {})]


def test_another_currency_is_no_match():
    euros = replace(INVOICES[0], balance=Money(405_000, "EUR"))
    assert looks(line(4050, "DANA LEE", "INV-0007"), invoices=(euros,)) == [("", {})]


# what is recorded already


def before(one, *payments):
    (offer,) = suggest([one], INVOICES, payments)
    return offer.before


def test_as_much_from_the_same_client_a_few_days_before_is_pointed_out_and_not_suggested():
    known = paid(4050, "Dana Lee", date(2026, 11, 18))
    assert before(line(4050, "DANA LEE", "INV-0007"), known) == known
    assert looks(line(4050, "DANA LEE"), payments=(known,)) == [("", {})]


@pytest.mark.parametrize(
    "other",
    [
        paid(4051, "Dana Lee"),
        paid(4050, "Omar Diaz"),
        paid(4050, "Dana Lee", date(2026, 11, 1)),
        paid(4050, "Dana Lee", gateway="stripe"),
        paid(4050, "Dana Lee", state="reversed"),
    ],
)
def test_another_sum_client_time_or_way_is_another_payment(other):
    assert before(line(4050, "DANA LEE"), other) is None


def test_where_the_line_names_nobody_anybodys_payment_may_be_it():
    known = paid(4050, "Omar Diaz")
    assert before(line(4050, "CHECK DEPOSIT"), known) == known


def test_one_payment_is_one_line():
    known = paid(4050, "Dana Lee")
    offers = suggest([line(4050, "DANA LEE"), line(4050, "DANA LEE")], INVOICES, (known,))
    assert [one.before for one in offers] == [known, None]


# lines are themselves

FILE = BankFile(
    id=UUID(int=8), account_id=ACCOUNT, file_key="k", file_name="f", kind="csv", sent_by=UUID(int=9), came_at=None
)


def read_line(on=ON, amount="1.00", currency="", payer="DANA", text="", bank_id="", account=""):
    told = {"currency": currency, "payer": payer, "text": text, "bank_id": bank_id, "account": account}
    return ReadLine(row=1, on=on, amount=Decimal(amount), **told)


LINES = st.builds(
    read_line,
    on=st.dates(date(2026, 11, 1), date(2026, 11, 4)),
    amount=st.sampled_from(["1.00", "1", "2.50"]),
    payer=st.sampled_from(["DANA", "OMAR"]),
    text=st.sampled_from(["", "INV-0001"]),
)


def ids(lines):
    return [one.id for one in taken(lines, FILE, "USD", ON, ()).lines]


@given(st.lists(LINES, max_size=12), st.randoms(use_true_random=False))
def test_the_same_lines_in_any_sequence_are_the_same(lines, dice: random.Random):
    mixed = list(lines)
    dice.shuffle(mixed)
    assert sorted(ids(mixed)) == sorted(ids(lines))
    assert len(set(ids(lines))) == len(lines)


@given(st.lists(LINES, max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_files_that_overlap_come_to_the_lines_of_the_whole(lines, first, second):
    """A bank gives whole days, in their sequence."""
    lines.sort(key=lambda one: one.on)
    early = [one for one in lines if one.on.day <= 1 + first % 4]
    late = [one for one in lines if one.on.day >= 1 + second % (1 + first % 4)]
    assert {*ids(early), *ids(late)} <= set(ids(lines))
    assert {*ids(early), *ids(late), *ids(lines)} == set(ids(lines))


def test_the_banks_own_id_is_what_a_line_is_within_its_account():
    one = read_line(bank_id="F1", account="A")
    assert ids([one]) == ids([replace(one, text="other words", on=date(2026, 11, 19))])
    assert ids([one]) != ids([replace(one, account="B")])


def test_what_is_in_another_currency_or_still_to_come_is_left_out_and_counted():
    found = taken(
        [
            read_line(currency="EUR"),
            read_line(currency="USD"),
            read_line(on=date(2026, 12, 20)),
            read_line(amount="1.005"),
        ],
        FILE,
        "USD",
        ON,
        (),
    )
    assert (len(found.lines), found.others, found.ahead) == (1, 1, 2)


@pytest.mark.parametrize(
    ("words", "gateway"),
    [
        ("STRIPE TRANSFER ST-X1", "Stripe"),
        ("SQ *PAYOUT 1120", "Square"),
        ("Square Inc 261120P2", "Square"),
        ("PAYPAL TRANSFER", "PayPal"),
        ("Stichting Mollie Payments", "Mollie"),
        ("GOCARDLESS LTD", "GoCardless"),
        ("STRIPED SHIRTS LLC", ""),
        ("TIMES SQUARE PLUMBING", ""),
        ("MOLLIE BROWN INV-0001", ""),
        ("DANA LEE", ""),
    ],
)
def test_a_gateways_payout_is_known_by_its_name_unless_a_client_is_called_so(words, gateway):
    assert gateway_of(words, ["Mollie Brown", "Dana Lee"]) == gateway
    brought = taken([read_line(payer=words)], FILE, "USD", ON, ["Mollie Brown"])
    assert brought.lines[0].state == ("aside" if gateway else "open")
    assert dict(brought.payouts) == ({gateway: 1} if gateway else {})
