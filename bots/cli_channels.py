"""``milepost channels``: how each road stands, and setting it up at its vendor."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bots.settings import Settings
from bots.tending import ROADS, CannotSetUp

channels_app = typer.Typer(no_args_is_help=True, help="The roads to people: Telegram, WhatsApp, SMS, Slack, e-mail.")
out = Console()
err = Console(stderr=True)


@channels_app.command("setup")
def setup(name: Annotated[str, typer.Argument(help=f"which one: {', '.join(ROADS)}")]) -> None:
    """Tell the vendor where this server is and what it can do. Safe to run again."""
    road = ROADS.get(name.lower())
    if road is None:
        err.print(f"There is no channel {escape(name)}. There are: {', '.join(ROADS)}.")
        raise typer.Exit(2)
    from bots.cli import settings

    try:
        lines = asyncio.run(road.set_up(settings()))
    except CannotSetUp as problem:
        err.print(f"[red]Not set up:[/] {escape(str(problem))}", soft_wrap=True)
        raise typer.Exit(1) from None
    for line in lines:
        out.print(escape(line), soft_wrap=True, highlight=False)


@channels_app.command("templates")
def templates(
    create: Annotated[bool, typer.Option(help="make the missing ones and submit them for approval")] = False,  # noqa: FBT002 - an option
) -> None:
    """What WhatsApp must approve before anybody can be written to first, and how it stands."""
    from bots.cli import settings
    from bots.tending import twilio

    try:
        listed = asyncio.run(twilio.templates(settings(), create=create))
    except CannotSetUp as problem:
        err.print(f"[red]No templates:[/] {escape(str(problem))}", soft_wrap=True)
        raise typer.Exit(1) from None
    for one in listed:
        out.print(escape(f"{one.name:<30} {one.status} {one.reason}".rstrip()), soft_wrap=True, highlight=False)


@channels_app.command("list")
def list_() -> None:
    """Which channels are on, and what switches on the others."""
    from bots.cli import settings

    _list(settings())


def _list(chosen: Settings) -> None:
    for road in ROADS.values():
        said = "on" if road.is_on(chosen) else f"off -> {road.off}"
        out.print(f"{road.name:<10} {escape(said)}", soft_wrap=True, highlight=False)
    out.print("How each of them stands: `milepost doctor`.", highlight=False)
