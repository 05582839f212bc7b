"""A signed proposal of 40 milestones becomes a job in one transaction, against the bare insertion of the same rows."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from core.domain.ids import ClientId, ProposalId
from core.domain.party import Client
from core.domain.proposal import ProposalSection, Signature
from core.usecases import proposing
from storage.database import Database
from tests.bench.program import bench_world
from tests.core.site import Site
from tests.core.usecases.offers import kitchen, offered

MILESTONES = 40


@dataclass(frozen=True, slots=True)
class OneTap:
    """The best of the rounds in seconds. ``bare_seconds``: one transaction of plain INSERTs of as many rows of the same
    content, without the engine, its checks or its read-back. At most 25 times that is expected.
    """

    seconds: float
    bare_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds


def _signed(site: Site, client: Client) -> ProposalId:
    lines = [tuple(offered(f"Work {n}", "123.45") for n in range(5)) for _ in range(MILESTONES)]
    sections = tuple(ProposalSection(name=f"Room {place}", kind="room", lines=some) for place, some in enumerate(lines))
    words = site.stationery.wording
    with site.open() as ledger:
        made = proposing.write_proposal(
            ledger, site.asked(), client.id, site.firm.contractor.id, kitchen(sections=sections)
        )
        sent = proposing.send_proposal(ledger, site.asked(), made.id, words)
        seen = proposing.sheet_hash_with(ledger, site.asked(), sent, [], words)
        signature = Signature(name="Dana Lee", how="typed", at=site.now, document_hash=seen)
        proposing.sign_proposal(ledger, site.asked(member=False), sent.id, [], signature, words)
    return made.id


def _start(site: Site, proposal: ProposalId) -> None:
    with site.open() as ledger:
        file = proposing.start_billing(ledger, site.asked(), proposal).file
    if len(file.milestones) != MILESTONES:
        raise ValueError("not all milestones were made")


def _bare(connection: psycopg.Connection, account: UUID, rows: list[tuple[str, int, list[str]]]) -> None:
    ask = "INSERT INTO bare_milestones (account_id, name, value, lines) VALUES (%s, %s, %s, %s)"
    with connection.transaction():
        for name, value, lines in rows:
            connection.execute(ask, [account, name, value, Jsonb(lines)])


def bench_one_tap(rounds: int = 15) -> OneTap:
    """Both sides take turns in one run, after one of each that does not count."""
    with bench_world() as (_, database), psycopg.connect(database.url, autocommit=True) as connection:
        site, client = _site(database)
        connection.execute("CREATE TABLE bare_milestones (account_id uuid, name text, value bigint, lines jsonb)")
        rows = [(f"Room {place}", 61_725, [str(site.new_id()) for _ in range(5)]) for place in range(MILESTONES)]
        proposals = iter([_signed(site, client) for _ in range(rounds + 1)])
        sides: tuple[Callable[[], object], ...] = (
            lambda: _start(site, next(proposals)),
            lambda: _bare(connection, site.account_id, rows),
        )
        for side in sides:
            side()
        times = [[_seconds(side) for side in sides] for _ in range(rounds)]
    mine, plain = (min(column) for column in zip(*times, strict=True))
    return OneTap(mine, plain)


def _site(database: Database) -> tuple[Site, Client]:
    site = Site(database.books)
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name="Dana Lee")
    with site.open() as ledger:
        ledger.save(client)
    return site, client


def _seconds(side: Callable[[], object]) -> float:
    begun = time.perf_counter()
    side()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.stdout.write(f"{bench_one_tap()}\n")
