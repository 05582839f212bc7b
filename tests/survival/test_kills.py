"""kill -9 of web and worker at random points under load: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import itertools
import random
import secrets
from dataclasses import dataclass, field

import httpx
import pytest

from bots.phones import Phone, has_button
from channels.simulator.adapter import Simulator
from tests.journeys.steps import JOB
from tests.sizes import SOAK
from tests.survival.kept import no_file_is_lost_and_none_is_left_over

KILLS = 60 if SOAK else 10
CONTRACTORS = 4


@dataclass(slots=True)
class Busy:
    """A contractor who keeps working whatever happens, and what was acknowledged to them."""

    phone: Phone
    client: Phone
    photos: int = 0
    sends: int = 0
    payments: int = 0
    dice: random.Random = field(default_factory=random.Random)

    async def insists(self, text: str, photo: bytes | None = None) -> None:
        """As a vendor does: the same message again and again until it is acknowledged."""
        content = {"number": self.phone.number, "text": text, "nonce": secrets.token_hex(16)}
        files = [("files", ("photo.jpg", photo, "image/jpeg"))] if photo else [("files", ("", b""))]
        while True:
            try:
                answer = await self.phone.http.post("/simulator/messages", data=content, files=files)
                if answer.status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)

    async def works(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.insists("", secrets.token_bytes(16).join(self._picture()))
            self.photos += 1
            if self.dice.random() < 0.3:
                await self.insists("invoice")
                await asyncio.sleep(self.dice.random())
                await self.insists("send")
                await self.insists("2")  # a photo is always on its way under load: send without it
                self.sends += 1
            if self.dice.random() < 0.3:
                await self.insists("paid 10 cash")
                await self.insists("1")
                self.payments += 1
            await asyncio.sleep(self.dice.random() * 0.4)

    def _picture(self) -> tuple[bytes, bytes]:
        """A JPEG comment segment with random bytes makes every photo another file."""
        return PICTURE[:2] + b"\xff\xfe\x00\x12", PICTURE[2:]


PICTURE = b""


@pytest.mark.crash
@pytest.mark.xdist_group("processes")
@pytest.mark.timeout(1800)
async def test_kills_under_load_lose_and_double_nothing(crew, pictures, tmp_path):
    global PICTURE  # noqa: PLW0603 - one picture for all of this module
    PICTURE = pictures[0]
    for name in ("web0", "work0", "work1"):
        crew.start(name)
    await crew.ready()
    simulator = Simulator(tmp_path / "simulator", b"x" * 32, crew.address())
    dice = random.Random(20261122)
    async with httpx.AsyncClient(base_url=crew.address(), timeout=10) as http:
        crowd = [await _hired(simulator, http, n) for n in range(CONTRACTORS)]
        stop = asyncio.Event()
        work = [asyncio.create_task(one.works(stop)) for one in crowd]
        victims = itertools.cycle(["work0", "web0", "work1"])
        for _ in range(KILLS):
            await asyncio.sleep(0.5 + dice.random() * 2)
            victim = next(victims)
            crew.kill(victim)
            crew.start(victim)
        await crew.ready()
        stop.set()
        await asyncio.gather(*work)
    await crew.quiet(240)
    _nothing_lost(crew, crowd)
    _nothing_doubled(crew, crowd)


async def _hired(simulator: Simulator, http: httpx.AsyncClient, n: int) -> Busy:
    busy = Busy(
        Phone(f"+1415555020{n}", simulator, http), Phone(f"+1415555030{n}", simulator, http), dice=random.Random(n)
    )
    await busy.phone.says("Hi")
    await busy.phone.waits_for(lambda _: True, "the welcome")
    await busy.phone.says(JOB.format(client=busy.client.number))
    plan = await busy.phone.waits_for(has_button("Create job"), "the plan")
    await busy.phone.taps(plan, "Create job")
    await busy.phone.waits_for(has_button("Status"), "the project")
    return busy


def _nothing_lost(crew, crowd):
    assert crew.rows("SELECT count(*) FROM inbox WHERE taken_at IS NULL") == [(0,)]
    assert crew.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == [(0,)]
    kept = crew.rows(
        "SELECT address.value, count(*) FROM proofs AS proof JOIN addresses AS address"
        " ON address.account_id = proof.account_id AND address.member_id = proof.sent_by"
        " WHERE proof.state = 'kept' GROUP BY address.value ORDER BY address.value"
    )
    assert kept == [(one.phone.number, one.photos) for one in crowd]
    no_file_is_lost_and_none_is_left_over(crew)
    unsent = crew.rows("SELECT status, count(*) FROM outbound WHERE status = 'queued' GROUP BY status")
    assert unsent == []
    never_sent = crew.rows(
        "SELECT invoice.number, invoice.state FROM invoices AS invoice LEFT JOIN outbound AS told"
        " ON told.account_id = invoice.account_id AND told.key LIKE 'invoice:' || invoice.id || '%%'"
        " WHERE invoice.pdf_key IS NULL OR told.status IS NULL OR told.status = 'failed'"
    )
    assert never_sent == []


def _nothing_doubled(crew, crowd):
    numbers = crew.rows("SELECT array_agg(sequence ORDER BY sequence) FROM invoices GROUP BY account_id")
    assert numbers, "the load never sent an invoice"
    assert all(list(one) == list(range(1, len(one) + 1)) for (one,) in numbers)
    twice = crew.rows(
        "SELECT milestone_id FROM invoice_milestones GROUP BY account_id, milestone_id HAVING count(*) > 1"
    )
    assert twice == []
    over = crew.rows(
        "SELECT invoice.number FROM invoices AS invoice JOIN payments AS payment ON payment.invoice_id = invoice.id"
        " WHERE payment.state = 'succeeded' GROUP BY invoice.id, invoice.number, invoice.total_minor"
        " HAVING sum(payment.allocated_minor) > invoice.total_minor"
    )
    assert over == []
    (payments,) = crew.rows("SELECT count(*) FROM payments WHERE state = 'succeeded'")
    assert payments[0] <= sum(one.payments for one in crowd)
    for one in crowd:
        links = [
            message["url"]
            for message in one.client.messages
            if message["url"] and "sent you invoice" in message["text"]
        ]
        assert len(links) == len(set(links))
