"""Says what is set up and what works, in words, and what to do about the rest."""

import asyncio
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from uuid import uuid4

from rich.console import Console
from rich.markup import escape

from bots.bootstrap import database_url, make_blobs
from bots.gateways import half_set, names, open_gateways
from bots.purging import Purging
from bots.settings import Settings
from bots.tending import ROADS, Finding, Tended
from core.domain.ids import AccountId
from storage.database import Database

GIGABYTE = 1_000_000_000
_MARKS = {True: "[green]ok[/]  ", False: "[red]no[/]  ", None: "[yellow]note[/]"}


def examine(settings: Settings, out: Console) -> int:
    """Prints every finding; 1 when something is wrong."""
    findings = list(_findings(settings))
    for one in findings:
        mend = f" -> {one.mend}" if one.mend else ""
        out.print(f"{_MARKS[one.well]} {escape(one.words + mend)}", soft_wrap=True)
    wrong = sum(one.well is False for one in findings)
    out.print("\nAll is well." if not wrong else f"\n{wrong} thing{'s' if wrong > 1 else ''} to mend.")
    return 1 if wrong else 0


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or newer is needed)")
    yield from _documents()
    yield from _guarded("files are decoded safely", _isolation)
    yield from _guarded("the database", lambda: _database(settings))
    yield from _guarded("files are kept", lambda: _blobs(settings))
    yield _disk(settings)
    yield _port(settings)
    yield from _channels(settings)
    yield from _guarded("the gateways", lambda: _gateways(settings))


def _guarded(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check that breaks is itself a finding."""
    try:
        yield from look()
    except Exception as failure:  # noqa: BLE001 - whatever is wrong, the doctor says so and goes on
        yield Finding(well=False, words=f"{what}: {failure}")


def _documents() -> Iterator[Finding]:
    from storage.documents.native import missing_packages, native_report

    missing = missing_packages(needed_only=True)
    for line in native_report():
        yield Finding(well=not missing, words=f"invoices as PDF: {line}")
    if missing:
        yield Finding(well=False, words=f"type: apt-get install {' '.join(missing)}")


def _isolation() -> Iterator[Finding]:
    from storage.media.intake import isolation

    yield Finding(well=None, words=f"files from strangers are decoded apart: {isolation()}")


def _database(settings: Settings) -> Iterator[Finding]:
    with ExitStack() as stack:
        database = Database(database_url(settings, stack), pool_size=2)
        stack.callback(database.close)
        database.migrate()
        counts = database.parked.counts()
        purging = Purging(database)
        forgotten = list(purging.findings(purging.now()))
        with database.turns.begin() as turn:
            paid_to = turn.bank_changes.contractors()
    if settings.database_url:
        yield Finding(well=True, words="the database of DATABASE_URL answers and is up to date")
    else:
        yield Finding(well=True, words=f"the embedded database in {settings.data_dir} answers and is up to date")
        yield Finding(
            well=None,
            words="it is for trying and for one small machine; for more, set DATABASE_URL to a PostgreSQL server",
        )
    parked = counts.get("failed", 0)
    words = f"{parked} parked: see `milepost jobs list`, then `milepost jobs retry`" if parked else "no job is parked"
    yield Finding(well=None if parked else True, words=f"jobs: {words}")
    yield from forgotten
    yield _bank_transfer(paid_to)


def _blobs(settings: Settings) -> Iterator[Finding]:
    store = make_blobs(settings)
    key = store.put(AccountId(uuid4()), b"doctor", "text/plain")
    well = store.get(key) == b"doctor"
    store.delete(key)
    where = f"the bucket {settings.s3_bucket}" if settings.s3_bucket else f"{settings.data_dir}/blobs"
    yield Finding(well=well, words=f"files are kept in {where}")


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    return Finding(free > GIGABYTE, f"{free / GIGABYTE:.0f} GB free on the disk of {settings.data_dir} (1 is needed)")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    if taken:
        return Finding(None, f"something answers on port {settings.port} already (perhaps Milepost itself)")
    return Finding(well=True, words=f"port {settings.port} is free")


def _channels(settings: Settings) -> Iterator[Finding]:
    """Each road in words; the vendor is asked, so this may take a moment."""
    if settings.testing_allowed:
        yield Finding(well=True, words=f"simulator: on, at {settings.base_url}/simulator (development only)")
        yield Finding(well=True, words="sandbox gateway: on, takes no real money (development only)")
    on = [road for road in ROADS.values() if road.is_on(settings)]
    if not on and not settings.testing_allowed:
        yield Finding(well=False, words="no road to people is set up", mend="; or ".join(r.off for r in ROADS.values()))
    for road in on:
        yield from _guarded(road.name, partial(_road, settings, road))
    for road in ROADS.values():
        if road not in on:
            half = ", ".join(road.half_set(settings))
            words = f"{road.name}: off, although this is set: {half}" if half else f"{road.name}: off"
            yield Finding(well=False if half else None, words=words, mend=road.off)


def _gateways(settings: Settings) -> Iterator[Finding]:
    """None of them was tried with its vendor, and that is said."""
    on = open_gateways(settings, str.encode)
    for name, heard in _last_heard(settings, tuple(on)).items():
        words = f"last heard {heard:%Y-%m-%d %H:%M} UTC" if heard else "nothing was heard yet"
        yield Finding(well=True, words=f"{name}: on, {words}")
        yield Finding(well=None, words=f"{name}: untried with the vendor, so begin with a small payment, and refund it")
        if not on[name].capabilities.own_payees:
            yield _one_seller(name, _firms(settings))
    for name, (filled, missing) in half_set(settings).items():
        if name not in on:
            words = f"{name}: off, although this is set: {', '.join(filled)}"
            yield Finding(well=False, words=words, mend=f"set {', '.join(missing)}")
    if not on:
        yield Finding(well=None, words=f"no gateway is on ({', '.join(names())}); payments are noted by hand")


def _one_seller(name: str, firms: int) -> Finding:
    """Strangers who write to the bot become firms of their own, and their clients' money would come here, too."""
    words = f"{name}: one seller, so what clients of every firm here pay, saved ways to pay too, goes to this account"
    if firms < 2:
        return Finding(well=None, words=words)
    mend = "hand on what is not yours, or turn it off and give each their own with STRIPE_CONNECT=true"
    return Finding(well=None, words=f"{words}; there are {firms} firms", mend=mend)


def _firms(settings: Settings) -> int:
    with ExitStack() as stack:
        database = Database(database_url(settings, stack), pool_size=2)
        stack.callback(database.close)
        return len(database.whole.accounts())


def _bank_transfer(paid_to: int) -> Finding:
    """Said in chat by each contractor, so there is nothing to set."""
    there = (
        f"{paid_to} contractor{'s' if paid_to != 1 else ''} can be paid so" if paid_to else "nobody gave details yet"
    )
    return Finding(well=None, words=f'bank transfer: {there} (an owner says "my bank details" in chat)')


def _road(settings: Settings, road: Tended) -> Iterator[Finding]:
    yield from asyncio.run(road.look(settings))
    for source, heard in _last_heard(settings, road.sources).items():
        words = f"last heard {heard:%Y-%m-%d %H:%M} UTC" if heard else "nothing was heard yet"
        yield Finding(well=None, words=f"{source}: {words}")


def _last_heard(settings: Settings, sources: tuple[str, ...]) -> dict[str, datetime | None]:
    """Of each apart: WhatsApp may be silent while texts come."""
    with ExitStack() as stack:
        database = Database(database_url(settings, stack), pool_size=2)
        stack.callback(database.close)
        return {source: database.heard.last((source,)) for source in sources}
