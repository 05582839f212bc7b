"""Signed bodies: what holds, and what never raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.signing import Signer

SIGNER = Signer(b"s" * 16, "events")


@given(body=st.binary(max_size=200), now=st.integers(0, 10**11))
def test_what_was_signed_holds_for_its_time_and_purpose_only(body, now):
    header = SIGNER.header(body, now)
    assert SIGNER.holds(header, body, now + 300)
    assert not SIGNER.holds(header, body, now + 301)
    assert not SIGNER.holds(header, body + b"x", now)
    assert not Signer(b"s" * 16, "pages").holds(header, body, now)
    assert not Signer(b"t" * 16, "events").holds(header, body, now)


@given(header=st.text(max_size=100), body=st.binary(max_size=20))
def test_junk_never_holds_and_never_raises(header, body):
    assert not SIGNER.holds(header, body, 0)


@pytest.mark.parametrize(
    "header",
    ["", ",", "t=0", "v1=", "t=0,t=0,v1=x", "t=٣,v1=x", "t=-1,v1=x", "t=1e3,v1=x", "t=" + "9" * 5_000 + ",v1=x"],
)
def test_odd_headers_do_not_hold(header):
    assert not SIGNER.holds(header, b"", 0)


def test_two_times_in_one_header_do_not_hold():
    header = SIGNER.header(b"x", 5)
    assert not SIGNER.holds(header + ",t=5", b"x", 5)


def test_a_secret_that_could_be_guessed_is_refused():
    with pytest.raises(ValueError, match="at least 16"):
        Signer(b"short")
