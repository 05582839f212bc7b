"""A client who asks whether they may pay a part hears at once what the page takes, and the contractor hears of it."""

from dataclasses import replace

import pytest

from bots.part_payments import ANY, part_said
from tests.bots.talk import DANA
from tests.bots.test_line_answers import lines, press, twofold

__all__ = ["twofold"]


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("can I pay half now?", ANY),
        ("could we pay part of it today and the rest Friday?", ANY),
        ("is it ok if I pay in two payments?", ANY),
        ("I can't pay all of it, can I pay half?", ANY),
        ("is a partial payment possible?", ANY),
        ("can I split this payment?", ANY),
        ("may I pay 50% now", ANY),
        ("can I pay 500 now", "500"),
        ("Can I pay $1,500.50 today?", "1500.5"),
        ("Could I just pay 2k for now?", "2000"),
        ("¿puedo pagar la mitad?", ANY),
        ("quisiera dar un abono", ANY),
        ("¿se puede pagar en dos pagos?", ANY),
        ("puedo pagar 500 ahora", "500"),
        ("¿Me dejan abonar 300?", "300"),
        ("I paid half", ""),
        ("I won't pay for part of the work", ""),
        ("I don't want to pay half", ""),
        ("can I pay by card?", ""),
        ("can I pay on the 15th?", ""),
        ("can I pay 2 weeks later?", ""),
        ("can I pay in 2 weeks?", ""),
        ("can you pay half of the damage?", ""),
        ("I want to pay INV-3", ""),
        ("can I pay it in full", ""),
        ("could you send me part of the photos?", ""),
        ("can I pay half? " * 40, ""),
        ("¿puedo pagar el 15?", ""),
        ("no quiero pagar la mitad", ""),
    ],
)
def test_a_wish_to_pay_a_part_is_heard_and_no_refusal_is_taken_for_one(said, part):
    assert part_said(said) == part


@pytest.mark.parametrize("said", ["can I pay half now?", "can I pay 500 now"])
def test_they_hear_what_can_be_paid_and_how_with_the_link_and_it_is_passed_on(billed, said):
    [told] = billed.says(said, of=DANA)
    assert told.text == (
        'Yes. On your invoice\'s page choose "Pay a part of it" and type how much of the $4,500.00; the rest of '
        "INV-0001 stays open. A transfer or check of any sum counts, too. I passed your words on, so that Rivera "
        "Remodeling knows."
    )
    assert told.link_id
    [asked] = billed.news()
    assert said in asked.text
    assert "Reply" in [one.label for one in asked.buttons]


def test_all_of_it_or_more_is_no_part(billed):
    assert billed.says("can I pay 4500 now?", of=DANA)[0].text == "Thanks, I passed that on to Rivera Remodeling."


def test_without_any_gateway_no_page_is_spoken_of(billed):
    talk = replace(billed, conversations=replace(billed.conversations, gateways={}))
    assert talk.says("can I pay half?", of=DANA)[0].text.startswith("A part of the $4,500.00 that reaches")


def test_what_is_not_disputed_can_be_paid_on_the_page_now(twofold):
    press(twofold, "ask_line", lines(twofold)[0], "Was it two loads?")
    [told] = twofold.says("can I pay a part of it now?", of=DANA)
    assert told.text == (
        "On your invoice's page you can pay $8,000.00 of INV-0001 now; $4,500.00 waits for Rivera Remodeling's answer "
        "about the lines that you asked about. I passed your words on, too."
    )
    told = twofold.says("¿puedo pagar la mitad?", of=DANA)[-1]
    assert told.text.startswith("En la página de su factura puede pagar ahora $8,000.00 de INV-0001; $4,500.00 esperan")
