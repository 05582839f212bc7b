"""Papers signed by hand: each page is kept, of the proposal that was meant, and none is taken for another's."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from bots.perform import papers_signed
from storage.media.hatch import Hatch
from tests.bots.banking import teller_of
from tests.bots.talk import DANA, all_text, labels

OFFER = "Proposal for {client}, {job}, {phone}\n- demo 2,400\n- paint 1200"


def page(shade):
    made = io.BytesIO()
    Image.new("RGB", (80, 60), (shade, 120, 90)).save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def hatch():
    hatch = Hatch()
    yield hatch
    hatch.close()


@pytest.fixture
def taking(talk, tmp_path, hatch):
    talk.says("hi")
    talk.says("Rivera Builders")
    send(talk, "Dana Lee", "Maple St kitchen", DANA)
    return teller_of(talk, tmp_path, hatch)


def send(talk, client, job, phone):
    talk.says(OFFER.format(client=client, job=job, phone=phone))
    talk.taps(f"Send to {client}")
    talk.news()


def proposals(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return {one.name: one for one in ledger.proposals()}


def test_the_second_page_is_kept_with_the_first(taking):
    """It was asked which job the photo is for."""
    assert "on paper: $3,600.00" in all_text(taking.sends("one.jpg", page(10), "signed proposal"))
    kept = taking.sends("two.jpg", page(200), "signed proposal")
    assert "Kept with the signed paper of Maple St kitchen: 2 pages by now." in all_text(kept)
    assert "2 pages by now" in all_text(taking.sends("two.jpg", page(10), "signed proposal"))
    signature = proposals(taking.talk)["Maple St kitchen"].signature
    assert len({signature.picture_key, *signature.more_keys}) == 2


def test_both_photos_of_an_album_are_pages(taking):
    for name, shade in (("one.jpg", 10), ("two.jpg", 200)):
        taking.shelf.files[f"ref:{name}"] = page(shade)
    taking.talk.hears("signed proposal", names=("one.jpg",), album="a")
    taking.talk.hears("", names=("two.jpg",), album="a")
    told = all_text(taking.reads())
    assert "2 pages by now" in told
    assert "Now tell me which job" not in told


def test_what_comes_after_it_was_asked_for_needs_no_words_and_what_comes_later_is_proof(taking, monkeypatch):
    asked = taking.talk.says("signed proposal")
    assert "Send me a photo or a PDF of the signed proposal for Maple St kitchen" in all_text(asked)
    assert "on paper: $3,600.00" in all_text(taking.sends("one.jpg", page(10)))
    monkeypatch.setattr(papers_signed, "_SAME_ALBUM", timedelta(0))
    taking.talk.hears("", names=("site.jpg",))
    assert proposals(taking.talk)["Maple St kitchen"].signature.more_keys == ()
    assert "Reading" not in all_text(taking.reads())


def test_of_several_open_proposals_a_tap_decides_and_the_file_waits(taking):
    """The newest was signed, whosever paper it was."""
    send(taking.talk, "Sam Fox", "Oak Ave deck", "628 555 0177")
    taking.shelf.files["ref:one.jpg"] = page(10)
    taking.talk.hears("signed proposal", names=("one.jpg",))
    asked = taking.talk.news()[-1]
    assert asked.text == "Several proposals are open. Which one is the signed paper of?"
    assert set(labels(asked)) == {"Dana Lee, Maple St kitchen", "Sam Fox, Oak Ave deck"}
    assert {one.state for one in proposals(taking.talk).values()} == {"sent"}
    taking.taps("Dana Lee, Maple St kitchen")
    found = proposals(taking.talk)
    assert (found["Maple St kitchen"].state, found["Oak Ave deck"].state) == ("signed", "sent")


def test_one_that_is_named_is_that_one(taking):
    send(taking.talk, "Sam Fox", "Oak Ave deck", "628 555 0177")
    taking.sends("one.jpg", page(10), "signed proposal for Dana")
    assert proposals(taking.talk)["Maple St kitchen"].state == "signed"
    taking.sends("two.jpg", page(200), "signed proposal for Sam")
    assert proposals(taking.talk)["Oak Ave deck"].signature.more_keys == ()
    assert "2 pages" not in all_text(taking.talk.says("signed proposal for Nobody"))
