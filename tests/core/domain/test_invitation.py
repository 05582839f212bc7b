"""Codes: made again at any time, read as they are typed, and kept nowhere."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import AccountId, InvitationId, MemberId
from core.domain.invitation import ALPHABET, Codes, Invitation, code_said

CODES = Codes(b"a key for the tests of thirty-two")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@given(st.uuids())
def test_a_code_can_be_made_again_and_read_back_however_it_is_typed(invitation_id):
    code = CODES.code(InvitationId(invitation_id))
    assert code == CODES.code(InvitationId(invitation_id))
    assert len(code) == 11
    assert set(code) <= set(ALPHABET + "-")
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", "–"), f" {code}. "):
        assert code_said(typed) == code
    for before in ("my code is", "code:", "Hi, here is my code", "mi código es", "Code"):
        assert code_said(f"{before.replace(',', '')} {code}") == code


@pytest.mark.parametrize(
    "said",
    ["", "hello", "invoice", "demolition", "K7QM4", "ABCDE-FGHJK", "23456-78923", "K7QM4-RTWX0", "pay K7QM4-RTWXZ"],
)
def test_other_words_are_no_code(said):
    assert code_said(said) is None


def test_what_is_kept_of_a_code_is_worth_nothing_without_the_key():
    code = CODES.code(InvitationId(uuid.UUID(int=1)))
    other = Codes(b"another key that has thirty-two b")
    assert code.encode() not in CODES.digest(code)
    assert CODES.digest(code) != other.digest(code)
    assert code != other.code(InvitationId(uuid.UUID(int=1)))
    with pytest.raises(ValueError, match="32 bytes"):
        Codes(b"short")


@pytest.mark.parametrize(
    ("used", "minutes", "is_open"), [(None, 0, True), (None, 59, True), (None, 60, False), (NOW, 0, False)]
)
def test_it_is_open_until_it_is_used_or_expires(used, minutes, is_open):
    invitation = Invitation(
        id=InvitationId(uuid.uuid4()),
        account_id=AccountId(uuid.uuid4()),
        purpose="crew",
        made_by=MemberId(uuid.uuid4()),
        created_at=NOW,
        expires_at=NOW + timedelta(hours=1),
        used_at=used,
    )
    assert invitation.is_open(NOW + timedelta(minutes=minutes)) is is_open
