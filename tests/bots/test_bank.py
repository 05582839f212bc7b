"""Bank details: told in words, shown back with the last four alone, and changed only slowly and in the open."""

from datetime import timedelta
from uuid import UUID

import pytest

from bots.bank_changes import ComingIntoForce
from tests.bots.talk import ME, all_text, labels
from tests.bots.test_addresses import forgeable

GERMAN = "bank transfer: IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX, holder Rivera Remodeling"
AMERICAN = "my bank details: routing 021000021, account 123456789, bank Chase, holder Rivera LLC"
OTHER_PHONE, MARIO = "+14155550112", "+13125550199"


def versions(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return ledger.bank_details(ledger.contractors()[0].id)


def page(talk):
    """What the client's page shows now."""
    invoice = talk.files()[0].invoices[-1]
    with talk.database.books.open(talk.account()) as ledger:
        link = ledger.link_of(invoice.id)
    return talk.database.reads.invoice_page(link.id).bank


def second_phone(talk, days=10):
    """Another address of the owner, known for so long."""
    ask = "UPDATE addresses SET created_at = created_at - %s"
    with talk.database.engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT account_id, member_id FROM addresses WHERE member_id IS NOT NULL")
        account, member = kept.first()
        connection.exec_driver_sql(
            "INSERT INTO addresses (id, account_id, channel, value, member_id, unreachable, preferred, created_at)"
            " VALUES (gen_random_uuid(), %s, 'simulator', %s, %s, '', false, now())",
            (account, OTHER_PHONE, member),
        )
        connection.exec_driver_sql(ask, (timedelta(days=days),))


def later(talk, hours):
    """The hours go by: what was kept lies as much further back."""
    with talk.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE bank_details DISABLE TRIGGER bank_details_frozen")
        connection.exec_driver_sql("UPDATE bank_details SET in_force_at = in_force_at - %s", (timedelta(hours=hours),))
        connection.exec_driver_sql("ALTER TABLE bank_details ENABLE TRIGGER bank_details_frozen")
    return ComingIntoForce(talk.database, talk.conversations).run()


@pytest.fixture
def banked(billed):
    """The first details are there."""
    billed.says(GERMAN)
    billed.taps("Yes, use these")
    billed.news(ME)
    return billed


def test_first_details_are_shown_back_without_the_number_and_count_at_once(billed):
    assert "IBAN DE89" in billed.says("my bank details")[0].text
    (asked,) = billed.says(GERMAN)
    assert "Holder: Rivera Remodeling" in asked.text
    assert "BIC: COBADEFFXXX" in asked.text
    assert "IBAN: •••• 3000" in asked.text
    assert page(billed) is None
    (done,) = billed.says("yes")
    assert "ending in 3000" in done.text
    assert page(billed).facts.iban == "DE89370400440532013000"
    shown = billed.says("what are my bank details?")[0]
    assert "•••• 3000" in shown.text
    assert "Unchanged since" in shown.text


def test_the_whole_number_is_in_no_message(banked):
    banked.says(AMERICAN)
    banked.taps("Yes, use these")
    with banked.database.engine.connect() as connection:
        said = " ".join(str(one) for (one,) in connection.exec_driver_sql("SELECT message::text FROM outbound"))
    for secret in ("DE89", "0532 0130", "123456789"):
        assert secret not in said, secret


def test_a_change_without_another_address_waits_72_hours_and_is_told_then(banked):
    (asked,) = banked.says(AMERICAN)
    assert "72 hours" in asked.text
    (waits,) = banked.says("yes")
    assert "comes into force on" in waits.text
    assert labels(waits) == ["Cancel the bank change"]
    assert page(banked).facts.iban
    assert later(banked, 71) == 0
    assert page(banked).facts.iban
    assert later(banked, 1.1) == 1
    assert page(banked).facts.number == "123456789"
    (told,) = banked.news(ME)
    assert "ending in 6789" in told.text
    assert later(banked, 1) == 0
    assert [one.state for one in versions(banked)] == ["kept", "kept"]


def test_a_change_needs_the_code_that_another_address_got(banked):
    second_phone(banked)
    banked.news(ME)
    banked.says(AMERICAN)
    (sent,) = banked.taps("Yes, use these")
    assert "six figures" in sent.text
    (code,) = banked.news(OTHER_PHONE)
    figures = code.text.split("code is ")[1][:6]
    wrong = f"{(int(figures) + 1) % 1_000_000:06d}"
    assert "not the code" in banked.says(wrong)[0].text
    assert len([one for one in versions(banked) if one.state == "kept"]) == 1
    assert "comes into force on" in banked.says(f"{figures[:3]} {figures[3:]}")[0].text
    (notice,) = banked.news(OTHER_PHONE)
    assert labels(notice) == ["Cancel the bank change"]
    assert "6789" in notice.text
    assert "cancelled" in all_text(banked.taps("Cancel the bank change", of=OTHER_PHONE)).lower()
    assert "cancelled the change" in all_text(banked.news(ME))
    assert later(banked, 80) == 0
    assert page(banked).facts.iban


def test_an_address_that_was_added_just_now_proves_nothing(banked):
    second_phone(banked, days=0)
    banked.says(AMERICAN)
    assert "comes into force on" in banked.taps("Yes, use these")[0].text
    assert [one.code for one in banked.news(OTHER_PHONE)] == ["told.bank_change"]


def test_five_wrong_codes_and_it_is_over(banked):
    second_phone(banked)
    banked.says(AMERICAN)
    banked.taps("Yes, use these")
    figures = banked.news(OTHER_PHONE)[0].text.split("code is ")[1][:6]
    for n in range(1, 6):
        assert "not the code" in banked.says(f"{(int(figures) + n) % 1_000_000:06d}")[0].text
    banked.says(figures)
    assert len([one for one in versions(banked) if one.state == "kept"]) == 1


def test_words_cancel_a_change_and_nothing_when_none_waits(banked):
    assert "No change" in banked.says("cancel the bank change")[0].text
    banked.says(AMERICAN)
    banked.says("yes")
    assert "change to the account ending in 6789" in banked.says("my bank details")[0].text
    assert "is not used" in banked.says("cancel the bank change")[0].text
    assert page(banked).facts.iban


def test_a_newer_change_takes_the_place_of_the_one_that_waits(banked):
    banked.says(AMERICAN)
    banked.says("yes")
    banked.says(AMERICAN.replace("123456789", "5555555550"))
    banked.says("yes")
    assert [one.state for one in versions(banked)] == ["kept", "cancelled", "kept"]
    later(banked, 73)
    assert page(banked).facts.number == "5555555550"


def test_a_yes_to_what_was_shown_before_changes_nothing(billed):
    billed.says(GERMAN)
    billed.says(AMERICAN)
    assert "shown before" in billed.taps("Yes, use these", nth=0)[0].text
    assert page(billed) is None


def test_the_same_again_is_no_change(banked):
    banked.says(GERMAN)
    assert "already" in banked.says("yes")[0].text
    assert page(banked).facts.iban


def test_who_says_the_old_ones_again_hears_that_a_change_waits_all_the_same(banked):
    banked.says(AMERICAN)
    banked.says("yes")
    banked.says(GERMAN)
    same, waits = banked.says("yes")
    assert "already" in same.text
    assert "change to the account ending in 6789" in waits.text
    assert labels(waits) == ["Cancel the bank change"]
    assert "is not used" in banked.taps("Cancel the bank change")[0].text


def test_a_number_in_the_wrong_place_is_not_said_back_whole(billed):
    (told,) = billed.says("my bank details: routing 123456789012, account 021000021")
    assert "•••• 9012 is no routing number" in told.text
    billed.says("my bank details")
    (told,) = billed.says("CLABE 032180000118359719, holder Rivera 032180000118359719")
    assert "Holder: Rivera •••• 9719" in told.text


def test_a_slip_is_asked_for_alone_and_the_rest_is_kept(billed):
    (told,) = billed.says(GERMAN.replace("DE89", "DE88"))
    assert "DE88 … 3000 is no IBAN" in told.text
    (asked,) = billed.says("DE89370400440532013000")
    assert "Holder: Rivera Remodeling" in asked.text
    (asked,) = billed.says("holder María Rivera")
    assert "Holder: María Rivera" in asked.text
    assert "•••• 3000" in asked.text
    assert "routing number" in billed.says("my bank details: routing 021000022, account 12345678, bank Chase")[0].text
    assert "Bank: Chase" in billed.says("routing 021000021")[0].text


def test_it_is_said_in_spanish(billed):
    billed.says("hazlo en español")
    assert "Mándame tus datos bancarios" in billed.says("mis datos bancarios")[0].text
    (asked,) = billed.says("IBAN ES91 2100 0418 4502 0005 1332, titular Rivera Remodeling")
    assert "Titular: Rivera Remodeling" in asked.text
    assert "•••• 1332" in asked.text
    assert "por transferencia" in billed.says("sí")[0].text
    billed.says("datos bancarios: ruta 021000021, cuenta 123456789, banco Chase")
    assert "valdrá desde el" in billed.says("sí")[0].text
    assert "Cancelado" in billed.says("cancela el cambio de banco")[0].text


def test_another_kind_of_account_is_kept_as_it_was_typed(billed):
    (asked,) = billed.says("datos bancarios: CLABE 032180000118359719, BBVA, titular María Rivera")
    assert "•••• 9719" in asked.text
    assert "0321" not in asked.text
    billed.says("yes")
    assert "032180000118359719" in page(billed).facts.words


def test_while_they_are_asked_for_other_words_mean_what_they_mean(working):
    working.says("my bank details")
    assert working.says("add 350 dumpster to demo")[0].code == "line.added"
    working.says("my bank details")
    assert "Maple St kitchen" in working.says("status")[0].text


def test_a_payment_that_is_told_while_they_are_asked_for_is_a_payment(billed):
    billed.says("my bank details")
    assert "$4,500.00" in billed.says("Dana paid 4500 by check 10234567")[0].text
    assert versions(billed) == ()
    billed.says("my bank details")
    assert "Postfinance •••• 4703" in billed.says("Postfinance 80-12470-3, holder Rivera")[0].text


def test_a_room_and_three_words_are_no_iban(billed):
    assert "IBAN" not in all_text(billed.says("rm12 tile wall done"))
    assert "IBAN" not in all_text(billed.says("br01 wall done"))


def presses_sent(talk, amount=0, nonce="1"):
    """What the client's page puts in the inbox at a tap on "I sent it"."""
    invoice = talk.files()[0].invoices[-1]
    with talk.database.books.open(talk.account()) as ledger:
        link = str(ledger.link_of(invoice.id).id)
    context = {"link": link, "action": "sent", "language": "en", "amount": str(amount)}
    talk.hears(of=link, channel="portal", context={name: value for name, value in context.items() if value != "0"})
    return talk.news(ME)


def test_who_sent_it_is_reminded_no_more_and_it_is_recorded_by_a_tap(banked):
    (told,) = presses_sent(banked)
    assert "Dana Lee says $4,500.00 for INV-0001 is on its way by bank transfer" in told.text
    assert labels(told) == ["Record $4,500.00", "Another amount", "Reply", "Keep reminding"]
    assert presses_sent(banked, nonce="2") == []
    receipt = banked.taps("Record $4,500.00")
    assert "transfer" in receipt[0].text
    assert banked.files()[0].invoices[-1].state == "paid"
    (payment,) = banked.files()[0].payments
    assert payment.method == "transfer"
    assert "already" in banked.taps("Record $4,500.00")[0].text
    assert presses_sent(banked) == []


def test_part_of_it_is_offered_as_it_was_shown_on_the_page(banked):
    (told,) = presses_sent(banked, amount=100_000)
    assert labels(told)[0] == "Record $1,000.00"
    banked.taps("Another amount")
    assert "$900.00" in banked.says("900")[0].text


def test_who_says_it_again_the_next_day_is_heard_again(banked):
    presses_sent(banked)
    with banked.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE questions SET asked_at = asked_at - interval '25 hours'")
    assert [one.code for one in presses_sent(banked)] == ["told.transfer_sent"]


def test_the_word_that_it_was_sent_holds_reminders_up(banked):
    presses_sent(banked)
    with banked.database.books.open(banked.account()) as ledger:
        plan = ledger.reminder_plan(banked.files()[0].invoices[-1].id)
    assert (plan.state, plan.why) == ("paused", "said_paid")


def test_on_a_road_where_senders_can_be_forged_the_yes_is_asked_for_elsewhere(billed):
    forgeable(billed)
    billed.says(GERMAN)
    assert "needs a second way" in billed.taps("Yes, use these")[0].text
    assert page(billed) is None
    second_phone(billed, days=0)
    with billed.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE addresses SET channel = 'telegram' WHERE value = %s", (OTHER_PHONE,))
    billed.says(GERMAN)
    assert "I asked you by Telegram" in billed.taps("Yes, use these")[0].text
    asked = billed.everything(OTHER_PHONE)[-1]
    assert "ending in 3000" in asked[1].text
    assert page(billed) is None
    billed.hears(of=OTHER_PHONE, channel="telegram", tap=f"{asked[0]}.0")
    assert page(billed).facts.iban == "DE89370400440532013000"


def test_the_crew_neither_sees_nor_says_them_and_hears_of_no_change(banked):
    (card,) = banked.says("invite crew Mario")[-1:]
    code = banked.conversations.codes.code(UUID(card.invitation_id))
    banked.says(code, of=MARIO)
    banked.news(MARIO)
    for said in ("my bank details", GERMAN, "cancel the bank change"):
        assert "IBAN: ••••" not in all_text(banked.says(said, of=MARIO))
    banked.says(AMERICAN)
    banked.says("yes")
    assert banked.news(MARIO) == []
    assert len(versions(banked)) == 2


def test_in_a_group_they_are_spoken_of_in_private_alone(banked):
    told = banked.says(f"milepost, {AMERICAN}", place="room-1")
    assert "6789" not in all_text(told)
    assert len(versions(banked)) == 1


def test_an_address_that_is_taken_off_hears_of_it(banked):
    second_phone(banked)
    banked.says("remove 4155550112")
    banked.taps("Remove it")
    assert "took this address off" in all_text(banked.news(OTHER_PHONE))


def test_they_are_removed_by_words_and_a_tap_and_put_back(banked):
    asked = banked.says("remove my bank details")[0]
    assert "no longer see the account ending in 3000" in asked.text
    assert labels(asked) == ["Remove, show none", "Leave it"]
    assert page(banked).facts.iban
    done = banked.taps("Remove, show none")[0]
    assert (page(banked), labels(done)) == (None, ["Put them back"])
    assert "was removed. Put it back" in banked.says("my bank details")[0].text
    assert "Clients see the account ending in 3000 again." in banked.taps("Put them back")[0].text
    assert page(banked).facts.iban == "DE89370400440532013000"


def test_removing_is_offered_where_they_are_shown_and_understood_in_both_languages(banked):
    assert labels(banked.says("my bank details")[0])[-1] == "Remove them"
    assert "no longer see" in banked.taps("Remove them")[0].text
    banked.says("español")
    assert "ya no verían la cuenta" in banked.says("borra mis datos bancarios")[0].text
    banked.taps("Quitar, no mostrar")
    assert page(banked) is None
    assert "otra vez la cuenta" in banked.says("vuelve a poner mis datos bancarios")[0].text
    assert page(banked)


def test_everybody_hears_of_a_removal_and_can_put_them_back(banked):
    second_phone(banked)
    banked.says("delete my bank account")
    banked.taps("Remove, show none")
    (told,) = banked.news(OTHER_PHONE)
    assert (told.code, labels(told)) == ("told.bank_removed", ["Put them back"])
    banked.taps("Put them back", of=OTHER_PHONE)
    assert page(banked).facts.iban
    assert "told.bank_put_back" in [one.code for one in banked.news(ME)]


def test_a_removal_takes_a_change_to_come_along_and_what_is_said_after_it_waits(banked):
    banked.says(AMERICAN)
    banked.says("yes")
    assert "account ending in 6789 would not come either" in banked.says("remove my bank details")[0].text
    banked.taps("Remove, show none")
    assert later(banked, 80) == 0
    assert page(banked) is None
    assert "72 hours" in banked.says(AMERICAN)[0].text
    banked.says("yes")
    assert page(banked) is None
    assert "The account ending in 6789 comes into force on" in banked.says("my bank details")[0].text
    assert later(banked, 73) == 1
    assert page(banked).facts.number == "123456789"


def test_an_old_button_removes_nothing_that_was_not_shown(banked):
    banked.says("remove my bank details")
    banked.says(AMERICAN)
    banked.says("yes")
    later(banked, 73)
    assert "ending in 6789" in banked.taps("Remove, show none")[0].text
    assert page(banked).facts.number == "123456789"
    banked.taps("Remove, show none")
    assert page(banked) is None
    assert "was removed" in banked.taps("Remove, show none")[0].text or page(banked) is None


def test_where_there_are_none_nothing_is_removed(billed):
    assert billed.says("remove my bank details")[0].code == "bank.ask"
    assert billed.says("put my bank details back")[0].code == "bank.ask"


def test_a_forged_sender_removes_nothing(banked):
    forgeable(banked)
    banked.says("remove my bank details")
    assert "needs a second way" in banked.taps("Remove, show none")[0].text
    assert page(banked).facts.iban
