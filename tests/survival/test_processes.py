"""The program as a process of its own: how it stops, and what production refuses."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.survival.crew import ROOT, any_port

PROBE = """
import sys
from bots import bootstrap, web
from bots.settings import Settings
program = bootstrap.build(Settings())
web.create(program, with_worker=True)
program.close()
print([name for name in sys.modules if name.startswith(("channels.simulator", "channels.payments.sandbox"))])
"""
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "not a secret, but as long as one has to be",
    "PUBLIC_BASE_URL": "https://example.org",
}


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen, httpx.Client]]:
    """`milepost serve` in a session of its own, as under a terminal, once it answers."""
    port = any_port()
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "PORT": str(port), **settings}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bots.cli", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as web:
        try:
            _until_up(web, process)
            yield process, web
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _until_up(web: httpx.Client, process: subprocess.Popen) -> None:
    for _ in range(300):
        assert process.poll() is None, "it ended"
        try:
            web.get("/healthz")
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it does not answer")


def left_of(folder: Path) -> list[str]:
    """Command lines of what still runs there."""
    said = (" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"]))
    return [one for one in said if str(folder) in one]


@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_quietly_with_pages_open_and_takes_its_database_along(tmp_path, told):
    folder = tmp_path / "a b"
    folder.mkdir()
    events = {"number": "+14155550100"}
    with serving(folder) as (process, web), web.stream("GET", "/simulator/events", params=events) as stream:
        next(stream.iter_lines())  # it never ends by itself: a program that waited for it would not end at all
        os.killpg(process.pid, told)  # Ctrl+C reaches every process of the terminal
        assert process.wait(60) == 0
    assert left_of(folder) == []
    said = (folder / "log").read_text()
    assert "Traceback" not in said
    assert [line for line in said.splitlines() if "WARNING" in line or "ERROR" in line] == []


@pytest.mark.xdist_group("processes")
def test_production_has_neither_the_simulator_nor_the_test_gateway(database_url, tmp_path):
    with serving(tmp_path, DATABASE_URL=database_url, **PRODUCTION) as (_, web):
        for path in ("/simulator", "/simulator/fresh", "/simulator/events?number=%2B14155550100", "/sandbox/pay/x"):
            assert web.get(path).status_code == httpx.codes.NOT_FOUND
        for source in ("simulator", "sandbox"):
            assert web.post(f"/webhooks/{source}", content=b"{}").status_code == httpx.codes.NOT_FOUND
        assert web.post("/simulator/messages", data={"number": "+14155550100"}).status_code == httpx.codes.NOT_FOUND
        assert web.get("/readyz").json()["ready"] is True


def test_production_does_not_even_import_them(database_url, tmp_path):
    environment = {**os.environ, "DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), **PRODUCTION}
    said = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == "[]\n"


@pytest.mark.parametrize("left_out", ["SECRET_KEY", "PUBLIC_BASE_URL"])
def test_production_does_not_start_without_its_settings(tmp_path, left_out):
    settings = {**PRODUCTION, left_out: ""}
    environment = {**os.environ, "DATA_DIR": str(tmp_path), **settings}
    command = [sys.executable, "-m", "bots.cli", "serve"]
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert left_out in refused.stderr


@pytest.mark.xdist_group("processes")
def test_no_answer_believes_the_host_header_and_every_answer_has_safe_headers(database_url, tmp_path):
    with serving(tmp_path, DATABASE_URL=database_url) as (_, web):
        paths = (
            "/",
            "/simulator",
            "/simulator/",
            "/healthz/",
            "/i/x",
            "/i/x/",
            "/i/x/pay",
            "/sandbox/pay/x",
            "/nothing",
        )
        for path in (*paths, "/healthz", "/readyz", "/metrics"):
            answer = web.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
            assert "evil" not in answer.text + str(answer.headers), path
            assert answer.status_code < 500
            if answer.status_code != httpx.codes.TEMPORARY_REDIRECT:
                assert answer.headers["x-content-type-options"] == "nosniff", path


@pytest.mark.xdist_group("processes")
def test_an_address_that_leads_nowhere_tells_a_person_what_to_do_and_a_program_its_status(database_url, tmp_path):
    with serving(tmp_path, DATABASE_URL=database_url) as (_, web):
        for path in ("/nothing", "/i", "/I/half-a-link", "/i/x/y/z"):
            seen = web.get(path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "es"})
            assert seen.status_code == httpx.codes.NOT_FOUND
            assert "Este enlace no abre ninguna factura" in seen.text, path
            assert "default-src 'none'" in seen.headers["content-security-policy"]
            assert "html" not in web.get(path).headers["content-type"], path
