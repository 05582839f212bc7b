"""A photo of a check is kept with the payment that it shows: by a tap, for the firm alone, and never lost."""

import json

import pytest

from bots.intents import Hints, understand
from bots.intents.evidence import EvidenceAsked
from core.ports.blobs import BlobMissing
from tests.bots.talk import DANA, labels


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("show the check of Dana's payment", "dana"),
        ("show me Dana's check", "dana"),
        ("can I see the photo of Dana Lee's check?", "dana lee"),
        ("show check 1023", "1023"),
        ("show me check #1023", "1023"),
        ("show the check", None),
        ("show the payment photo", None),
        ("show me the picture of the zelle payment", None),
        ("find the check for Maple St kitchen", "maple st kitchen"),
        ("show the check for INV-0001", "inv-0001"),
        ("muéstrame el cheque de Dana", "dana"),
        ("muéstrame la foto del cheque", None),
        ("quiero ver el cheque del pago de Dana", "dana"),
        ("mándame la foto del pago de Dana", "dana"),
        ("ver cheque 1023", "1023"),
    ],
)
def test_it_is_asked_for_in_many_ways(said, about):
    assert understand(said, Hints(client_names=("Dana Lee",))).intent == EvidenceAsked(about)


@pytest.mark.parametrize(
    "said",
    ["paid 1000 check 1023", "Dana paid by check", "show the photos", "show me the payments", "check the cabinets"],
)
def test_what_is_about_something_else_is_not_taken_for_it(said):
    assert not isinstance(understand(said, Hints(client_names=("Dana Lee",))).intent, EvidenceAsked)


def with_caption(billed, said="paid 1000 check 1023"):
    billed.says(said, files=1)
    billed.taps("Do it")
    return billed.taps("Record it")[0]


def states(talk):
    return [(one.state, one.milestone_id, one.payment_id is not None) for one in talk.proofs()]


def test_a_photo_with_the_words_is_kept_with_the_payment(billed):
    told, asked = billed.says("paid 1000 check 1023", files=1)
    assert told.text == "I have 1 photo safe."
    assert 'you wrote: "paid 1000 check 1023"' in asked.text
    billed.taps("Do it")
    said = billed.taps("Record it")[0].text
    assert "$1,000.00 (check 1023) from Dana Lee on INV-0001" in said
    assert "I keep 1 photo with this payment, for you alone." in said
    assert states(billed)[-1] == ("filed", None, True)


def test_it_is_shown_when_asked_for_and_to_nobody_else(billed):
    with_caption(billed)
    for asked in ("show the check of Dana's payment", "show check 1023", "muéstrame el cheque de Dana"):
        shown = billed.says(asked)[0]
        assert "Dana Lee" in shown.text
        assert "INV-0001" in shown.text
        (picture,) = shown.enclosures
        assert picture.media_type == "image/jpeg"
        assert picture.source.startswith("blob:")
        assert shown.link_id is None
    assert not [one for one in billed.news(DANA) if one.enclosures and one.enclosures[0].source.startswith("blob:")]
    billed.says("english")
    assert 'no photo of a payment for "9999"' in billed.says("show check 9999")[0].text


def test_it_is_no_proof_of_the_work(billed):
    before = len(billed.files()[0].invoices)
    with_caption(billed)
    assert "1 photo" not in billed.says("status")[0].text
    preview = billed.says("invoice cabinets")[0]
    assert "photo" not in preview.text.lower() or "no photo" in preview.text.lower()
    assert len(billed.files()[0].invoices) == before


def test_after_no_it_waits_and_is_not_lost(billed):
    billed.says("paid 1000 check 1023", files=1)
    billed.taps("Leave it")
    assert states(billed)[-1] == ("kept", None, False)
    assert "1 photo" in billed.says("status")[0].text


def test_the_question_how_much_and_which_invoice_do_not_lose_it(billed):
    billed.says("Dana paid by Zelle", files=1)
    billed.taps("Do it")
    billed.says("800")
    assert "I keep 1 photo" in billed.taps("Record it")[0].text
    assert states(billed)[-1] == ("filed", None, True)


def test_a_photo_right_before_the_words_is_offered_by_a_tap(billed):
    billed.says(files=1)
    billed.says("paid 1000 check 1023")
    said = billed.taps("Record it")[0]
    assert "Keep what you just sent (1 photo) with this payment of $1,000.00?" in said.text
    assert states(billed)[-1][2] is False
    assert "I keep 1 photo with this payment" in billed.taps("Keep with the payment")[0].text
    assert states(billed)[-1] == ("filed", None, True)


def test_a_photo_right_after_the_words_is_offered_by_a_tap_and_once(billed):
    billed.says("paid 1000 check 1023")
    billed.taps("Record it")
    said = billed.says("the check", files=1)[-1]
    assert labels(said)[0] == "Keep with the payment"
    billed.taps("Keep with the payment")
    assert states(billed)[-1] == ("filed", None, True)
    assert "Keep with the payment" not in labels(billed.says(files=1)[-1])


def test_photos_of_the_work_are_not_asked_about(billed):
    billed.says("paid 1000 check 1023")
    billed.taps("Record it")
    assert "Keep with the payment" not in labels(billed.says("cabinets, island side", files=1)[-1])
    assert "Keep with the payment" not in labels(billed.says(files=4)[-1])


def test_undo_gives_it_back_and_telling_the_payment_anew_offers_it_again(billed):
    with_caption(billed)
    assert "wait" in billed.says("undo")[0].text
    assert states(billed)[-1] == ("kept", None, False)
    billed.says("undo")
    billed.taps("Take it back")
    billed.says("paid 1100 check 1023")
    assert "Keep with the payment" in labels(billed.taps("Record it")[0])


def test_a_payment_taken_back_lets_its_photo_go(billed):
    with_caption(billed)
    billed.says("undo")
    billed.says("undo")
    billed.taps("Take it back")
    assert states(billed)[-1] == ("kept", None, False)
    assert "No photo of a payment is kept yet" in billed.says("show the check")[0].text


def test_in_spanish(billed):
    billed.says("español")
    billed.says("pagó 1000 cheque 1023", files=1)
    billed.taps("Hazlo")
    assert "Guardo 1 foto con este pago, solo para ti." in billed.taps("Registrar")[0].text
    assert "$1,000.00 (cheque 1023) de Dana Lee por INV-0001" in billed.says("muéstrame el cheque")[0].text


def test_it_is_in_the_export_and_goes_with_the_client(billed, tmp_path):
    with_caption(billed)
    account, store = billed.account(), KeptNowhere()
    billed.database.whole.export(store, account, tmp_path)
    rows = json.loads((tmp_path / "records" / "proofs.json").read_text())
    assert [row["state"] for row in rows if row["payment_id"]] == ["filed"]
    (client,) = [key for key, name in billed.database.erasing.clients(account) if name == "Dana Lee"]
    billed.database.erasing.erase(store, account, client, "asked for")
    (row,) = [one for one in billed.proofs() if one.payment_id]
    assert (row.original_key, row.copies) == (None, None)


class KeptNowhere:
    """The talk's files have no bytes."""

    def chunks(self, key):
        raise BlobMissing(key)

    def delete(self, key):
        pass
