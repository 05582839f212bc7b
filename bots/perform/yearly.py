"""A year's money by client: billed, received, gone back and still open."""

from collections.abc import Iterator, Sequence

from bots.commands import NOTHING, Reply, command, own, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from core.domain.money import Money
from core.usecases.year_views import ClientYear, Year

MOST_LINES = 8
_MOST_CHOICES = 6


def show(desk: Desk, args: Args) -> Replies:
    """Of one client, or of all: those who paid most first, at most eight; the rest is on the page."""
    account, member = desk.ledger.account_id, desk.member.id
    year = desk.reads.year(account, member, desk.asked.now, year=args.get("year"), back=args.get("back") or 0)
    if year is None:
        return [reply("year.nothing", year="")]
    about = args.get("about")
    if args.get("client"):
        rows = [one for one in year.rows if str(one.client_id) == args["client"]]
        return [_one(year, rows, about or "")]
    return [_about(desk, year, about) if about else _all(desk, year)]


def _about(desk: Desk, year: Year, about: str) -> Reply:
    """By the client's name, or by a job of theirs; several are one question."""
    names = {one.id: one.name for one in desk.ledger.clients()}
    jobs = [(one.name, one.client_id) for one in desk.ledger.projects()]
    by_name = match(about, tuple(names.values()))
    ids = list(names)
    if by_name.best is not None:
        alike = [one for one in ids if names[one] == names[ids[by_name.best]]]
        return _one(year, [one for one in year.rows if one.client_id in alike], names[ids[by_name.best]])
    if by_name.candidates:
        known = {"year": year.year}
        likely = [ids[place] for place in by_name.candidates][:_MOST_CHOICES]
        choices = (own(names[one], command("year.show", client=str(one), about=names[one], **known)) for one in likely)
        return reply("year.which", *choices, year=str(year.year))
    by_job = match(about, tuple(name for name, _ in jobs))
    if by_job.best is None:
        return reply("year.unknown", about=about)
    client = jobs[by_job.best][1]
    return _one(year, [one for one in year.rows if one.client_id == client], names[client])


def _one(year: Year, rows: Sequence[ClientYear], name: str) -> Reply:
    if not rows:
        return reply("year.nothing_of", client=name, year=str(year.year))
    lines = tuple(reply("year.one", client=one.client_name, year=str(year.year), sums=_sums(one)) for one in rows)
    return reply("lines", lines=lines)


def _all(desk: Desk, year: Year) -> Reply:
    if not year.rows:
        return reply("year.nothing", year=str(year.year))
    left = len(year.rows) - MOST_LINES
    details = {
        "year": str(year.year),
        "lines": tuple(reply("year.line", client=one.client_name, sums=_sums(one)) for one in year.rows[:MOST_LINES]),
        "more": reply("owed.more", n=left) if left > 0 else NOTHING,
        "sums": tuple(_totals(year)) if len(year.rows) > 1 else (),
    }
    return Reply("year.all", details, owed=str(desk.member.id))


def _totals(year: Year) -> Iterator[Reply]:
    for billed, received, returned, still_open in year.totals():
        yield reply("year.total", sums=_figures(billed, received, returned, still_open))


def _sums(one: ClientYear) -> Reply:
    return _figures(one.billed, one.received, one.returned, one.open)


def _figures(billed: Money, received: Money, returned: Money, still_open: Money) -> Reply:
    """What is nothing is left out, but for what came in."""
    return reply(
        "year.sums",
        billed=billed,
        received=received,
        returned=reply("year.returned", amount=returned) if returned else NOTHING,
        open=reply("year.open", amount=still_open) if still_open else NOTHING,
    )
