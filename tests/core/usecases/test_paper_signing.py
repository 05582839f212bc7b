"""What was signed on paper, and the PDF of what was sent or signed."""

from dataclasses import replace

import pytest

from core.domain.errors import DoesNotAddUp, NotAllowed, Refusal
from core.domain.ids import ClientId
from core.domain.party import Client
from core.domain.proposal import Signature
from core.domain.proposal_paper import ProposalPaper
from core.domain.proposal_sheet import ProposalSheet
from core.usecases import proposing
from core.usecases.proposal_papers import JOB, keep_proposal_pdf, paper_of
from core.usecases.signing import Paper, add_page, sign_on_paper
from tests.core.site import Site
from tests.core.usecases.offers import kitchen


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def draft(site):
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name="Dana Lee")
    with site.open() as ledger:
        ledger.save(client)
        return proposing.write_proposal(ledger, site.asked(), client.id, site.firm.contractor.id, kitchen())


def send(site, proposal):
    with site.open() as ledger:
        return proposing.send_proposal(ledger, site.asked(), proposal.id, site.stationery.wording)


def take_in(site, proposal, *, member=True, **changed):
    chosen = [line.id for line in proposal.lines if line.description in {"Quartz", "Lights"}]
    paper = Paper(**{"name": "Dana Lee", "chosen": chosen, "picture_key": f"{site.account_id}/{'ab' * 32}", **changed})
    with site.open() as ledger:
        return sign_on_paper(ledger, site.asked(member=member), proposal.id, paper, site.stationery.wording)


def drawn(site, proposal, key="pdf"):
    with site.open() as ledger:
        return keep_proposal_pdf(ledger, proposal, key)


def test_a_signed_paper_binds_whether_or_not_the_offer_was_sent_and_its_day_has_passed(site, draft):
    signed = take_in(site, draft)
    assert (signed.state, signed.number, signed.signature.how) == ("signed", "P-0001", "paper")
    assert signed.signature.document_hash == signed.sheet_hash
    assert signed.signature.taken_in_by is not None
    assert [line.description for line in signed.lines if line.picked] == ["Quartz", "Lights"]


def test_one_that_was_sent_keeps_its_number(site, draft):
    assert take_in(site, send(site, draft)).number == "P-0001"


def test_a_paper_is_taken_in_by_a_member_with_a_name_and_a_picture_of_this_firm(site, draft):
    with pytest.raises(Refusal, match="by_member"):
        take_in(site, draft, member=False)
    for strange in ("", "elsewhere", f"{draft.id}/{'ab' * 32}"):
        with pytest.raises(Refusal, match="no_paper"):
            take_in(site, draft, picture_key=strange)
    with pytest.raises(DoesNotAddUp, match="no_name"):
        take_in(site, draft, name=" ")


def test_a_paper_of_several_pages_keeps_each_once_and_prints_their_fingerprints(site, draft):
    first, second = (f"{site.account_id}/{one * 32}" for one in ("ab", "cd"))
    signed = take_in(site, draft)

    def add(key, *, member=True):
        with site.open() as ledger:
            return add_page(ledger, site.asked(member=member), signed.id, key)

    assert add(first) == signed
    kept = add(second)
    assert add(second) == kept
    assert (kept.signature.more_keys, kept.pdf_key, kept.sheet_hash) == ((second,), None, signed.sheet_hash)
    paper = paper_of(kept.sheet, kept.signature, "UTC", site.stationery.wording)
    assert [value for _, value in paper.facts][-2:] == ["ab" * 32, "cd" * 32]
    for strange, member in ((second, False), ("elsewhere", True)):
        with pytest.raises(Refusal):
            add(strange, member=member)


def test_what_was_not_signed_on_paper_has_no_pages(site, draft):
    with site.open() as ledger, pytest.raises(NotAllowed):
        add_page(ledger, site.asked(), draft.id, f"{site.account_id}/ab")


def test_sending_and_signing_each_want_a_pdf_of_their_own(site, draft):
    sent = send(site, draft)
    assert [job.name for job in site.books.jobs if job.name == JOB] == [JOB]
    assert drawn(site, sent).pdf_key == "pdf"
    assert drawn(site, sent) is None
    signed = take_in(site, sent)
    assert signed.pdf_key is None
    assert drawn(site, sent) is None
    assert drawn(site, signed, "signed").pdf_key == "signed"
    assert len([job for job in site.books.jobs if job.name == JOB]) == 2


def test_what_is_being_changed_has_no_pdf(site, draft):
    sent = send(site, draft)
    drawn(site, sent)
    with site.open() as ledger:
        assert proposing.edit_proposal(ledger, site.asked(), sent.id, kitchen()).pdf_key is None
    assert drawn(site, sent) is None


def test_the_paper_says_who_signed_what_and_how_it_is_known(site, draft):
    words, sent = site.stationery.wording, send(site, draft)
    assert paper_of(sent.sheet, None, "America/Los_Angeles", words) == ProposalPaper(
        ProposalSheet.from_json(sent.sheet)
    )
    signature = Signature(
        name="Dana Lee",
        how="drawn",
        at=site.now,
        document_hash=sent.sheet_hash,
        drawing="1,2 3,4",
        channel="sms",
        address="•••0134",
        ip="192.0.2.1",
        device="Phone/1",
    )
    paper = paper_of(sent.sheet, signature, "America/Los_Angeles", words)
    said = " ".join(value for _, value in paper.facts)
    for told in ("Dana Lee", "(America/Los_Angeles)", "•••0134", "192.0.2.1", "Phone/1", sent.sheet_hash):
        assert told in said
    assert paper.drawing == "1,2 3,4"
    assert ProposalPaper.from_json(paper.as_json()) == paper
    assert paper.fingerprint != replace(paper, drawing="").fingerprint
    assert (paper.language, paper.paper, paper.number) == (sent.language, "letter", "P-0001")
    assert (paper.title, paper.contractor.name) == (paper.sheet.title, site.firm.contractor.name)
    assert paper.words == paper.sheet.words


def test_a_paper_that_was_taken_in_is_named_by_its_fingerprint(site, draft):
    signed = take_in(site, draft)
    paper = paper_of(signed.sheet, signed.signature, "UTC", site.stationery.wording)
    assert "ab" * 32 in [value for _, value in paper.facts]
