"""kill -9 of web and worker at random points under load: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import itertools
import random
import re
from collections import Counter

import httpx
import pytest

from bots.bootstrap import derived
from bots.phones import Phone
from channels.payments.sandbox.adapter import SandboxGateway
from channels.simulator.adapter import Simulator
from tests.journeys.conftest import settings_for
from tests.sizes import SOAK
from tests.survival.busy import Busy
from tests.survival.crew import Crew
from tests.survival.kept import no_file_is_lost_and_none_is_left_over

KILLS = 60 if SOAK else 10
CONTRACTORS = 4
# Whose it is, by the phone of the account's owner.
PHOTOS_OF = """
SELECT phone.value, proof.state, count(*) FROM proofs AS proof JOIN addresses AS phone USING (account_id)
WHERE phone.member_id IS NOT NULL GROUP BY phone.value, proof.state
"""
INVOICES_OF = """
SELECT phone.value, array_agg(number ORDER BY sequence), bool_and(pdf_key IS NOT NULL)
FROM invoices JOIN addresses AS phone USING (account_id) WHERE phone.member_id IS NOT NULL GROUP BY phone.value
"""
PAYMENTS_OF = """
SELECT phone.value, invoice.number, payment.gateway, payment.allocated_minor, payment.state
FROM payments AS payment JOIN invoices AS invoice ON invoice.id = payment.invoice_id
JOIN addresses AS phone ON phone.account_id = payment.account_id WHERE phone.member_id IS NOT NULL
"""
NOT_TO_THE_CENT = """
SELECT number, invoice.state, total_minor, sum(allocated_minor)
FROM invoices AS invoice LEFT JOIN payments AS payment ON payment.invoice_id = invoice.id
GROUP BY invoice.id, number, invoice.state, total_minor
HAVING invoice.state <> 'paid' OR sum(allocated_minor) <> total_minor OR sum(surplus_minor) <> 0
"""


@pytest.mark.crash
@pytest.mark.xdist_group("processes")
@pytest.mark.timeout(1800)
async def test_kills_under_load_lose_and_double_nothing(crew, pictures):
    for name in ("web0", "work0", "work1"):
        crew.start(name)
    await crew.ready()
    async with httpx.AsyncClient(base_url=crew.address(), timeout=10) as http:
        crowd = [_busy(crew, http, n, pictures[0]) for n in range(CONTRACTORS)]
        await asyncio.gather(*(one.hired() for one in crowd))
        stop = asyncio.Event()
        work = [asyncio.create_task(one.works(stop)) for one in crowd]
        await _kill_about(crew)
        stop.set()
        await asyncio.gather(*work)
    await crew.quiet(240)
    acknowledged = sum((one.counted for one in crowd), Counter())
    sends, photos = sum(len(one.sends) for one in crowd), sum(one.photos for one in crowd)
    print(f"{KILLS} kills, {photos} photos, {sends} sends, {acknowledged.total()} payments")
    assert {gateway for _, gateway, _ in acknowledged} == {"manual", "sandbox"}, "the load paid in one way only"
    _every_photo_is_kept(crew, crowd)
    _every_send_is_one_invoice_and_one_message(crew, crowd)
    _every_payment_is_there_once_and_told_once(crew, crowd)
    _every_job_ended(crew)
    no_file_is_lost_and_none_is_left_over(crew)


def _busy(crew: Crew, http: httpx.AsyncClient, n: int, picture: bytes) -> Busy:
    """Its gateway signs as the program's own does: both have the key from the one folder."""
    simulator = Simulator(crew.folder / "simulator", b"x" * 32, crew.address())
    gateway = SandboxGateway(derived(settings_for(crew.url, crew.folder), "sandbox"), crew.address())
    phone, client = (Phone(f"+14155550{lane}0{n}", simulator, http) for lane in (2, 3))
    return Busy(phone, client, gateway, picture, random.Random(n))


async def _kill_about(crew: Crew) -> None:
    dice = random.Random(20261122)
    victims = itertools.cycle(["work0", "web0", "work1"])
    newest: dict[str, int | None] = {"work0": 0, "work1": 0, "web0": None}
    for _ in range(KILLS):
        await asyncio.sleep(0.2 + dice.random() * 6)  # quicker, and no document is ever made: only starts are killed
        victim = next(victims)
        await _is_up(crew, newest[victim])
        crew.kill(victim)
        if victim != "web0":
            newest[victim] = _newest_worker(crew)
        crew.start(victim)
    await crew.ready()


async def _is_up(crew: Crew, before: int | None) -> None:
    """On a slow machine one would be killed before it ever worked, and nothing would be tried."""
    for _ in range(600):
        if before is None or _newest_worker(crew) > before:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("no worker came up")


def _newest_worker(crew: Crew) -> int:
    [(newest,)] = crew.rows("SELECT coalesce(max(id), 0) FROM procrastinate_workers")
    return int(str(newest))


def _every_photo_is_kept(crew: Crew, crowd: list[Busy]) -> None:
    kept = crew.rows(PHOTOS_OF)
    assert sorted(kept) == sorted((one.phone.number, "kept", one.photos) for one in crowd)


def _every_send_is_one_invoice_and_one_message(crew: Crew, crowd: list[Busy]) -> None:
    """What the contractor was told is what the books say, in the books' order; and the client heard of each once."""
    invoices = crew.rows(INVOICES_OF)
    assert sorted(invoices) == sorted((one.phone.number, one.sends, True) for one in crowd if one.sends)
    for one in crowd:
        assert one.sends == [f"INV-{n:04d}" for n in range(1, len(one.sends) + 1)]
        sent = [re.search(r"sent you invoice (INV-\d+)", message["text"]) for message in one.client.messages]
        assert sorted(found[1] for found in sent if found) == one.sends
        links = [message["url"] for message in one.client.messages if "sent you invoice" in message["text"]]
        assert all(links)
        assert len(set(links)) == len(one.sends)
    milestones = crew.rows("SELECT account_id, milestone_id FROM invoice_milestones")
    assert len(set(milestones)) == len(milestones)


def _every_payment_is_there_once_and_told_once(crew: Crew, crowd: list[Busy]) -> None:
    """Each by its invoice, its way and its amount; all of it on the invoice, which is paid to the cent."""
    rows = crew.rows(PAYMENTS_OF)
    known = {(one.phone.number, *payment, "succeeded"): n for one in crowd for payment, n in one.counted.items()}
    assert Counter(rows) == known
    assert crew.rows(NOT_TO_THE_CENT) == []
    for one in crowd:
        for phone, words in ((one.phone, r"Receipt \S+ is out"), (one.client, r"received .* Receipt \S+\.")):
            receipts = [message["text"] for message in phone.messages if re.search(words, message["text"])]
            assert len(receipts) == len(set(receipts)) == one.counted.total(), phone.number


def _every_job_ended(crew: Crew) -> None:
    assert crew.rows("SELECT count(*) FROM inbox WHERE taken_at IS NULL") == [(0,)]
    assert crew.rows("SELECT task_name, args::text FROM procrastinate_jobs") == []
    assert crew.rows("SELECT status, count(*) FROM outbound WHERE status IN ('queued', 'failed') GROUP BY status") == []
