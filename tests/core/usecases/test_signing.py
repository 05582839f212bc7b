"""Who signs gives back a code that went to the address on file."""

from dataclasses import replace

import pytest

from core.domain.errors import NotAllowed, Refusal
from core.domain.ids import ClientId
from core.domain.party import Client
from core.domain.proposal import Signature
from core.domain.signing import MOST_CODES, MOST_WRONG, SigningCodes, is_open, strokes
from core.usecases import proposing, signing
from tests.core.site import Site
from tests.core.usecases.offers import kitchen

CODES = SigningCodes(b"k" * 32)


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


def ask(site, proposal):
    with site.open() as ledger:
        return signing.ask_code(ledger, site.asked(member=False), proposal.id)


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
