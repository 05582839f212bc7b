"""A client without chat: invoice, question, answer and receipt, all by e-mail."""

import asyncio
import re
import time
from dataclasses import replace

import httpx
import pytest

from bots.phones import Phone, has_button
from tests.channels.email.world import FORM, JSON, SIGNING_KEY, Server, event, mail, serving
from tests.journeys.conftest import Cast, living
from tests.journeys.steps import JOB, press, preview, set_up

DANA = "dana@homes.example"


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def world(server_url, server, tmp_path):
    with serving(server) as port:
        email = {"email_from": "Milepost <bills@example.com>", "email_inbound_secret": SIGNING_KEY}
        more = {"smtp_url": f"smtp://127.0.0.1:{port}", "retry_pace": 0.05, **email}
        with living(server_url, tmp_path, **more) as world:
            road = world.program.channels["email"]
            road._office = replace(road._office, patience=0.8)
            yield world


@pytest.fixture
def cast(world, http) -> Cast:
    simulator = world.program.channels["simulator"]
    return Cast(Phone("+14155550100", simulator, http), Phone("+14155550101", simulator, http), "Dana@Homes.example")


async def letter(server: Server, subject: str):
    for _ in range(400):
        found = [one for one in server.letters.get(DANA, []) if one["Subject"] == subject]
        if found:
            return found[-1]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no letter {subject!r} among {[one['Subject'] for one in server.letters.get(DANA, [])]}")


async def answer(http: httpx.AsyncClient, to: str, text: str, **more: str) -> httpx.Response:
    said = {"recipient": to, "stripped-text": text, "body-plain": text, "timestamp": str(int(time.time())), **more}
    return await http.post("/webhooks/email", content=mail("answer", **said), headers=FORM)


def plain(one) -> str:
    return one.get_body(("plain",)).get_content().replace("\r\n", "\n")


async def test_a_client_is_billed_asks_is_answered_and_gets_a_receipt_by_email_through_every_fault(
    cast, http, server, photos
):
    await set_up(cast, JOB)
    shown = await preview(cast, photos[:1])
    server.faults.extend(["451 4.3.0 later", "reset", "slow", "lost"])
    await cast.contractor.taps(shown, "Send")

    invoice = await letter(server, "Invoice INV-0001 from Rivera Remodeling")
    (pdf,) = invoice.iter_attachments()
    assert pdf.get_filename() == "INV-0001.pdf"
    assert pdf.get_content().startswith(b"%PDF")
    link = re.search(r"^http\S+/i/\S+$", plain(invoice), re.MULTILINE)
    assert link
    assert (await http.get(link[0].strip())).status_code == 200

    below = {"In-Reply-To": invoice["Message-ID"], "References": f"{invoice['References']} {invoice['Message-ID']}"}
    for _ in range(2):  # Mailgun tries again when it is not sure
        assert (await answer(http, invoice["Reply-To"], "When do the cabinets come?", **below)).status_code == 200
    asked = await cast.contractor.waits_for(has_button("Reply"), "the question")
    assert "When do the cabinets come?" in asked["text"]
    await cast.contractor.taps(asked, "Reply")
    await cast.contractor.waits_for(lambda message: "Dana Lee" in message["text"], "the prompt")
    server.faults.extend(["lost", "421 4.7.0 too many"])
    await cast.contractor.says("Tuesday morning")
    answered = await letter(server, "Rivera Remodeling answered you")
    assert "Tuesday morning" in plain(answered)
    assert answered["References"] == invoice["References"]

    await cast.contractor.says("paid 4500 check 1023")
    sure = await cast.contractor.waits_for(has_button("Record it"), "the confirmation")
    server.faults.extend(["reset", "451 4.3.0 later"])
    await cast.contractor.taps(sure, "Record it")
    receipt = await letter(server, "Receipt for INV-0001 from Rivera Remodeling")
    assert receipt["References"] == invoice["References"]
    assert sum("When do the cabinets" in one["text"] for one in cast.contractor.messages) == 1
    assert not server.faults
    assert server.taken == len(server.letters[DANA]) + 2  # those that were kept and not said to be, under the same id

    headers = {"headers": {"message-id": receipt["Message-ID"].strip("<>")}}
    for _ in range(2):
        back = event("event_failed", timestamp=int(time.time()), message=headers)
        assert (await http.post("/webhooks/email", content=back, headers=JSON)).status_code == 200
    told = await cast.contractor.waits_for(lambda message: "could not be delivered" in message["text"], "the bounce")
    assert told["url"]


async def test_machines_and_strangers_at_the_webhook_cause_no_letter(cast, http, server, world):
    await set_up(cast, JOB)
    away = {"Auto-Submitted": "auto-replied", "message-headers": "[]"}
    assert (await answer(http, "bills@example.com", "I am away", **away)).status_code == 200
    forged = mail("answer", timestamp=str(int(time.time()))).replace(b"signature=", b"signature=0")
    assert (await http.post("/webhooks/email", content=forged, headers=FORM)).status_code == 401
    await asyncio.sleep(1.5)
    assert server.taken == 0


async def test_a_press_on_the_page_works_for_who_came_by_email(cast, http, server, photos):
    await set_up(cast, JOB)
    await cast.contractor.taps(await preview(cast, photos[:1]), "Send")
    invoice = await letter(server, "Invoice INV-0001 from Rivera Remodeling")
    link = re.search(r"http\S+/i/\S+", plain(invoice))
    assert link
    await press(http, link[0].strip(), "approve")
    await cast.contractor.waits_for(lambda message: "approved" in message["text"].lower(), "the approval")
