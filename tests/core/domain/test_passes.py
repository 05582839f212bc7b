from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.ids import AccountId, MemberId, ProposalId, UploadId
from core.domain.passes import UPLOADS_FOR, EditLinks, FileLinks, OwedLinks, Passes, UploadLinks
from tests.core.sizes import EXAMPLES

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e/" + "ab" * 32
passes = Passes(b"k" * 32, "files")
links = FileLinks(passes)
sized = settings(max_examples=EXAMPLES, deadline=None)


@sized
@given(st.binary(max_size=80))
def test_a_pass_gives_back_what_it_was_made_for_until_it_expires(content):
    token = passes.issue(content, SOON)
    assert passes.read(token, NOW) == content
    assert passes.read(token, SOON) is None
    assert passes.read(token, SOON - timedelta(seconds=1)) == content


@sized
@given(st.binary(max_size=40), st.integers(0, 200), st.sampled_from("AZaz09-_+/=. \n%é"))
def test_a_pass_changed_anywhere_is_none(content, place, sign):
    token = passes.issue(content, SOON)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    assert passes.read(changed, NOW) == (content if changed == token else None)


@pytest.mark.parametrize("token", ["", "a", "x" * 29, "é" * 40, "A" * 2000, "A" * 28])
def test_what_is_no_pass_is_none(token):
    assert passes.read(token, NOW) is None


def test_a_pass_of_another_purpose_or_key_is_none():
    token = passes.issue(b"content", SOON)
    assert Passes(b"k" * 32, "uploads").read(token, NOW) is None
    assert Passes(b"x" * 32, "files").read(token, NOW) is None


def test_a_key_that_could_be_guessed_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Passes(b"short", "files")


def test_a_file_link_leads_to_its_file_under_its_name_only():
    path = links.path(KEY, "INV-0001.pdf", SOON)
    _, _, token, name = path.split("/")
    assert (name, len(token) < 110) == ("INV-0001.pdf", True)
    assert links.blob_key(token, name, NOW) == KEY
    assert links.blob_key(token, "INV-0001.html", NOW) is None
    assert links.blob_key(token, name, SOON) is None
    assert links.blob_key("x" * 40, name, NOW) is None


def test_what_is_no_blob_key_gets_no_link():
    with pytest.raises(ValueError, match="blob key"):
        links.path("../../etc/passwd", "a.pdf", SOON)


def test_an_upload_link_is_the_same_each_time_and_ends_after_a_week():
    uploads, upload = UploadLinks(b"u" * 32), UploadId(UUID(int=7))
    token = uploads.token(upload, NOW)
    assert token == uploads.token(upload, NOW)
    assert len(token) < 60
    assert uploads.upload_id(token, NOW + UPLOADS_FOR - timedelta(seconds=1)) == upload
    assert uploads.upload_id(token, NOW + UPLOADS_FOR) is None
    assert uploads.upload_id(uploads.receipts.issue(upload.bytes, SOON), NOW) is None
    assert UploadLinks(b"x" * 32).upload_id(token, NOW) is None


def test_an_edit_link_names_proposal_and_member_for_a_week():
    links, proposal, member = EditLinks(b"e" * 32), ProposalId(UUID(int=7)), MemberId(UUID(int=8))
    token = links.token(proposal, member, NOW)
    assert links.read(token, NOW) == (proposal, member)
    assert links.read(token, NOW + timedelta(days=7)) is None
    assert EditLinks(b"x" * 32).read(token, NOW) is None
    assert UploadLinks(b"e" * 32).upload_id(token, NOW) is None


def test_a_link_to_what_is_owed_names_account_and_member_for_a_week_and_is_no_edit_link():
    links, account, member = OwedLinks(b"e" * 32), AccountId(UUID(int=7)), MemberId(UUID(int=8))
    token = links.token(account, member, NOW)
    assert links.read(token, NOW) == (account, member)
    assert links.read(token, NOW + timedelta(days=7)) is None
    assert OwedLinks(b"x" * 32).read(token, NOW) is None
    assert EditLinks(b"e" * 32).read(token, NOW) is None
