"""The command line."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bots.cli_books import audit, reconcile
from bots.cli_channels import channels_app
from bots.cli_people import accounts, erase, export
from bots.settings import Settings
from bots.stopping import end_well_when_told

# By pydantic's codes (https://docs.pydantic.dev/latest/errors/validation_errors/).
_PROBLEMS = {
    "int_parsing": "must be a whole number, e.g. 8000",
    "float_parsing": "must be a number, e.g. 1.5",
    "bool_parsing": "must be true or false",
    "less_than_equal": "must be {le} or less",
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "literal_error": "must be {expected}",
}
app = typer.Typer(no_args_is_help=True, add_completion=False, help="Milepost: get paid by milestone, from your chat.")
jobs_app = typer.Typer(no_args_is_help=True, help="Work that waits or was parked.")
app.add_typer(jobs_app, name="jobs")
app.add_typer(channels_app, name="channels")
app.command()(audit)
app.command()(reconcile)
app.command()(accounts)
app.command()(export)
app.command()(erase)
out = Console()
err = Console(stderr=True)


def settings() -> Settings:
    """The settings, or their problems in words and exit 2."""
    try:
        return Settings()
    except ValidationError as problems:
        for problem in problems.errors():
            name = "_".join(str(one) for one in problem["loc"]).upper()
            said = escape(_in_words(problem["type"], problem["msg"], problem.get("ctx") or {}))
            err.print(f"[red]{escape(name)}[/] {said}".strip() if name else said, soft_wrap=True)
        raise typer.Exit(2) from None


def _in_words(kind: str, otherwise: str, details: Mapping[str, Any]) -> str:
    """What is wrong with a setting. The value itself may be a secret, and is not repeated."""
    known = _PROBLEMS.get(kind)
    return known.format(**details) if known else otherwise.removeprefix("Value error, ")


@contextmanager
def refused_in_words() -> Iterator[None]:
    """What a road cannot be opened with, in words and exit 2."""
    from bots.roads import RoadClosed

    try:
        yield
    except RoadClosed as problem:
        err.print(escape(str(problem)), soft_wrap=True)
        raise typer.Exit(2) from None


@app.callback()
def _every_command() -> None:
    end_well_when_told()


@app.command()
def serve(
    web_only: Annotated[
        bool, typer.Option("--web-only", help="serve pages; leave the jobs to `milepost work`")
    ] = False,
) -> None:
    """Start the web server, with a worker in the same process."""
    from bots import bootstrap, serving

    chosen = settings()
    serving.set_up_logging(chosen.log_level)
    if not chosen.public_base_url and "port" not in chosen.model_fields_set:
        chosen = chosen.model_copy(update={"port": serving.free_port(chosen.host, chosen.port)})
    with out.status("Starting the database..."), refused_in_words():
        program = bootstrap.build(chosen)
    try:
        serving.serve(program, with_worker=not web_only, announce=lambda: _addresses(chosen))
    except serving.PortTaken as taken:
        err.print(escape(str(taken)))
        raise typer.Exit(2) from None
    finally:
        program.close()


def _addresses(chosen: Settings) -> None:
    out.print("\n[bold green]Milepost is running.[/]")
    if chosen.testing_allowed:
        out.print(f"  Try it on two phones:  [bold]{chosen.base_url}/simulator[/]")
    out.print(f"  Health:                {chosen.base_url}/healthz")
    out.print(f"  Files and database:    {chosen.data_dir.absolute()}")
    out.print("  Stop with Ctrl+C.\n")


@app.command()
def work() -> None:
    """Start a worker; as many as needed on one DATABASE_URL."""
    from bots import bootstrap, serving

    chosen = settings()
    serving.set_up_logging(chosen.log_level)
    with refused_in_words():
        program = bootstrap.build(chosen)
    out.print("A worker is running. Stop with Ctrl+C.")
    try:
        serving.work(program)
    finally:
        program.close()


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from contextlib import ExitStack

    from bots.bootstrap import database_url
    from storage.database import Database

    with ExitStack() as stack:
        database = Database(database_url(settings(), stack))
        stack.callback(database.close)
        database.migrate()
    out.print("The database is up to date.")


@app.command()
def demo(
    to: Annotated[Path, typer.Option("--out", help="where the invoice, the transcript and the summary go")] = Path(
        "demo-out"
    ),
    photos: Annotated[Path | None, typer.Option("--photos", help="a folder of your own files, of any kind")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="keep the demo's database and files under --out")] = False,
) -> None:
    """Play the whole story without a browser: photos, invoice, payment, receipts."""
    from bots import demo as story
    from bots import serving

    serving.set_up_logging("ERROR")
    if photos is not None and not photos.is_dir():
        err.print(f"There is no folder {escape(str(photos))}.")
        raise typer.Exit(2)
    raise typer.Exit(story.play(settings(), to, photos, out, keep=keep))


@app.command()
def chat(
    number: Annotated[str, typer.Option(help="whose phone this terminal is")] = "+14155550100",
) -> None:
    """The same dialogue in this terminal: type, send files by their path, answer by number."""
    from bots import chat as terminal
    from bots import serving

    if not terminal.is_phone_number(number):
        err.print(f"{escape(number) or 'Nothing'} is no phone number. Write it with plus and country, as +14155550100.")
        raise typer.Exit(2)
    serving.set_up_logging("ERROR")
    chosen = settings()
    if not chosen.testing_allowed:
        err.print("The chat runs on the simulator, which production refuses.")
        raise typer.Exit(2)
    with refused_in_words():
        terminal.talk(chosen, number, out)


@app.command()
def doctor() -> None:
    """Say what is set up, what works, and what to do about the rest."""
    from bots import doctor as examination

    raise typer.Exit(examination.examine(settings(), out))


@jobs_app.command("list")
def jobs_list(
    everything: Annotated[bool, typer.Option("--all", help="waiting and running ones too")] = False,
) -> None:
    """The jobs that were parked, and why."""
    from contextlib import ExitStack

    from bots.bootstrap import database_url
    from storage.database import Database

    with ExitStack() as stack:
        database = Database(database_url(settings(), stack))
        stack.callback(database.close)
        database.migrate()
        rows = database.parked.rows(everything=everything)
    if not rows:
        out.print("Nothing is parked. All is well." if not everything else "No jobs are waiting.")
        return
    table = Table("job", "what", "tries", "state", "why")
    for row in rows:
        table.add_row(
            str(row.id), f"{row.name} {json.dumps(row.args)}", str(row.attempts), row.status, escape(row.reason)
        )
    out.print(table)


@jobs_app.command("retry")
def jobs_retry(
    job: Annotated[
        int | None, typer.Argument(min=1, max=2**63 - 1, help="which one; without it, all that are parked")
    ] = None,
) -> None:
    """Try parked jobs again. Exit 1 when the one named is not parked."""
    from contextlib import ExitStack

    from bots.bootstrap import database_url
    from storage.database import Database

    with ExitStack() as stack:
        database = Database(database_url(settings(), stack))
        stack.callback(database.close)
        database.migrate()
        n = database.parked.retry(job)
    if job is not None and not n:
        err.print(f"There is no parked job {job}. `milepost jobs list` shows those there are.")
        raise typer.Exit(1)
    out.print(f"{n} job{'s' if n != 1 else ''} will be tried again." if n else "Nothing is parked. All is well.")


def main() -> None:
    """The entry point of ``python -m bots.cli``."""
    app()


if __name__ == "__main__":
    main()
