"""Everything of one account, readable without us: its books, all rows as JSON, its files, and a page on top."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import Connection, Table, select

from core.ports.blobs import BlobMissing, BlobStore
from storage.exports.books import files_of
from storage.exports.facts import ALL_TIME
from storage.exports.sinks import Sink
from storage.tables import METADATA

# What opens something, and tells nobody anything.
_SECRET = frozenset({"code_hash", "sealed"})
_UNSAFE = re.compile(r"[^\w.-]+")
_ROWS = 500
FILES = """
SELECT CASE WHEN f.payment_id IS NULL THEN 'photos/' ELSE 'payments/' END || coalesce(j.name, 'no project') AS folder,
    to_char(f.received_at, 'YYYY-MM-DD') || ' ' || left(f.id::text, 8) || ' ' || f.file_name AS name,
    f.original_key AS key
FROM proofs f LEFT JOIN projects j ON j.account_id = f.account_id AND j.id = f.project_id
WHERE f.account_id = %(account)s AND f.original_key IS NOT NULL
UNION ALL
SELECT 'invoices', i.number || ' ' || left(i.id::text, 8) || '.pdf', i.pdf_key FROM invoices i
WHERE i.account_id = %(account)s AND i.pdf_key IS NOT NULL
UNION ALL
SELECT 'applications for payment', i.number || ' ' || left(i.id::text, 8) || '.pdf', i.application_key FROM invoices i
WHERE i.account_id = %(account)s AND i.application_key IS NOT NULL
UNION ALL
SELECT 'credit notes', n.number || ' ' || left(n.id::text, 8) || '.pdf', n.pdf_key FROM credit_notes n
WHERE n.account_id = %(account)s AND n.pdf_key IS NOT NULL
UNION ALL
SELECT 'proposals', p.number || ' ' || left(p.id::text, 8) || '.pdf', p.pdf_key FROM proposals p
WHERE p.account_id = %(account)s AND p.pdf_key IS NOT NULL
UNION ALL
SELECT 'proof packs', left(k.id::text, 8) || '.pdf', k.pdf_key FROM proof_packs k
WHERE k.account_id = %(account)s AND k.pdf_key IS NOT NULL
UNION ALL
SELECT 'bank files', to_char(b.came_at, 'YYYY-MM-DD') || ' ' || left(b.id::text, 8) || ' ' || b.file_name, b.file_key
FROM bank_files b WHERE b.account_id = %(account)s AND b.file_key <> ''
ORDER BY folder, name
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733 }}
h1 {{ font-size: 1.5rem; margin-bottom: 0 }} h2 {{ font-size: 1.1rem; margin-top: 2rem }}
ul {{ padding-left: 1.2rem }} li {{ overflow-wrap: anywhere }} .note {{ color: #5b6773 }}
</style></head><body>
<h1>{title}</h1>
<p class="note">Everything Milepost keeps of this account, as of {day}. The books are for people and spreadsheets,
the records are complete. books/README.txt says what is in the books.</p>
{lists}
</body></html>
"""


@dataclass(slots=True)
class Exported:
    """``wanted``: files that the records name, by place and key. ``missing``: those that are not there any more."""

    name: str
    day: str
    rows: dict[str, int] = field(default_factory=dict)
    books: list[str] = field(default_factory=list)
    wanted: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def tables() -> Iterator[Table]:
    """Every table that belongs to an account, those first that others refer to."""
    for table in METADATA.sorted_tables:
        if table.name == "accounts" or "account_id" in table.columns:
            yield table


def of_account(table: Table, account: UUID) -> Any:
    return table.columns["id" if table.name == "accounts" else "account_id"] == account


def read(connection: Connection, account: UUID, sink: Sink) -> Exported:
    """Books and records, as of the transaction's moment. Raises NotThere for an account that is not."""
    day = connection.exec_driver_sql("SELECT clock_timestamp()::date").scalar_one()
    made = Exported(_name(connection, account), str(day))
    for name, pieces in files_of(connection, account, ALL_TIME).items():
        made.books.append(f"books/{name}")
        sink.write(made.books[-1], pieces)
    for table in tables():
        sink.write(f"records/{table.name}.json", _records(connection, table, account, made))
    for where, name, key in connection.exec_driver_sql(FILES, {"account": account}):
        place = "/".join(("files", *(_plain(one) for one in where.split("/", 1))))
        made.wanted.append((f"{place}/{_plain(name)}", key))
    return made


def keep_files(
    made: Exported, blobs: BlobStore, sink: Sink, tell: Callable[[int, int], None] = lambda *_: None
) -> None:
    """The files, and the page on top. It may take long: no transaction waits for it. ``tell``: how many of how many."""
    for done, (path, key) in enumerate(made.wanted):
        tell(done, len(made.wanted))
        try:
            pieces = blobs.chunks(key)
        except BlobMissing:
            made.missing.append(path)
            continue
        sink.write(path, pieces)
        made.files.append(path)
    sink.write("index.html", [_page(made, made.day).encode()])


def _records(connection: Connection, table: Table, account: UUID, made: Exported) -> Iterator[bytes]:
    """One JSON list, row by row."""
    made.rows[table.name] = 0
    found = select(table).where(of_account(table, account))
    rows = connection.execute(found, execution_options={"yield_per": _ROWS})
    for row in rows.mappings():
        said = json.dumps(_readable(row), indent=1, ensure_ascii=False, default=str)
        yield (",\n" if made.rows[table.name] else "[\n").encode() + said.encode()
        made.rows[table.name] += 1
    yield b"\n]" if made.rows[table.name] else b"[]"


class NotThere(Exception):
    """There is no such account."""


def _name(connection: Connection, account: UUID) -> str:
    name = connection.exec_driver_sql("SELECT name FROM accounts WHERE id = %s", (account,)).scalar()
    if name is None:
        raise NotThere
    return str(name)


def _readable(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name not in _SECRET}


def _plain(name: str) -> str:
    """A name for one file or folder, whatever people wrote: no way up or down from it."""
    return _UNSAFE.sub("-", name).strip(".-")[-120:] or "file"


def _page(made: Exported, day: str) -> str:
    records = [f"records/{name}.json" for name, n in made.rows.items() if n]
    lists = [("Books", made.books), ("Files", made.files), ("Records", records)]
    shown = "\n".join(f"<h2>{title}</h2>\n<ul>{''.join(map(_link, paths))}</ul>" for title, paths in lists if paths)
    if made.missing:
        gone = "".join(f"<li>{escape(one)}</li>" for one in made.missing)
        shown += f"\n<h2>Not there any more</h2>\n<ul>{gone}</ul>"
    return _PAGE.format(title=escape(made.name), day=day, lists=shown)


def _link(path: str) -> str:
    return f'<li><a href="{escape(quote(path))}">{escape(path.partition("/")[2])}</a></li>'
