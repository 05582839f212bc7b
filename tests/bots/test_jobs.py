"""Jobs against a world that says no: each failure ends in words to somebody, and a second run changes nothing."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from bots.bootstrap import Program
from bots.phones import Phone, has_button
from core.ports.messaging import FetchFailed
from core.ports.payments import GatewayFailed
from tests.journeys.moody import Moody, attempts, http, photo, program, rows, until
from tests.journeys.steps import hires
from tests.journeys.test_paying import _decide, _pay_page, _press

__all__ = ["attempts", "http", "program"]  # fixtures
RAY, DANA = "+14155550121", "+14155550122"


@pytest.fixture
def vendor(program: Program) -> Moody:
    return program.channels["simulator"]  # type: ignore[return-value]  # the one above


@pytest.fixture
async def ray(vendor: Moody, http: httpx.AsyncClient) -> Phone:
    """With a project."""
    one = Phone(RAY, vendor, http)
    await hires(one, DANA)
    return one


@pytest.fixture
def dana(vendor: Moody, http: httpx.AsyncClient) -> Phone:
    return Phone(DANA, vendor, http)


async def sends_invoice(ray: Phone) -> None:
    await ray.says("invoice demo")
    await ray.taps(await ray.waits_for(has_button("Send"), "the preview"), "Send")


def says(words: str) -> Callable[[dict], bool]:
    return lambda message: words in message["text"]


async def test_a_client_who_cannot_be_reached_is_told_to_the_contractor_with_the_link_to_pass_on(
    program, vendor, ray, dana
):
    vendor.blocked.add(DANA)
    await sends_invoice(ray)
    told = await ray.waits_for(says("My message to Dana Lee could not be delivered"), "the word of it")
    assert "/i/" in told["url"]
    assert dana.messages == []
    assert rows(program, "SELECT status, reason FROM outbound WHERE address = %s", DANA) == [
        ("failed", "blocked by its owner")
    ]
    assert program.database.parked.rows() == ()


async def test_a_contractor_who_cannot_be_reached_is_not_written_to_about_that(program, vendor, ray):
    vendor.blocked.add(RAY)
    await ray.says("status")
    await until(lambda: rows(program, "SELECT id FROM outbound WHERE status = 'failed'"))
    await until(lambda: not rows(program, "SELECT id FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"))
    assert rows(program, "SELECT count(*) FROM outbound WHERE status <> 'sent'") == [(1,)]


async def test_what_a_vendor_does_not_take_now_is_sent_later_and_once(program, vendor, ray, dana):
    vendor.down = [DANA]
    await sends_invoice(ray)
    await dana.waits_for(lambda message: bool(message["url"]), "the link")
    assert len(dana.messages) == 1
    sent = "SELECT status, attempts FROM outbound WHERE address = %s"
    await until(lambda: rows(program, sent, DANA) == [("sent", 2)])  # noted a moment after it left


async def test_a_file_that_is_gone_is_said_at_once_and_one_out_of_reach_is_fetched_again(program, vendor, ray):
    vendor.fetches = [FetchFailed("media.gone", final=True)]
    await ray.says("", [photo(program)])
    await ray.waits_for(says("it is no longer there"), "the word of the photo")
    vendor.fetches = [FetchFailed("media.unreachable")]
    await ray.says("", [photo(program)])
    await ray.waits_for(has_button("Invoice"), "the photo")
    assert rows(program, "SELECT state, refusal FROM proofs ORDER BY received_at") == [
        ("refused", "media.gone"),
        ("kept", None),
    ]


async def test_a_gateway_that_refuses_lets_the_client_ask_again(program, http, ray, dana):
    gateway = program.gateways["sandbox"]
    gateway.refusals = [GatewayFailed("busy"), GatewayFailed("not today", final=True)]
    await sends_invoice(ray)
    link = (await dana.waits_for(lambda message: bool(message["url"]), "the link"))["url"]
    await _press(http, link, "pay")
    await until(lambda: rows(program, "SELECT state FROM payment_requests") == [("failed",)])
    assert program.database.parked.rows() == ()
    await _decide(http, await _pay_page(http, link), "success")
    await until(lambda: rows(program, "SELECT state FROM payments") == [("succeeded",)])


# Every job of a whole story once more, as a worker leaves it that dies after its work and before its note.
_AGAIN = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
SELECT 'chat', 'take_in', jsonb_build_object('inbox_id', id) FROM inbox
UNION ALL SELECT 'send', 'send', jsonb_build_object('outbound_id', id) FROM outbound
UNION ALL SELECT 'documents', 'render_invoice', jsonb_build_object('account_id', account_id, 'invoice_id', id)
    FROM invoices
UNION ALL SELECT 'documents', 'render_credit', jsonb_build_object('account_id', account_id, 'note_id', id)
    FROM credit_notes
UNION ALL SELECT 'media', 'fetch_proof', jsonb_build_object('account_id', account_id, 'proof_id', id) FROM proofs
UNION ALL SELECT 'payments', 'open_payment', jsonb_build_object('account_id', account_id, 'request_id', id)
    FROM payment_requests
"""
_TABLES = ("inbox", "outbound", "invoices", "proofs", "payment_requests", "payments", "receipts")
_KEPT = "SELECT jsonb_agg(to_jsonb(one) ORDER BY one.id)::text FROM {} one"


def kept(program: Program) -> list[tuple]:
    return [row for table in _TABLES for row in rows(program, _KEPT.format(table))]


async def test_every_job_run_a_second_time_changes_nothing(program, http, ray, dana):
    await ray.says("demo done", [photo(program)])
    await ray.taps(await ray.waits_for(has_button("Send"), "the preview"), "Send")
    link = (await dana.waits_for(lambda message: bool(message["url"]), "the link"))["url"]
    await _decide(http, await _pay_page(http, link), "success")
    waiting = "SELECT id FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    await until(lambda: rows(program, "SELECT id FROM receipts") and not rows(program, waiting))
    before, said = kept(program), (len(ray.messages), len(dana.messages))
    rows(program, _AGAIN)
    await until(lambda: not rows(program, waiting))
    assert kept(program) == before
    assert (len(ray.messages), len(dana.messages)) == said
    assert program.database.parked.rows() == ()


async def test_where_files_go_by_address_the_vendor_can_fetch_the_invoice_there(program, vendor, http, ray, dana):
    vendor.capabilities = replace(vendor.capabilities, files_by_url=True)
    await sends_invoice(ray)
    await dana.waits_for(lambda message: bool(message["url"]), "the client's link")
    [invoice] = [file for one in vendor.deliveries for file in one.files if file.file_name == "INV-0001.pdf"]
    assert invoice.url.startswith(f"{program.settings.base_url}/m/")
    head, got = await http.head(invoice.url), await http.get(invoice.url)
    assert got.content == invoice.content
    assert head.headers["content-type"] == got.headers["content-type"] == "application/pdf"
