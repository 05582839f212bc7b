"""Two imports of one file at once, and two who record the same lines: each line is there once, and paid once.

The twin whose rows have ids of their own shows that these tests can tell.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest

from bots.bank_files.taking import taken
from core.domain.bank_line import BankFile
from core.domain.errors import Refusal
from core.domain.ids import BankFileId
from core.usecases import bank_lines
from core.usecases.bank_lines import Allotment
from storage.audit import audit
from storage.bank_files.making import read
from tests.core.site import Site, usd
from tests.sizes import SOAK
from tests.storage.bank_files.banks import OFX_SGML

ROUNDS = 50 if SOAK else 6
AT_ONCE = 4
ROWS = "".join(f"2026-11-{1 + n % 5:02},DANA LEE,{1 + n % 3}.00\n" for n in range(40))
CSV = f"Date,Description,Amount\n{ROWS}".encode()


@pytest.fixture
def site(database):
    return Site(database.books)


def file_of(site):
    return BankFile(
        id=BankFileId(uuid4()),
        account_id=site.account_id,
        file_key="k",
        file_name="bank.csv",
        kind="csv",
        sent_by=site.firm.member.id,
        came_at=site.now,
    )


def brought(site, content):
    """What one import writes, in a sequence of its own."""
    file = file_of(site)
    return file, taken(read(content).lines, file, "USD", date(2026, 11, 27), ()).lines


def at_once(work, times=AT_ONCE):
    ready = Barrier(times)

    def one(place):
        ready.wait()
        try:
            return work(place)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def imported(site, lines_of, place):
    file, lines = lines_of()
    with site.open() as ledger:
        return len(bank_lines.take_bank_lines(ledger, file, lines[::-1] if place % 2 else lines))


@pytest.mark.parametrize("content", [CSV, OFX_SGML], ids=["csv", "ofx"])
def test_one_file_in_parallel_is_there_once(site, content):
    wanted = len(brought(site, content)[1])
    for _ in range(ROUNDS):
        fresh = at_once(lambda place: imported(site, lambda: brought(site, content), place))
        with site.open() as ledger:
            assert len(ledger.bank_lines()) == wanted
    assert sum(fresh) == 0  # after the first round everything is known


def test_what_is_fresh_is_fresh_for_one_of_them(site):
    fresh = at_once(lambda place: imported(site, lambda: brought(site, CSV), place))
    assert sum(fresh) == len(brought(site, CSV)[1])


def test_the_twin_whose_rows_are_not_unique_doubles_every_line(site):
    def each_its_own():
        file, lines = brought(site, CSV)
        return file, tuple(replace(one, id=uuid4()) for one in lines)

    at_once(lambda place: imported(site, each_its_own, place))
    with site.open() as ledger:
        assert len(ledger.bank_lines()) == AT_ONCE * len(brought(site, CSV)[1])


def test_who_records_the_same_lines_at_once_records_them_once(site, database):
    for round_ in range(ROUNDS):
        kitchen = site.project(name=f"Kitchen {round_}").project
        invoices = [site.bill(kitchen.id, part) for part in ("demo", "cabinets")]
        file = file_of(site)
        content = f"Date,Description,Amount\n2026-11-20,a {round_},4500\n2026-11-20,b {round_},8000\n".encode()
        with site.open() as ledger:
            lines = taken(read(content).lines, file, "USD", date(2026, 11, 27), ()).lines
            bank_lines.take_bank_lines(ledger, file, lines)
        plan = [
            Allotment(line_id=line.id, invoice_id=invoice.id, amount=line.left, balance=invoice.total)
            for line, invoice in zip(lines, invoices, strict=True)
        ]

        def record(place, plan=plan):
            with site.open() as ledger:
                return len(bank_lines.record_bank_lines(ledger, site.asked(), plan[::-1] if place % 2 else plan))

        said = at_once(record)
        assert sorted(map(str, said)) == ["2", *["bank_line.done"] * (AT_ONCE - 1)]
        with site.open() as ledger:
            payments = ledger.project_file(kitchen.id).payments
        assert sorted(one.amount.minor for one in payments) == [usd("4500").minor, usd("8000").minor]
    with database.engine.connect() as connection:
        assert not list(audit(connection))
