"""``milepost accounts``, ``export`` and ``erase``: whose data is here, all of it for who it belongs to, and its end."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from uuid import UUID

    from storage.database import Database
    from storage.erasing import Erasure
    from storage.exports.account import AccountRow

out = Console()
err = Console(stderr=True)


def accounts() -> None:
    """The accounts that are kept here, with the ids that other commands ask for."""
    from bots.bootstrap import database_url
    from bots.cli import settings
    from storage.database import Database

    with ExitStack() as stack:
        database = Database(database_url(settings(), stack))
        stack.callback(database.close)
        database.migrate()
        found = database.whole.accounts()
    table = Table("account", "name", "since")
    for one in found:
        table.add_row(str(one.id), escape(one.name), f"{one.created_at:%Y-%m-%d}")
    out.print(table if found else "There is no account yet.")


def export(
    account: Annotated[str, typer.Argument(help="its id, or its name where only one has it (`milepost accounts`)")],
    to: Annotated[Path, typer.Option("--out", help="a folder that is not there yet, or is empty")],
) -> None:
    """Everything of an account, readable: books as CSV, every record as JSON, photos and PDFs, and an index.html."""
    from bots.bootstrap import database_url, make_blobs
    from bots.cli import settings
    from storage.database import Database

    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        err.print(f"{escape(str(to))} is not empty.", soft_wrap=True)
        raise typer.Exit(2)
    chosen = settings()
    with ExitStack() as stack:
        database = Database(database_url(chosen, stack))
        stack.callback(database.close)
        database.migrate()
        meant = _account(database, account)
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = database.whole.export(make_blobs(chosen), meant.id, to)
    rows = sum(made.rows.values())
    out.print(
        f"{escape(made.name)}: {rows} records and {len(made.files)} files are in {escape(str(to))}.", soft_wrap=True
    )
    if made.missing:
        out.print(f"{len(made.missing)} files are not there any more; index.html names them.")
    out.print("It holds people's names, addresses and photos: hand it over safely, and delete it afterwards.")


def erase(
    account: Annotated[str, typer.Argument(help="its id, or its name where only one has it (`milepost accounts`)")],
    client: Annotated[str, typer.Option("--client", help="this client alone, by name; else the whole account")] = "",
    reason: Annotated[str, typer.Option("--reason", help="why, for the tombstones")] = "asked for",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go and what would stay")] = False,
) -> None:
    """Erase a client or an account, but for what the law has kept. Says what goes, and asks for the name first."""
    from bots.bootstrap import database_url, make_blobs
    from bots.cli import settings
    from storage.database import Database

    chosen = settings()
    with ExitStack() as stack:
        database = Database(database_url(chosen, stack))
        stack.callback(database.close)
        database.migrate()
        meant = _account(database, account)
        person = _client(database, meant.id, client) if client else None
        _show(database.erasing.look(meant.id, person))
        if dry_run:
            out.print("Nothing was changed.")
            return
        name = client or meant.name
        if typer.prompt(f"This cannot be undone. Type the name ({name}) to erase it") != name:
            err.print("That is another name. Nothing was changed.")
            raise typer.Exit(1)
        database.erasing.erase(make_blobs(chosen), meant.id, person, reason)
    out.print(f"{escape(name)} is erased. Backups still hold what they held.")


def _account(database: "Database", said: str) -> "AccountRow":
    meant = [one for one in database.whole.accounts() if said in (str(one.id), one.name)]
    if len(meant) != 1:
        words = "There is no account" if not meant else f"{len(meant)} accounts are called"
        err.print(f"{words} {escape(said)}. `milepost accounts` shows their ids.", soft_wrap=True)
        raise typer.Exit(1)
    return meant[0]


def _client(database: "Database", account: "UUID", said: str) -> "UUID":
    """By name, or by id where several have it."""
    meant = [key for key, name in database.erasing.clients(account) if said in (str(key), name)]
    if len(meant) != 1:
        words = "There is no client" if not meant else f"{len(meant)} clients are called"
        hint = f" Name one by its id: {', '.join(map(str, meant))}." if meant else ""
        err.print(f"{words} {escape(said)}.{hint}", soft_wrap=True)
        raise typer.Exit(1)
    return meant[0]


def _show(found: "Erasure") -> None:
    goes = Table("goes", "how many")
    for what, n in found.goes:
        if n:
            goes.add_row(what, str(n))
    stays = Table("stays", "how many", "why")
    for what, why, n in found.stays:
        if n:
            stays.add_row(what, str(n), why)
    out.print(goes)
    out.print(stays)
