"""Who signs gives back a code that went to the address on file."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.account import Address
from core.domain.errors import NotAllowed, Refusal
from core.domain.ids import AccountId, AddressId, ClientId
from core.domain.party import Client
from core.domain.proposal import Signature
from core.domain.signing import (
    HIGH,
    MOST_AN_HOUR,
    MOST_CODES,
    MOST_WRONG,
    WIDE,
    SigningCodes,
    is_open,
    masked,
    path_of,
    strokes,
    why_no_code,
)
from core.usecases import proposing, signing
from tests.core.domain.stories import NOON
from tests.core.site import Site
from tests.core.usecases.offers import kitchen

CODES = SigningCodes(b"k" * 32)
PHONE = Address(
    id=AddressId(uuid4()), account_id=AccountId(uuid4()), channel="sms", value="+16285550134", created_at=NOON
)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def sent(site):
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name="Dana Lee")
    with site.open() as ledger:
        ledger.save(client)
        made = proposing.write_proposal(ledger, site.asked(), client.id, site.firm.contractor.id, kitchen())
        return proposing.send_proposal(ledger, site.asked(), made.id, site.stationery.wording)


def ask(site, proposal, to=PHONE):
    with site.open() as ledger:
        return signing.ask_code(ledger, site.asked(member=False), proposal.id, to)


def code_of(proposal):
    return CODES.code(proposal.id, proposal.revision, proposal.code.turn)


def give(site, proposal, code):
    picks = [line.id for line in proposal.lines if line.description == "Laminate"]
    words = site.stationery.wording
    with site.open() as ledger:
        asked = site.asked(member=False)
        seen = proposing.sheet_hash_with(ledger, asked, ledger.proposal(proposal.id), picks, words)
        signature = Signature(name="Dana Lee", how="typed", at=site.now, document_hash=seen)
        return signing.sign_with_code(ledger, asked, proposal.id, picks, signature, (code, CODES), words)


def test_the_right_code_signs_however_it_is_typed(site, sent):
    code = code_of(ask(site, sent))
    done = give(site, sent, f" {code[:3]}-{code[3:]} ")
    assert (done.right, done.proposal.state, done.proposal.code) == (True, "signed", None)
    assert (done.proposal.signature.channel, done.proposal.signature.address) == ("sms", "•••0134")


def test_a_wrong_one_is_counted_and_after_five_the_code_is_worth_nothing(site, sent):
    right = code_of(ask(site, sent))
    wrong = "000000" if right != "000000" else "000001"
    for tries in range(1, MOST_WRONG + 1):
        done = give(site, sent, wrong)
        assert (done.right, done.proposal.code.wrong, done.proposal.state) == (False, tries, "sent")
    with pytest.raises(Refusal, match=r"code\.over"):
        give(site, sent, right)


def test_a_code_is_good_for_a_quarter_of_an_hour(site, sent):
    asked = ask(site, sent)
    site.later(minutes=15)
    assert not is_open(asked.code, site.now)
    with pytest.raises(Refusal, match=r"code\.over"):
        give(site, sent, code_of(asked))


def test_without_a_code_nobody_signs(site, sent):
    with pytest.raises(Refusal, match=r"code\.over"):
        give(site, sent, "123456")
    assert not CODES.is_right(sent, "123456")


def test_each_code_takes_the_place_of_the_one_before_but_not_at_once(site, sent):
    first = ask(site, sent)
    with pytest.raises(Refusal, match="too_soon"):
        ask(site, sent)
    site.later(minutes=1)
    second = ask(site, sent)
    assert code_of(first) != code_of(second)
    assert not CODES.is_right(second, code_of(first))


def test_so_many_codes_and_no_more_of_one_revision(site, sent):
    with site.open() as ledger:
        ledger.save(replace(sent, code=replace(ask(site, sent).code, turn=MOST_CODES)))
    site.later(minutes=1)
    with pytest.raises(Refusal, match="too_many"):
        ask(site, sent)


def test_what_is_signed_or_not_offered_needs_no_code(site, sent):
    give(site, sent, code_of(ask(site, sent)))
    site.later(minutes=1)
    with pytest.raises(NotAllowed):
        ask(site, sent)
    with pytest.raises(NotAllowed):
        give(site, sent, "123456")


def test_a_code_is_of_one_proposal_one_revision_and_one_turn(sent):
    code = CODES.code(sent.id, 1, 1)
    assert len(code) == 6
    assert code.isdecimal()
    assert (
        len({code, CODES.code(sent.id, 2, 1), CODES.code(sent.id, 1, 2), SigningCodes(b"x" * 32).code(sent.id, 1, 1)})
        > 1
    )
    with pytest.raises(ValueError, match="32 bytes"):
        SigningCodes(b"short")


def test_a_drawn_name_is_numbers_and_nothing_else():
    assert strokes("1,2 3,4;5,6 2000,9999") == (((1, 2), (3, 4)), ((5, 6), (1000, 300)))
    for bad in (
        "",
        "1,2",
        "x",
        "1,2 3,4;",
        '1,2 3,4"/><script>',
        "1,2 " * 4000,
        ";".join(["1,2 3,4"] * 81),
        "9" * 30_000,
    ):
        assert strokes(bad) == ()


def test_at_most_five_codes_go_out_in_an_hour(site, sent):
    for _ in range(MOST_AN_HOUR):
        asked = ask(site, sent)
        site.later(minutes=5)
    assert why_no_code(asked.code, site.now) == "code.too_many"
    with pytest.raises(Refusal, match="too_many"):
        ask(site, sent)
    site.later(minutes=35)
    assert why_no_code(asked.code, site.now) == ""
    assert ask(site, sent).code.turn == MOST_AN_HOUR + 1


def test_a_code_that_goes_nowhere_signs_nothing(site, sent):
    asked = ask(site, sent, None)
    assert (asked.code.address, is_open(asked.code, site.now)) == ("", False)
    with pytest.raises(Refusal, match=r"code\.over"):
        give(site, sent, code_of(asked))


@pytest.mark.parametrize(
    ("address", "shown"),
    [("+16285550134", "•••0134"), ("dana@lee.example", "d•••@lee.example"), ("@x", "•••@x"), ("12345678", "•••")],
)
def test_an_address_is_shown_to_who_knows_it_and_to_nobody_else(address, shown):
    assert masked(address) == shown


def test_what_is_being_changed_is_signed_by_nobody_even_with_the_words_of_before(site, sent):
    """Changed, and changed back: the same fingerprint, and yet it is not offered."""
    code = code_of(ask(site, sent))
    with site.open() as ledger:
        edited = proposing.edit_proposal(ledger, site.asked(), sent.id, kitchen(sections=sent.sections))
    assert edited.state == "draft"
    with pytest.raises(NotAllowed):
        give(site, sent, code)
    picks = [line.id for line in sent.lines if line.description == "Laminate"]
    with site.open() as ledger:
        asked, words = site.asked(), site.stationery.wording
        seen = proposing.sheet_hash_with(ledger, asked, edited, picks, words)
        typed = Signature(name="Dana Lee", how="typed", at=site.now, document_hash=seen)
        with pytest.raises(NotAllowed):
            proposing.sign_proposal(ledger, asked, sent.id, picks, typed, words)


def test_a_drawn_name_becomes_a_path_of_numbers():
    assert path_of("1,2 3,4;5,6 7,8") == "M1 2 L3 4 M5 6 L7 8"
    assert path_of('1,2"/>') == ""


def test_no_code_goes_out_once_its_last_day_is_over(site, sent):
    with site.open() as ledger:
        ledger.save(replace(sent, valid_until=site.now.date()))
    site.later(days=2)
    with pytest.raises(Refusal, match=r"proposal\.expired"):
        ask(site, sent)


@given(st.one_of(st.text(), st.from_regex(r"(\d{1,5},\d{1,5}[ ;]){0,30}\d{1,4},\d{1,4}", fullmatch=True)))
def test_whatever_is_posted_as_a_drawing_is_drawn_within_its_field_or_not_at_all(said):
    points = [point for stroke in strokes(said) for point in stroke]
    assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in points)
    assert set(path_of(said)) <= set("ML 0123456789")
    assert bool(points) == bool(path_of(said))
