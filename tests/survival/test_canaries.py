"""Every secret that can be set is planted, everything goes wrong, and nothing that is written or kept shows one.

The vendors' place is taken by one that says no to everything and gives back whatever it was sent: what a proxy does
on a bad day.
"""

import asyncio
import contextlib
import logging
import re
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import SecretStr
from typer.testing import CliRunner

from bots.cli import app
from bots.settings import Settings
from bots.tending import ROADS
from core.domain.money import Money
from core.ports.messaging import Message
from core.ports.payments import GatewayFailed, PageWanted
from storage.mapping_json import message_to_json
from tests.journeys.conftest import living

SECRETS = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
ADDRESSES = {
    "telegram": "700001",
    "sms": "+14155550134",
    "whatsapp": "+14155550134",
    "slack": "T0001/U0001",
    "email": "dana@example.com",
    "signed": "dana",
}
# What a reference to a file looks like on each road.
FILES = {
    "telegram": "file-1",
    "sms": f"MM{'0' * 32}/ME{'0' * 32}",
    "slack": "T0001/F0001",
    "email": "https://storage.example.com/a",
}

PAGE = PageWanted(
    reference=str(uuid.uuid4()),
    amount=Money(450_000, "EUR"),
    description="INV-0042",
    payer_name="Dana Lee",
    payer_email="dana@example.com",
    payee_name="Rivera Remodeling",
    payee="",
    language="en",
    return_url="https://bot.example/i/token",
)


class Echo(BaseHTTPRequestHandler):
    """502, with all of the request in it."""

    def _no(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        said = f"Bad gateway: {self.requestline}\n{self.headers}\n{body!r}".encode()
        self.send_response(502)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _no  # noqa: N815 - names of the standard library

    def log_message(self, *args: object) -> None:
        """Its own log is nobody's."""


@pytest.fixture
def vendors() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def planted(vendors: str) -> dict[str, str]:
    """A secret of its own in each place for one, in the form that its vendor gives."""
    forms = {
        "telegram_bot_token": "4839574812:AAF{}",
        "slack_bot_token": "xoxb-{}",
        "slack_app_token": "xapp-{}",
        "smtp_url": "smtp://milepost:{}@127.0.0.1:9",
        "mollie_api_key": "test_{}",
    }
    made = {name: forms.get(name, "{}").format(canary(name)) for name in SECRETS if not name.startswith("s3_")}
    return made | {
        "telegram_mode": "polling",
        "telegram_api_base": vendors,
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_sms_from": "+14155550100",
        "twilio_whatsapp_from": "+14155550101",
        "twilio_api_base": vendors,
        "slack_client_id": "1.2",
        "slack_api_base": f"{vendors}/api/",
        "email_from": "Milepost <bills@example.com>",
        "stripe_api_base": vendors,
        "mollie_api_base": vendors,
        "gocardless_api_base": vendors,
        "paypal_client_id": "paypal",
        "paypal_webhook_id": "8XX",
        "paypal_api_base": vendors,
        "square_location_id": "L1",
        "square_api_base": vendors,
        "signed_webhook_url": f"{vendors}/signed",
    }


def canary(name: str) -> str:
    return f"canary{uuid.uuid5(uuid.NAMESPACE_OID, name).hex}"


async def test_no_secret_is_ever_written_or_kept_in_clear(server_url, tmp_path, vendors, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    chosen = planted(vendors)
    with living(server_url, tmp_path, job_attempts=1, **chosen) as world:
        roads = world.program.channels
        assert set(ADDRESSES) <= set(roads), "a road is off, and shows nothing"
        _queue(world.program.database.url, roads)
        for name, ref in FILES.items():
            with contextlib.suppress(Exception):
                await roads[name].fetch(ref, tmp_path / "file", 1000)
        await _ask_gateways(world.program.gateways)
        await asyncio.sleep(4)  # whoever listens has failed by now, and the queued messages, too
        told = await asyncio.to_thread(_commands, world.program, chosen, monkeypatch)
        kept = _columns(world.program.database.url)
    assert "failed" in kept, "nothing was tried"
    places = {"logs": caplog.text, "commands": told, "database": kept, "files": _files(tmp_path)}
    for name in SECRETS:
        assert [place for place, text in places.items() if canary(name) in text] == [], name


def test_a_secret_that_is_told_would_be_found(caplog):
    logging.getLogger("x").warning("the token is %s", canary("smtp_url"))
    assert canary("smtp_url") in caplog.text


async def _ask_gateways(gateways) -> None:
    """For a page, as a job would that logs what went wrong."""
    assert {"stripe", "square", "paypal", "mollie", "gocardless"} <= set(gateways), (
        "a gateway is off, and shows nothing"
    )
    for gateway in gateways.values():
        try:
            await gateway.make_page(PAGE)
        except GatewayFailed:
            logging.getLogger("x").exception("%s made no page", gateway.name)


def _queue(url: str, roads) -> None:
    """A message on each road, from an account that is there for nothing else."""
    account = uuid.uuid4()
    with psycopg.connect(url, autocommit=True) as rows:
        now = datetime.now(UTC)
        values = (account, "Ray", "USD", "UTC", "en", now)
        rows.execute(
            "INSERT INTO accounts (id, name, currency, zone, language, created_at) VALUES (%s,%s,%s,%s,%s,%s)", values
        )
        for name, address in ADDRESSES.items():
            one = uuid.uuid4()
            message = Jsonb(message_to_json(Message(text="Hello", language="en")))
            rows.execute(
                "INSERT INTO outbound (id, account_id, key, channel, address, message, created_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (one, account, name, name, address, message, now),
            )
            rows.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('send', 'send', %s)",
                [Jsonb({"outbound_id": str(one)})],
            )


def _commands(program, chosen: dict[str, str], monkeypatch) -> str:
    """What is told to whoever types."""
    settings = program.settings
    for name, value in {**chosen, "database_url": settings.database_url, "data_dir": str(settings.data_dir)}.items():
        monkeypatch.setenv(name.upper(), str(value))
    lines = [["doctor"], ["channels", "list"], ["channels", "templates"], ["jobs", "list", "--all"]]
    lines += [["channels", "setup", name] for name in ROADS]
    results = [CliRunner().invoke(app, words) for words in lines]
    failures = [repr(result.exception) for result in results]
    return "\n".join([repr(settings), *(result.output for result in results), *failures])


def _columns(url: str) -> str:
    """Every row of every table as text."""
    with psycopg.connect(url) as rows:
        tables = rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        wanted = [sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)) for (name,) in tables]
        return "\n".join(str(row) for one in wanted for row in rows.execute(one))


def _files(folder: Path) -> str:
    """All but the folder that is there to keep secrets."""
    found = (path for path in folder.rglob("*") if path.is_file() and "secrets" not in path.parts)
    return re.sub(r"\s+", " ", " ".join(path.read_bytes().decode("latin-1") for path in found))
