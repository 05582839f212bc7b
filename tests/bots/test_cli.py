"""The command line: help, migrations, parked jobs, the doctor, refusals in words and exit codes."""

import asyncio
import contextlib
import os
import re
import uuid

import psycopg
import pytest
from typer.testing import CliRunner

from bots import bootstrap, cli, cli_books, cli_people, serving, web
from bots.cli import app
from bots.settings import Settings
from core.ports.inbox import InboxItem
from storage.database import Database
from tests.conftest import _named
from tests.core.site import Site, usd
from tests.journeys.conftest import settings_for

run = CliRunner()
EMPTY = f"empty_{uuid.uuid4().hex}"


@pytest.fixture
def here(monkeypatch, tmp_path, database_url):
    """A machine with a database of its own and no .env."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    for console in (cli.out, cli_books.out, cli_people.out):  # one that was made elsewhere keeps its width
        monkeypatch.setattr(console, "_width", 200)
    return tmp_path


def said(result) -> str:
    """Without colours and line breaks of the terminal."""
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", result.output))


@pytest.mark.parametrize("words", [["--help"], [], ["jobs", "--help"], ["demo", "--help"]])
def test_help_names_the_commands(words):
    assert "--" in said(run.invoke(app, words))


def test_every_command_of_the_issue_is_there():
    told = said(run.invoke(app, ["--help"]))
    for name in ("serve", "work", "demo", "chat", "migrate", "jobs", "doctor", "audit", "reconcile", "export", "erase"):
        assert f" {name} " in told


def test_the_audit_says_that_the_books_are_right_or_what_is_not(here, database_url):
    result = run.invoke(app, ["audit"])
    assert (result.exit_code, "The books are right: 0 entries" in said(result)) == (0, True)
    site = Site(Database(database_url).books)
    site.pay_by_hand(site.bill(site.project().project.id, "demo"), usd("1000"))
    assert "The books are right: 2 entries" in said(run.invoke(app, ["audit"]))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE payments SET amount_minor = amount_minor + 1")
    result = run.invoke(app, ["audit"])
    assert (result.exit_code, "money" in said(result), "100001 - 100000" in said(result)) == (1, True, True)


def test_migrations_run_as_often_as_one_likes(here):
    for _ in range(2):
        result = run.invoke(app, ["migrate"])
        assert result.exit_code == 0
        assert "up to date" in said(result)


@pytest.mark.parametrize("name", ["serve", "work", "migrate", "doctor", "chat"])
def test_production_without_its_settings_is_refused_with_exit_code_two(here, monkeypatch, name):
    monkeypatch.setenv("ENVIRONMENT", "production")
    result = run.invoke(app, [name])
    assert result.exit_code == 2
    assert "SECRET_KEY: set it to" in said(result)
    assert "PUBLIC_BASE_URL: set it to" in said(result)
    assert "Value error" not in said(result)


def test_a_bad_setting_is_named(here, monkeypatch):
    monkeypatch.setenv("DEFAULT_ZONE", "Mars/Olympus")
    result = run.invoke(app, ["migrate"])
    assert result.exit_code == 2
    assert "DEFAULT_ZONE is no IANA time zone" in said(result)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "abc", "PORT must be a whole number, e.g. 8000"),
        ("PORT", "99999", "PORT must be 65535 or less"),
        ("PORT", "0", "PORT must be 1 or more"),
        ("ALBUM_PAUSE_SECONDS", "soon", "ALBUM_PAUSE_SECONDS must be a number, e.g. 1.5"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_said_in_plain_words(here, monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    result = run.invoke(app, ["migrate"])
    assert result.exit_code == 2
    assert words in said(result)
    assert "Input should" not in said(result)


def test_the_chat_is_refused_in_production_in_words(here, monkeypatch):
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://pay.example.com")
    refused = run.invoke(app, ["chat"])
    assert refused.exit_code == 2
    assert "production refuses" in said(refused)


def test_no_jobs_is_good_news(here):
    assert "All is well" in said(run.invoke(app, ["jobs", "list"]))
    assert "No jobs are waiting" in said(run.invoke(app, ["jobs", "list", "--all"]))
    nothing = run.invoke(app, ["jobs", "retry"])
    assert (nothing.exit_code, "Nothing is parked" in said(nothing)) == (0, True)


def test_a_job_that_is_not_there_cannot_be_tried_again_and_the_exit_code_says_so(here):
    missing = run.invoke(app, ["jobs", "retry", "99999"])
    assert missing.exit_code == 1
    assert "There is no parked job 99999" in said(missing)


def test_a_number_that_no_job_can_have_is_refused_in_words(here):
    beyond = run.invoke(app, ["jobs", "retry", "99999999999999999999"])
    assert beyond.exit_code == 2
    assert "Invalid value" in said(beyond)


def test_jobs_are_asked_for_before_any_table_is_made(here, monkeypatch, server_url):
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {EMPTY}")
        monkeypatch.setenv("DATABASE_URL", _named(server_url, EMPTY))
        missing = run.invoke(app, ["jobs", "retry", "1"])
        connection.execute(f"DROP DATABASE {EMPTY} WITH (FORCE)")
    assert missing.exit_code == 1
    assert "There is no parked job 1" in said(missing)


@pytest.mark.parametrize("number", ["12", "Dana", "+1415555010012345678", ""])
def test_a_chat_from_what_is_no_phone_number_is_refused_in_words(here, number):
    result = run.invoke(app, ["chat", "--number", number])
    assert result.exit_code == 2
    assert "is no phone number" in said(result)
    assert "+14155550100" in said(result)


async def park_one(settings: Settings) -> None:
    """A message from a channel that is not set up any more: taking it in fails at every try."""
    program = bootstrap.build(settings)
    await program.database.inbox.open()
    item = InboxItem(source="carrier-pigeon", external_id="1", line="carrier-pigeon:1", body=b"{}")
    await program.database.inbox.accept([item])
    worker = asyncio.create_task(web.work(program))
    for _ in range(300):
        if program.database.parked.counts().get("failed"):
            break
        await asyncio.sleep(0.1)
    worker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await worker
    await program.database.inbox.close()
    program.close()


def test_a_job_that_failed_at_every_try_is_parked_with_its_reason_and_tried_again(here, database_url):
    asyncio.run(park_one(settings_for(database_url, here / "data", job_attempts=1)))
    listed = said(run.invoke(app, ["jobs", "list"]))
    assert "take_in" in listed
    assert "carrier-pigeon" in listed
    assert "failed" in listed
    assert "parked: see `milepost jobs list`" in said(run.invoke(app, ["doctor"]))
    assert "1 job will be tried again" in said(run.invoke(app, ["jobs", "retry"]))
    assert "All is well" in said(run.invoke(app, ["jobs", "list"]))
    assert "take_in" in said(run.invoke(app, ["jobs", "list", "--all"]))


def test_the_doctor_finds_a_healthy_machine_healthy(here):
    result = run.invoke(app, ["doctor"])
    told = said(result)
    assert result.exit_code == 0, told
    assert "the database of DATABASE_URL answers" in told
    assert "files are kept in" in told
    assert "decoded apart" in told
    assert "All is well" in told


def test_the_doctor_says_that_no_gateway_was_tried_with_its_vendor(here, monkeypatch):
    assert "bank transfer: nobody gave details yet" in said(run.invoke(app, ["doctor"]))
    assert "no gateway is on (stripe, square" in said(run.invoke(app, ["doctor"]))
    for name, value in [("ACCESS_TOKEN", "t"), ("LOCATION_ID", "L1"), ("WEBHOOK_SIGNATURE_KEY", "k")]:
        monkeypatch.setenv(f"SQUARE_{name}", value)
    told = said(run.invoke(app, ["doctor"]))
    assert "square: on, nothing was heard yet" in told
    assert "square: untried with the vendor" in told
    assert "square: one seller, so what clients of every firm here pay" in told
    assert "firms" not in told
    database = Database(os.environ["DATABASE_URL"])
    for _ in range(2):
        Site(database.books)
    database.close()
    told = said(run.invoke(app, ["doctor"]))
    assert "goes to this account; there are 2 firms -> hand on what is not yours, or turn it off" in told


def test_the_doctor_says_what_a_gateway_that_is_half_set_up_lacks(here, monkeypatch):
    monkeypatch.setenv("PAYPAL_CLIENT_ID", "client")
    monkeypatch.setenv("PAYPAL_CLIENT_SECRET", "canary")
    result = run.invoke(app, ["doctor"])
    told = said(result)
    assert result.exit_code == 1
    assert "paypal: off, although this is set: PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET -> set PAYPAL_WEBHOOK_ID" in told
    assert "canary" not in told


def test_the_doctor_says_what_is_wrong_and_goes_on(here, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")
    (here / "data").write_text("a file where a folder should be")
    result = run.invoke(app, ["doctor"])
    told = said(result)
    assert result.exit_code == 1
    assert "the database:" in told
    assert "files are kept:" in told
    assert "2 things to mend" in told


def test_the_doctor_tells_a_port_that_is_taken_and_an_embedded_database(here, monkeypatch, tmp_path_factory):
    import socket

    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("own")))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        told = said(run.invoke(app, ["doctor"]))
    assert "already (perhaps Milepost itself)" in told
    assert "set DATABASE_URL to a PostgreSQL server" in told


def test_a_demo_of_a_folder_that_is_not_there_is_refused_in_words(here):
    result = run.invoke(app, ["demo", "--photos", "nowhere"])
    assert result.exit_code == 2
    assert "There is no folder nowhere" in said(result)


def test_a_second_program_takes_the_next_port():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert serving.free_port("127.0.0.1", wanted) > wanted


def test_a_taken_port_is_said_in_words_and_ends_the_program(here, monkeypatch):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        result = run.invoke(app, ["serve"])
    assert result.exit_code == 2
    assert "Set PORT" in said(result)


def test_the_books_are_held_against_the_gateways(here):
    result = run.invoke(app, ["reconcile"])
    assert (result.exit_code, "Cannot be asked for a list: sandbox" in said(result)) == (0, True)
    assert "The books agree with the gateways." in said(result)
