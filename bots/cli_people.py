"""``milepost accounts`` and ``milepost export``: whose data is here, and all of it for who it belongs to."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

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
        meant = [one for one in database.whole.accounts() if account in (str(one.id), one.name)]
        if len(meant) != 1:
            words = "There is no account" if not meant else f"{len(meant)} accounts are called"
            err.print(f"{words} {escape(account)}. `milepost accounts` shows their ids.", soft_wrap=True)
            raise typer.Exit(1)
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = database.whole.export(make_blobs(chosen), meant[0].id, to)
    rows = sum(made.rows.values())
    out.print(
        f"{escape(made.name)}: {rows} records and {len(made.files)} files are in {escape(str(to))}.", soft_wrap=True
    )
    if made.missing:
        out.print(f"{len(made.missing)} files are not there any more; index.html names them.")
    out.print("It holds people's names, addresses and photos: hand it over safely, and delete it afterwards.")
