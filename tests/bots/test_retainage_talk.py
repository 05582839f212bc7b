"""What is held back of each invoice, said, changed, undone and released as a contractor says it."""

import pytest

from tests.bots.talk import DANA, all_text, labels


def test_it_is_said_with_what_it_comes_to_and_is_on_the_next_invoice(working):
    told = working.says("hold back 10% retainage")[0]
    assert "I hold back 10% of what is billed from now on. Before: nothing." in told.text
    assert "Of the $24,000.00 still to bill, that is $2,400.00. Held so far: $0.00." in told.text
    shown = working.says("demo done")[0].text
    assert "Retainage held back (10%): -$450.00" in shown
    assert "Total: $4,050.00" in shown
    working.taps("Send")
    assert "Retainage held: $450.00" in working.says("status")[0].text


def test_a_step_is_said_in_one_breath(working):
    told = working.says("retainage 10% until 50% then 5%")[0].text
    assert "I hold back 10% of what is billed from now on, and 5% once 50% of the contract is billed." in told
    assert "that is $1,800.00" in told
    told = working.says("retainage 8%")[0].text
    assert "Before: 10% until 50%, then 5%." in told
    assert "Before: 8%." in working.says("undo")[0].text
    assert "nothing is held back of what is billed from now on" in working.says("undo")[0].text


def test_a_part_may_go_without(working):
    working.says("retainage 10%")
    told = working.says("no retainage on cabinets")[0].text
    assert "Cabinets: nothing is held back. Before: as the contract says." in told
    assert "Before: 0%." in working.says("retainage 3% on cabinets")[0].text
    working.says("undo")
    assert (
        "Cabinets: 5% of what is billed is held back. Before: 0%." in working.says("5% retainage on cabinets")[0].text
    )
    assert "Cabinets: nothing is held back. Before: 5%." in working.says("undo")[0].text
    assert "Total: $8,000.00" in working.says("invoice cabinets")[0].text
    assert "goes by the contract's retainage again" in working.says("undo")[0].text
    assert "Total: $7,200.00" in working.says("invoice cabinets")[0].text


def test_what_is_held_is_released_by_a_draft_like_any_other(working):
    working.says("retainage 10%")
    working.says("demo done")
    working.taps("Send")
    working.says("cabinets done")
    working.taps("Send")
    shown = working.says("release half the retainage")[0]
    assert shown.text.startswith("Retainage released, Maple St kitchen")
    assert "- Demo: $225.00" in shown.text
    assert "Retainage held before: $1,250.00, after: $625.00" in shown.text
    assert "Total: $625.00" in shown.text
    assert "there are no lines to change" in working.says("change")[0].text
    assert "INV-0003 for $625.00" in working.taps("Send")[0].text
    shown = working.says("release the retainage on cabinets")[0].text
    assert "Total: $400.00" in shown
    working.render()
    assert "INV-0003" in working.news(DANA)[-1].text
    assert "not sent" in working.says("cancel")[0].text
    again = working.taps("Send")[0]
    assert "Total: $400.00" in working.taps(labels(again)[0])[0].text


def test_what_changed_meanwhile_is_shown_again(working):
    working.says("retainage 10%")
    working.says("demo done")
    working.taps("Send")
    working.says("release retainage")
    working.says("cabinets done")
    working.taps("Send")
    told = working.taps("Send", nth=1)
    assert "Total: $1,250.00" in told[-1].text


@pytest.mark.parametrize("said", ["retainage 130%", "retainage 10.00001%", "retainage 10% until 100% then 5%"])
def test_what_is_no_share_is_refused(working, said):
    assert "between 0 and 100 percent" in working.says(said)[0].text


def test_where_nothing_is_held_nothing_is_released(working):
    assert "No retainage is held here" in working.says("release retainage")[0].text
    assert "nothing is held back" in working.says("no retainage")[0].text


def test_while_a_job_is_set_up_it_waits(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says("New job: Oak deck for Sam Poe +13125550135, $9,000: framing 50%, decking rest")
    assert "Let's set this job up first" in talk.says("retainage 10%")[0].text


def test_it_is_told_in_spanish(working):
    working.says("hazlo en español")
    assert "desde ahora retengo el 10%" in working.says("retención del 10%")[0].text
    working.says("demo listo")
    working.taps("Enviar")
    assert "Total: $225.00" in working.says("libera la mitad de la retención")[0].text


def test_how_much_is_held_is_told_by_job_with_what_was_agreed(working):
    told = all_text(working.says("retainage?"))
    assert told == 'Nothing is held back on any job. Say "retainage 10%" to agree on some.'
    working.says("retainage 10% until 50% then 5%")
    working.says("demo done")
    working.taps("Send")
    (told,) = working.says("how much retainage is held?")
    assert told.text == (
        "Maple St kitchen (Dana Lee): $450.00 held back of $4,500.00 billed. Agreed: 10% until 50%, then 5%."
    )
    assert labels(told) == ["Release it"]
    assert "$450.00" in all_text(working.says("how much is Dana holding back"))
    assert "$450.00 retenidos de $4,500.00 facturados" in all_text(working.says("¿cuánto está retenido?"))


def test_a_preview_speaks_the_contractors_language_and_the_invoice_the_clients(working):
    """It was mixed: the figures and the deposit's line came off the client's sheet."""
    for said in ("retainage 10%", "tax 8%", "10% deposit credited pro rata", "Dana speaks Spanish"):
        working.says(said)
    shown = working.says("demo done")[0].text
    for told in ("Subtotal: $4,500.00", "Sales tax 8%: $360.00", "Retainage held back (10%): -$450.00"):
        assert told in shown
    working.says("send")
    labels_of = [one["label"] for one in working.files()[0].invoices[0].sheet["figures"]]
    assert "Retención (10%)" in labels_of
    shown = working.says("release the retainage")[0].text
    assert "- Demo: $450.00" in shown
