"""Payments with an amount each: read where they come to the work's price, shown with the reason where they do not, and
never billed as work.
"""

import pytest

from bots.intents import Hints
from bots.intents.estimates import understand_pasted
from bots.intents.understanding import understand
from bots.paid_by_file import paid_by_file
from core.domain.estimate import Estimate

WORK = "Kitchen:\ndemo 2000\ncabinets 10000\n"
TABLE = "Description,Qty,Unit price,Amount\nDemo,1,2000,2000\nCabinets,1,10000,10000\nTotal,,,12000\n"


def understood(text, language="en"):
    found = understand_pasted(text, language, "USD")
    assert isinstance(found, Estimate), found
    return found


def payments(found):
    return [(one.name, one.amount and str(one.amount.decimal)) for one in found.payments]


THREE = [("Deposit", "5500.00"), ("After demo", "4000.00"), ("Final", "2500.00")]


@pytest.mark.parametrize(
    "text",
    [
        f"{WORK}total 12000\nPayment schedule:\nDeposit 5,500\nAfter demo 4,000\nFinal 2,500",
        f"{WORK}total 12000\nDeposit: $5,500.00\nAfter demo: $4,000.00\nFinal: $2,500.00\nNet 15",
        f"{WORK}Deposit 5500\nAfter demo 4000\nFinal 2500",
        f"{WORK}Deposit 5500\nAfter demo 4000\nFinal 2500\nTotal 12000",
        f"{WORK}total 12000\nDeposit 5,500 / After demo 4,000 / Final 2,500",
        f"{TABLE}Payment Schedule,,,\nDeposit,,,5500\nAfter demo,,,4000\nFinal,,,2500\n",
        f"{TABLE}Payment,Amount,Due,\nDeposit,5500,,\nAfter demo,4000,,\nFinal,2500,,\n",
        f"Payment schedule:\nDeposit (46%) 5,500\nAfter demo 4,000\nFinal 2,500\n{WORK}",
    ],
)
def test_a_row_for_each_payment_is_a_schedule_and_no_work(text):
    found = understood(text)
    assert payments(found) == THREE
    assert [line.amount.minor for line in found.lines] == [200000, 1000000]
    assert found.unplaced == ()
    assert found.difference is None or found.difference.minor == 0


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ("Deposit 5500\nBalance due 6500", [("Deposit", "5500.00"), ("Balance due", "6500.00")]),
        ("Deposit 5500\nBalance on completion", [("Deposit", "5500.00"), ("Balance on completion", None)]),
        ("1st payment 6000\n2nd payment 6000", [("1st payment", "6000.00"), ("2nd payment", "6000.00")]),
        (
            "Payment 1: $6,000 at start\nPayment 2: $6,000 at completion",
            [("Payment 1 at start", "6000.00"), ("Payment 2 at completion", "6000.00")],
        ),
        ("Down payment $5,500", [("Down payment", "5500.00")]),
        ("Draws:\nRough-in 5500\nTile set 6500", [("Rough-in", "5500.00"), ("Tile set", "6500.00")]),
    ],
)
def test_they_are_read_in_many_forms(rows, read):
    assert payments(understood(f"{WORK}total 12000\n{rows}")) == read


def test_they_are_read_in_spanish_and_say_when_they_are_due():
    found = understood(
        "Cocina:\ndemolición 2000\ngabinetes 10000\ntotal 12000\n"
        "Plan de pagos:\nAnticipo 5,500\nAl aprobar 4,000\nFinal el 15 de diciembre 2,500",
        "es",
    )
    assert [(one.name, one.deposit, one.due_on, one.due_day) for one in found.payments] == [
        ("Anticipo", True, "", ""),
        ("Al aprobar", False, "approval", ""),
        ("Final", False, "date", "12-15"),
    ]
    said = paid_by_file(found, "es")
    assert [(one["how"], one.get("amount"), one.get("due")) for one in said["schedule"]] == [
        ("fixed", "5500.00", None),
        ("fixed", "4000.00", {"on": "approval", "day": ""}),
        ("fixed", "2500.00", {"on": "date", "day": "12-15"}),
    ]


@pytest.mark.parametrize(
    ("rows", "code", "told"),
    [
        ("Payment schedule:\nDeposit 5500\nAfter demo 4000\nFinal 2000", "estimate.payments_differ", 1150000),
        ("Deposit 5500\nFinal payment 6000", "estimate.payments_differ", 1150000),
        ("tax 8% 960\ntotal 12960\nDeposit 5500\nBalance 7460", "estimate.payments_with_tax", 1296000),
    ],
)
def test_what_does_not_come_to_the_price_is_shown_with_the_reason_and_billed_by_nobody(rows, code, told):
    found = understood(f"{WORK}{rows}")
    assert found.payments == ()
    assert {one.code for one in found.unplaced} == {code}
    assert {one.details["payments"].minor for one in found.unplaced} == {told}
    assert found.total.minor == 1200000


@pytest.mark.parametrize(
    ("rows", "lines", "read"),
    [
        ("Deposit 500\npaint 300\ntile 200", 4, [("Deposit", "500.00")]),
        ("Sink deposit box 80\nTake down the wall 300", 4, []),
        ("Deposit 13000", 3, []),
        ("Deposit -500", 3, []),
        ("Deposit €500", 2, []),
        ("Payment portal set-up 300\nDraw curtains 200", 4, []),
    ],
)
def test_what_is_work_stays_work(rows, lines, read):
    found = understood(f"{WORK}{rows}")
    assert (len(found.lines), payments(found)) == (lines, read)


def test_a_deposit_alone_is_asked_for_on_signing():
    said = paid_by_file(understood(f"{WORK}total 12000\nDeposit required: $5,500"), "en")
    assert said == {"deposit": {"amount": "5500.00", "credit": "pro_rata"}}
    assert paid_by_file(understood(f"{WORK}total 12000"), "en") == {}


def test_payments_typed_below_the_lines_of_a_proposal_wait_for_its_lines():
    head = "Proposal for Dana Lee, Maple St kitchen, 628 555 0134\n"
    said = understand(f"{head}{WORK}Deposit 5500\nAfter demo 4000\nFinal 2500\nnet 15", Hints()).intent
    assert payments(understood(said.lines)) == THREE
    assert said.conditions == {"due": 15}
    assert understand(f"{head}{WORK}Deposit 5500", Hints()).intent.conditions["deposit"]["amount"] == "5500"


@pytest.mark.parametrize(
    ("row", "currency"),
    [
        ("Deposit 500.50", "JPY"),
        ("Deposit 99999999999999999999", "USD"),
        ("Payments\nDeposit 12,500.5\nFinal 3", "JPY"),
    ],
)
def test_what_is_no_amount_of_its_currency_is_shown_and_breaks_nothing(row, currency):
    found = understand_pasted(f"demo 500\npaint 900\n{row}", "en", currency)
    assert [line.description for line in found.lines][:2] == ["demo", "paint"]
    assert payments(found) == []
    assert understand(f"proposal for Dana Lee, bath\ndemo 500\n{row}", Hints(currency=currency)).intent.lines
