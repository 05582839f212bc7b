"""``milepost audit`` and ``milepost reconcile``: whether the books are right, by themselves and with the gateways."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

out = Console()
err = Console(stderr=True)


def audit() -> None:
    """Hold the books against the papers and the journal against itself. Exit 1 when something does not hold."""
    from contextlib import ExitStack

    from bots.bootstrap import database_url
    from bots.cli import settings
    from storage.audit import audit as findings_of
    from storage.audit import entries
    from storage.database import Database

    with ExitStack() as stack:
        database = Database(database_url(settings(), stack))
        stack.callback(database.close)
        database.migrate()
        with database.engine.connect() as connection:
            findings, written = findings_of(connection), entries(connection)
    if not findings:
        out.print(f"The books are right: {written} entries, balanced and unaltered, and they agree with the papers.")
        return
    table = Table("check", "account", "project", "about", "should be", "is")
    for one in findings:
        table.add_row(one.check, str(one.account_id), str(one.project_id), escape(one.what), one.expected, one.found)
    out.print(table)
    raise typer.Exit(1)


def reconcile(
    days: Annotated[int, typer.Option(min=1, max=365, help="how far back the gateways are asked")] = 14,
) -> None:
    """Hold the books against each gateway's own list; take in what never reached us. Exit 1 when something differs."""
    import asyncio

    from bots import bootstrap
    from bots.cli import refused_in_words, settings

    with refused_in_words():
        program = bootstrap.build(settings())
    try:
        with out.status("Asking the gateways..."):
            report = asyncio.run(program.jobs.reconciling.run(days))
    finally:
        program.close()
    for name, checked in report.checked.items():
        out.print(f"{name}: {checked} payment{'s' if checked != 1 else ''} of ours on its list")
    if report.silent:
        out.print(f"Cannot be asked for a list: {', '.join(report.silent)}")
    if report.taken_in:
        out.print(f"{report.taken_in} had not reached us, or not wholly, and were taken in; those concerned are told.")
    if report.strangers:
        out.print(f"{report.strangers} answer no request of ours.")
    for name, why in report.unanswered.items():
        err.print(f"No list came from {escape(name)}: {escape(why)}. Nothing was changed by that; try again later.")
    if report.differences:
        table = Table("gateway", "account", "payment", "what", "here", "there")
        for one in report.differences:
            what = "differs" if one.what == "differs" else "is not on its list"
            table.add_row(one.gateway, escape(one.payee), escape(one.payment), what, one.here, one.there)
        out.print(table)
    if report.differences or report.unanswered:
        raise typer.Exit(1)
    out.print("The books agree with the gateways.")
