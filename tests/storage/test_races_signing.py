"""Two tabs sign, many guess, and the contractor changes the offer, all at once: signed once, guessed five times, and
never what is being changed. The twin that locks nothing shows that these tests can tell.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from uuid import uuid4

import pytest

from core.domain.account import Address
from core.domain.errors import NotAllowed, OutOfDate, Refusal
from core.domain.ids import AddressId, ClientId
from core.domain.party import Client
from core.domain.proposal import Signature
from core.domain.signing import MOST_WRONG, SigningCodes
from core.usecases import proposing, signing
from storage.ledger import SqlBooks, SqlLedger
from tests.core.site import Site
from tests.core.usecases.offers import kitchen
from tests.sizes import SOAK

ROUNDS = 100 if SOAK else 6
GUESSES = 12
CODES = SigningCodes(b"k" * 32)


class Slow(SqlLedger):
    """Stops for a moment between what it reads and what is decided on it: there the others come in."""

    locks = True

    def proposal(self, proposal_id, *, lock=False):
        found = super().proposal(proposal_id, lock=lock and self.locks)
        time.sleep(0.01)
        return found


class WithoutLock(Slow):
    """The twin that must fail: it reads the same and holds nothing."""

    locks = False


class SlowBooks(SqlBooks):
    kind = Slow

    @contextmanager
    def open(self, account_id):
        with self._engine.begin() as connection:
            yield self.kind(account_id, connection)


class BooksWithoutLock(SlowBooks):
    kind = WithoutLock


class Hurried(Site):
    """Several threads ask it for ids."""

    def new_id(self):
        return uuid4()


@pytest.fixture
def site(database):
    return Hurried(SlowBooks(database.engine))


def offered(site):
    """Sent, and its code asked for."""
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name="Dana Lee")
    phone = Address(
        id=AddressId(uuid4()), account_id=site.account_id, channel="sms", value="+16285550134", created_at=site.now
    )
    with site.open() as ledger:
        ledger.save(client)
        made = proposing.write_proposal(ledger, site.asked(), client.id, site.firm.contractor.id, kitchen())
        sent = proposing.send_proposal(ledger, site.asked(), made.id, site.stationery.wording)
        return signing.ask_code(ledger, site.asked(member=False), sent.id, phone)


def right(proposal):
    return CODES.code(proposal.id, proposal.revision, proposal.code.turn)


def wrong(proposal):
    return f"{(int(right(proposal)) + 1) % 1_000_000:06d}"


def sign(site, proposal, code):
    """What came of it: "signed", "wrong", or why not."""
    picks = [line.id for line in proposal.lines if line.description == "Laminate"]
    words, asked = site.stationery.wording, site.asked(member=False)
    with site.open() as ledger:
        seen = proposing.sheet_hash_with(ledger, asked, proposal, picks, words)
        signature = Signature(name="Dana Lee", how="typed", at=site.now, document_hash=seen)
        try:
            done = signing.sign_with_code(ledger, asked, proposal.id, picks, signature, (code, CODES), words)
        except (Refusal, NotAllowed, OutOfDate) as refusal:
            return refusal.code
    return "signed" if done.right else "wrong"


def change(site, proposal):
    with site.open() as ledger:
        try:
            proposing.edit_proposal(ledger, site.asked(), proposal.id, kitchen(name="Another kitchen"))
        except NotAllowed as refusal:
            return refusal.code
    return "changed"


def at_once(*doings):
    ready = Barrier(len(doings))

    def run(doing):
        ready.wait()
        return doing[0](*doing[1:])

    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(run, doings))


def test_two_tabs_sign_once(site):
    for _ in range(ROUNDS):
        proposal = offered(site)
        came = at_once(*[(sign, site, proposal, right(proposal))] * 3)
        assert sorted(came) == ["proposal.sign", "proposal.sign", "signed"]


def test_what_is_changed_meanwhile_is_signed_as_it_was_or_not_at_all(site):
    seen = set()
    for _ in range(ROUNDS * 2):
        proposal = offered(site)
        came = tuple(at_once((sign, site, proposal, right(proposal)), (change, site, proposal)))
        assert came in {("signed", "proposal.edit"), ("proposal.sign", "changed")}
        with site.open() as ledger:
            now = ledger.proposal(proposal.id)
        assert (now.name == "Maple St kitchen") == (now.state == "signed")
        seen.add(came)
    assert seen


def guessed(site):
    proposal = offered(site)
    return at_once(*[(sign, site, proposal, wrong(proposal))] * GUESSES)


def test_five_guesses_are_all_however_many_come_at_once(site):
    came = guessed(site)
    assert (came.count("wrong"), came.count("code.over")) == (MOST_WRONG, GUESSES - MOST_WRONG)


def test_without_the_lock_more_would_be_looked_at(database):
    assert guessed(Hurried(BooksWithoutLock(database.engine))).count("wrong") > MOST_WRONG
