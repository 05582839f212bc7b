"""The client's side of a proposal: what they press on its page, and what they write in chat."""

import asyncio
import itertools
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bots.proposal_papers import ProposalPapers
from bots.telling import Roads
from channels.portal.edit_form import as_it_was, form_of
from core.domain.signing import MOST_WRONG
from core.ports.documents import RenderFailed
from core.ports.messaging import Inbound
from core.usecases import proposing
from core.usecases.asking import Asked
from tests.bots.talk import DANA, ME
from tests.bots.test_proposals import OFFER, text
from tests.bots.test_reaching import fails, newest
from tests.twins.memory_blobs import MemoryBlobs

PRESSES = itertools.count()


@pytest.fixture
def blobs():
    return MemoryBlobs()


@pytest.fixture
def firm(talk):
    """Rivera's proposal is with Dana."""
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says(OFFER)
    talk.taps("Send to Dana Lee")
    talk.news(DANA)
    return talk


def proposal(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return ledger.proposals()[0]


def press(talk, action, said="", at=None, **fields):
    """As the page has it told; what the contractor and the client heard of it."""
    one = proposal(talk)
    context = {"proposal": str(one.id), "revision": str(one.revision), "action": action, "language": "en"}
    context |= {name if name == "revision" else f"field_{name}": value for name, value in fields.items()}
    inbound = Inbound(
        channel="portal",
        external_id=f"press:{next(PRESSES)}",
        sender=str(one.id),
        text=said,
        sent_at=datetime.now(UTC),
        context=context,
    )
    with talk.database.turns.begin() as turn:
        talk.conversations.take(turn, inbound, inbound.external_id)
    return text(talk.news(ME)), text(talk.news(DANA))


def code_in(said):
    return re.match(r"\d{6}", said)[0]


def filled(talk, code, **changed):
    with talk.database.books.open(talk.account()) as ledger:
        one = ledger.proposals()[0]
        asked = Asked(now=datetime.now(UTC), new_id=uuid4)
        seen = proposing.sheet_hash_with(ledger, asked, one, [], talk.conversations.words("en"))
    form = {"name": "Dana Lee", "code": code, "picks": "", "hash": seen, "ip": "192.0.2.1", "device": "Phone/1"}
    return form | changed


class Renderer:
    """``failing``: as when the child process dies each time."""

    def __init__(self, *, failing=False):
        self.failing, self.papers = failing, []

    def render(self, sheet, _assets, _page_url):
        if self.failing:
            raise RenderFailed("no")
        self.papers.append(sheet)
        return b"%PDF-1.7 " + sheet.fingerprint.encode()


class Bench:
    """What ``ProposalPapers`` needs of ``Deliveries``."""

    def __init__(self, talk, blobs, renderer):
        self.database, self.conversations = talk.database, talk.conversations
        self.blobs, self.renderer = blobs, renderer


def render(talk, blobs, *, failing=False, last_try=False):
    renderer = Renderer(failing=failing)
    papers = ProposalPapers(Bench(talk, blobs, renderer))
    one = proposal(talk)
    asyncio.run(papers.render(str(one.account_id), str(one.id), last_try=last_try))
    return renderer.papers


def test_opening_it_is_told_once(firm):
    told, _ = press(firm, "seen")
    assert "Dana Lee has opened the proposal P-0001" in told
    assert press(firm, "seen") == ("", "")


def test_what_was_opened_before_it_was_sent_anew_is_not_opened(firm):
    assert press(firm, "seen", revision="0") == ("", "")
    assert proposal(firm).viewed_at is None


def test_the_code_goes_to_the_client_and_the_signature_to_both(firm, blobs):
    told, said = press(firm, "code")
    assert (told, "is your code to sign" in said) == ("", True)
    told, said = press(firm, "sign", **filled(firm, code_in(said), drawing="1,2 3,4"))
    assert "Dana Lee has signed P-0001, Maple St kitchen: $9,255.38" in told
    assert said == ""
    signature = proposal(firm).signature
    assert (signature.how, signature.drawing, signature.ip, signature.device) == (
        "drawn",
        "1,2 3,4",
        "192.0.2.1",
        "Phone/1",
    )
    assert (signature.channel, signature.address) == ("simulator", "•••0134")
    (paper,) = render(firm, blobs)
    assert paper.drawing == "1,2 3,4"
    (handed,) = firm.news(DANA)
    assert "Thank you! You signed" in handed.text
    assert handed.enclosures[0].file_name == "P-0001.pdf"
    assert handed.proposal_id
    (copy,) = firm.news(ME)
    assert copy.text == "Here is P-0001, Maple St kitchen, with the signature."
    assert copy.enclosures == handed.enclosures
    assert render(firm, blobs) == []
    assert "is a job now" in text(firm.taps("Start billing"))


def test_who_signed_is_thanked_even_if_the_pdf_cannot_be_made(firm, blobs):
    _, said = press(firm, "code")
    press(firm, "sign", **filled(firm, code_in(said)))
    with pytest.raises(RenderFailed):
        render(firm, blobs, failing=True)
    assert firm.news(DANA) == []
    with pytest.raises(RenderFailed):
        render(firm, blobs, failing=True, last_try=True)
    (thanked,) = firm.news(DANA)
    assert "Thank you! You signed" in thanked.text
    assert thanked.enclosures == ()


def test_what_was_sent_has_a_pdf_that_nobody_is_told_of(firm, blobs):
    assert len(render(firm, blobs)) == 1
    assert proposal(firm).pdf_key
    assert firm.news(DANA) == []


def test_a_wrong_code_five_times_and_the_right_one_is_worth_nothing(firm):
    _, said = press(firm, "code")
    code = code_in(said)
    bad = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(MOST_WRONG):
        assert press(firm, "sign", **filled(firm, bad)) == ("", "")
    assert press(firm, "sign", **filled(firm, code)) == ("", "")
    assert (proposal(firm).state, proposal(firm).code.wrong) == ("sent", MOST_WRONG)


@pytest.mark.parametrize(
    "changed", [{"hash": "0" * 64}, {"hash": ""}, {"name": " "}, {"picks": "nonsense", "hash": "x"}]
)
def test_what_was_tampered_with_signs_nothing(firm, changed):
    _, said = press(firm, "code")
    assert press(firm, "sign", **filled(firm, code_in(said), **changed)) == ("", "")
    assert proposal(firm).state == "sent"


def test_what_is_drawn_badly_is_a_typed_name(firm):
    _, said = press(firm, "code")
    press(firm, "sign", **filled(firm, code_in(said), drawing="<svg onload=alert(1)>"))
    assert (proposal(firm).signature.how, proposal(firm).signature.drawing) == ("typed", "")


def test_two_taps_on_sign_are_told_once(firm):
    _, said = press(firm, "code")
    form = filled(firm, code_in(said))
    press(firm, "sign", **form)
    assert press(firm, "sign", **form) == ("", "")


def test_a_decline_is_of_what_was_seen_and_its_words_are_passed_on(firm):
    assert press(firm, "decline", "no", revision="7") == ("", "")
    told, _ = press(firm, "decline", "Too much for the hall")
    assert 'Dana Lee declined P-0001, Maple St kitchen: "Too much for the hall"' in told
    assert press(firm, "decline", "again") == ("", "")


def test_a_question_is_passed_on_with_a_way_to_answer(firm):
    told, _ = press(firm, "ask", "Is the sink in?")
    assert told == "Dana Lee asks about P-0001, Maple St kitchen:\nIs the sink in?"
    assert text(firm.taps("Reply")) == "What shall I tell Dana Lee?"
    assert text(firm.says("Yes, the sink is in")) == "Sent to Dana Lee."
    (answer,) = firm.news(DANA)
    assert answer.text == "Rivera Builders says:\nYes, the sink is in"
    assert answer.proposal_id == str(proposal(firm).id)
    page = firm.database.reads.proposal_page(proposal(firm).id)
    assert [(one.author, one.text) for one in page.questions] == [
        ("client", "Is the sink in?"),
        ("contractor", "Yes, the sink is in"),
    ]
    assert page.questions == tuple(sorted(page.questions, key=lambda one: one.asked_at))


@pytest.mark.parametrize(
    "said",
    [
        "tell Dana: yes, tile is included",
        "tell dana yes, tile is included",
        "Dana: yes, tile is included",
        "reply: yes, tile is included",
        "dile a Dana que yes, tile is included",
    ],
)
def test_a_question_on_a_proposal_is_answered_in_words(firm, said):
    press(firm, "ask", "Is the tile in?")
    firm.says(said)
    assert text(firm.news(DANA)).endswith(":\nyes, tile is included")
    assert [one.author for one in firm.database.reads.proposal_page(proposal(firm).id).questions][-1] == "contractor"


def test_words_that_mean_nothing_else_may_be_the_answer(firm):
    press(firm, "ask", "Is the tile in?")
    (asked,) = firm.says("only the white subway one")
    assert "Send to Dana Lee" in [one.label for one in asked.buttons]
    firm.taps("Send to Dana Lee")
    assert "only the white subway one" in text(firm.news(DANA))


def test_words_go_with_the_proposal_though_nobody_asked(firm):
    firm.says("tell Dana: it is good until Friday")
    (told,) = firm.news(DANA)
    assert (told.text, bool(told.proposal_id)) == ("Rivera Builders says:\nit is good until Friday", True)


def test_a_reason_for_a_no_can_be_answered(firm):
    press(firm, "decline", "Too much for the hall")
    firm.taps("Reply")
    firm.says("I can leave the hall out")
    assert "I can leave the hall out" in text(firm.news(DANA))


def test_who_cannot_be_written_to_reads_the_answer_on_the_page(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says("Proposal for Sam Fox, Oak Ave deck\ndemo 500")
    talk.taps("Send to Sam Fox")
    press(talk, "ask", "Is the railing in?")
    told = text(talk.says("tell Sam: yes it is"))
    assert told == "I can't reach Sam Fox by message, so your answer is on the page of their proposal."
    assert [one.text for one in talk.database.reads.proposal_page(proposal(talk).id).questions][-1] == "yes it is"


def test_after_an_invoice_words_go_with_that_unless_the_proposal_was_asked_about(firm):
    _, said = press(firm, "code")
    press(firm, "sign", **filled(firm, code_in(said)))
    firm.taps("Start billing")
    firm.says("invoice demo")
    firm.taps("Send")
    firm.render()
    firm.news(DANA)
    firm.says("tell Dana: we start Monday")
    assert firm.news(DANA)[-1].link_id
    press(firm, "ask", "Was the hood in?")
    firm.says("tell Dana: it was")
    assert firm.news(DANA)[-1].proposal_id


def test_without_an_address_the_contractor_hears_that_no_code_can_go(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says("Proposal for Sam Fox, Oak Ave deck\ndemo 500")
    assert "I have no phone or e-mail for Sam Fox" in text(talk.taps("Send to Sam Fox"))
    told, _ = press(talk, "code")
    assert "Sam Fox wants to sign Oak Ave deck, but I have no phone or e-mail" in told
    assert proposal(talk).code.address == ""


def test_a_code_goes_to_one_address_alone_and_the_next_one_to_the_next(firm):
    firm.conversations = replace(firm.conversations, roads=Roads(phones=("simulator", "sms")))
    _, said = press(firm, "code")
    (told,) = fails(firm, newest(firm, "simulator", DANA))
    assert "could not be delivered" in told.text
    with firm.database.books.open(firm.account()) as ledger:
        one = ledger.proposals()[0]
        long_ago = one.code.sent_at - timedelta(minutes=5)
        ledger.save(replace(one, code=replace(one.code, sent_at=long_ago)))
    _, again = press(firm, "code")
    assert code_in(again) != code_in(said)
    assert proposal(firm).code.channel == "sms"


@pytest.mark.parametrize("said", ["yes", "Yes, we accept!", "looks good, go ahead", "sí, de acuerdo"])
def test_a_yes_in_chat_signs_nothing_and_shows_where_to(firm, said):
    (answer,) = firm.says(said, of=DANA)
    assert answer.proposal_id
    assert proposal(firm).state == "sent"
    assert "signs nothing yet" in text(firm.news(ME))


def test_a_hello_gets_the_link_and_a_question_reaches_the_contractor(firm):
    for said in ("hi", "send me the link", "where is the proposal?"):
        (answer,) = firm.says(said, of=DANA)
        assert 'Here is "Maple St kitchen" from Rivera Builders' in answer.text
        assert firm.news(ME) == []
    (answer,) = firm.says("Do you take the old cabinets away, and is the sink in the price?", of=DANA)
    assert 'Rivera Builders has your message about "Maple St kitchen"' in answer.text
    assert "Do you take the old cabinets away" in text(firm.news(ME))


def test_a_code_said_in_chat_never_reaches_the_contractor(firm):
    _, said = press(firm, "code")
    (answer,) = firm.says(f"my code is {code_in(said)}", of=DANA)
    assert "The code is for the page only" in answer.text
    assert firm.news(ME) == []


def test_a_press_on_what_is_not_there_does_nothing(firm):
    assert press(firm, "nonsense") == ("", "")
    inbound = Inbound(
        channel="portal",
        external_id="x",
        sender="x",
        sent_at=datetime.now(UTC),
        context={"proposal": "x", "revision": "1", "action": "code"},
    )
    with firm.database.turns.begin() as turn:
        firm.conversations.take(turn, inbound, "x")
    assert firm.news(DANA) == []


def test_of_two_saves_in_one_moment_the_one_that_is_not_kept_is_told(firm):
    """Both pages were read before either was kept."""
    with firm.database.turns.begin() as turn:
        (me,) = turn.who("simulator", ME)
    first = form_of(proposal(firm)) | {"was": as_it_was(proposal(firm)), "s0r0p": "3400"}
    kept, _ = press(firm, "edit", member=str(me.member_id), form=json.dumps(first))
    assert "is changed" in kept
    late, client = press(firm, "edit", member=str(me.member_id), form=json.dumps(first | {"s0r0p": "5400"}))
    assert "what you saved there is not in it" in late
    assert client == ""
    assert str(proposal(firm).sections[0].lines[0].unit_price.decimal) == "3400.00"


def test_what_is_only_kept_as_a_template_on_its_page_can_be_signed_as_it_was_sent(firm):
    with firm.database.turns.begin() as turn:
        (me,) = turn.who("simulator", ME)
    form = form_of(proposal(firm)) | {"was": as_it_was(proposal(firm)), "keep": "Kitchens"}
    told, _ = press(firm, "edit", member=str(me.member_id), form=json.dumps(form))
    assert "Kitchens" in told
    assert "is changed" not in told
    assert proposal(firm).state == "sent"


def test_what_was_saved_on_its_page_is_undone_in_chat_as_the_newest_step(firm):
    with firm.database.turns.begin() as turn:
        (me,) = turn.who("simulator", ME)

    def saves(**changed):
        form = form_of(proposal(firm)) | {"was": as_it_was(proposal(firm))} | changed
        return press(firm, "edit", member=str(me.member_id), form=json.dumps(form))[0]

    before = form_of(proposal(firm))
    saves(s0r0p="3400", deposit="25%", p0="", p1="")
    assert "$3,400.00" in text(firm.says("show the proposal"))
    assert "$2,400.00" in text(firm.taps("Undo"))
    assert form_of(proposal(firm)) == before
    saves(s0r0p="3400")
    with firm.database.books.open(firm.account()) as ledger:
        ledger.save(replace(proposal(firm), notes="Said elsewhere"))
    assert "was changed since, so I undid nothing" in text(firm.says("undo"))
    for n in range(5):
        saves(s0r0p=str(3000 + n))
    said = [text(firm.says("undo")) for _ in range(4)]
    assert ["$3,001.00" in said[2], "nothing" in said[3].lower()] == [True, True]
