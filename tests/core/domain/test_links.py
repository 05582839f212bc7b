from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.ids import ChangeOrderId, PaymentLinkId, ProjectId, ProposalId
from core.domain.links import ChangeLinks, ExportLinks, Links, ProjectLinks, ProposalLinks
from tests.core.sizes import EXAMPLES

links = Links(b"k" * 32)
ids = st.uuids().map(PaymentLinkId)
versions = st.integers(1, 2**31)
sized = settings(max_examples=EXAMPLES, deadline=None)


@sized
@given(ids, versions)
def test_a_token_names_its_link_and_proves_itself(link_id, version):
    token = links.token(link_id, version)
    assert len(token) == 64
    assert links.link_id(token) == link_id
    assert links.genuine(token, link_id, version)
    assert links.token(link_id, version) == token


@sized
@given(ids, versions, st.integers(0, 63), st.sampled_from("AZaz09-_+/=. \n%é"))
def test_a_token_changed_anywhere_is_not_genuine(link_id, version, place, sign):
    token = links.token(link_id, version)
    changed = token[:place] + sign + token[place + 1 :]
    assert links.genuine(changed, link_id, version) == (changed == token)


@sized
@given(ids, versions, versions)
def test_a_new_version_revokes_the_old_token(link_id, version, other):
    assert links.genuine(links.token(link_id, version), link_id, other) == (version == other)


@sized
@given(ids, ids)
def test_one_links_token_does_not_open_another(link_id, other):
    assert links.genuine(links.token(link_id, 1), other, 1) == (link_id == other)


@sized
@given(st.text(max_size=80))
def test_anything_else_is_no_token(said):
    assert links.link_id(said) is None
    assert not links.genuine(said, PaymentLinkId(UUID(int=1)), 1)


def test_the_standard_alphabet_is_no_second_spelling_of_a_token():
    spelled = next(
        (token, link_id)
        for link_id in (PaymentLinkId(UUID(int=n)) for n in range(1000))
        if "-" in (token := links.token(link_id, 1)) or "_" in token
    )
    token, link_id = spelled
    assert not links.genuine(token.replace("-", "+").replace("_", "/"), link_id, 1)


def test_another_servers_key_makes_other_tokens():
    link_id = PaymentLinkId(UUID(int=7))
    assert not Links(b"o" * 32).genuine(links.token(link_id, 1), link_id, 1)


def test_a_link_to_a_change_order_opens_nothing_else():
    changes, change = ChangeLinks(b"k" * 32), ChangeOrderId(UUID(int=7))
    token = changes.token(change)
    assert changes.change_id(token) == change
    assert ChangeLinks(b"o" * 32).change_id(token) is None
    assert changes.change_id(Links(b"k" * 32).token(PaymentLinkId(change), 1)) is None
    assert not Links(b"k" * 32).genuine(token, PaymentLinkId(change), 1)
    assert changes.change_id("no token") is None


def test_a_link_to_a_whole_job_opens_nothing_else():
    jobs, job = ProjectLinks(b"k" * 32), ProjectId(UUID(int=7))
    token = jobs.token(job)
    assert jobs.project_id(token) == job
    assert ProjectLinks(b"o" * 32).project_id(token) is None
    assert jobs.project_id(ChangeLinks(b"k" * 32).token(ChangeOrderId(job))) is None
    assert jobs.project_id("no token") is None


def test_a_key_that_could_be_guessed_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Links(b"short")


@sized
@given(ids)
def test_a_proposals_token_opens_it_and_is_of_no_other_purpose(proposal_id):
    proposals = ProposalLinks(b"k" * 32)
    token = proposals.token(ProposalId(proposal_id))
    assert proposals.proposal_id(token) == proposal_id
    assert not links.genuine(token, proposal_id, 1)
    assert proposals.proposal_id(links.token(proposal_id, 1)) is None
    assert proposals.proposal_id("nothing") is None


@pytest.mark.parametrize(
    ("kind", "opens"), [(ChangeLinks, "change_id"), (ProjectLinks, "project_id"), (ProposalLinks, "proposal_id")]
)
def test_a_link_of_another_version_is_revoked(kind, opens):
    made, one = kind(b"k" * 32), UUID(int=7)
    opened = getattr(made, opens)
    assert made.claimed(made.token(one, 2)) == one
    assert (opened(made.token(one, 1), 2), opened(made.token(one, 2), 2)) == (None, one)
    assert opened(made.token(one, 2), 1) is None
    assert made.claimed("no token") is None


def test_the_way_to_everything_of_an_account_opens_that_alone():
    links, one = ExportLinks(b"k" * 32), UUID(int=9)
    token = links.token(one)
    assert links.export_id(token) == one
    assert ExportLinks(b"o" * 32).export_id(token) is None
    assert links.export_id("x" * 64) is None
    assert links.export_id("nothing") is None
    assert links.export_id(ProjectLinks(b"k" * 32).token(ProjectId(one))) is None
