"""Everything of an account in one file, for an owner: told what it is, made as a job, and to be had for three days."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.perform.banking import everybody
from bots.perform.desk import Args, Desk, Replies
from bots.telling import Teller
from core.domain.whole_export import WholeExport
from core.ports.outbox import Job
from storage.whole_exports import WholeExports


def ask(desk: Desk, _args: Args) -> Replies:
    """Of one that can still be had, its link; of one that is being made, how far it is."""
    if desk.inbound.place:
        return [reply("room.in_private")]
    known = _exports(desk).newest(desk.ledger.account_id, desk.asked.now)
    if known is None:
        return [_what_it_is(desk)]
    if known.state == "making":
        return [_being_made(known)]
    again = option("button.export_again", command("export.make"))
    details = {"size": known.size_words, "when": when(known, made=True), "until": when(known)}
    return [Reply("export.there", details, (_deleting(known), again), export=str(known.id))]


def _what_it_is(desk: Desk) -> Reply:
    year = desk.asked.now.year
    choices = (
        option("button.export_make", command("export.make")),
        option("button.export_year", command("paper.export", about=str(year)), year=str(year)),
        option("button.leave", command("menu.back")),
    )
    files = _exports(desk).files_of(desk.ledger.account_id)
    told = reply("export.files", n=files) if files else reply("export.no_files")
    return reply("export.ask", *choices, name=name_of(desk), files=told)


def make(desk: Desk, _args: Args) -> Replies:
    """One at a time; it goes to the owner who asked, where they asked."""
    if desk.inbound.place:
        return [reply("room.in_private")]
    exports, account = _exports(desk), desk.ledger.account_id
    new, here = desk.asked.new_id(), (desk.inbound.channel, desk.inbound.sender)
    if not exports.begin(account, desk.member.id, new, here, desk.asked.now):
        known = exports.newest(account, desk.asked.now)
        return [_being_made(known) if known else reply("export.begun")]
    job = Job(name="export_everything", args={"account_id": str(account), "export_id": str(new)}, queue="media")
    desk.ledger.enqueue(job)
    return [reply("export.begun")]


def end(desk: Desk, _args: Args) -> Replies:
    """The bytes go at once, by a job."""
    ended = _exports(desk).end(desk.ledger.account_id)
    if not ended:
        return [reply("export.none")]
    desk.ledger.enqueue(Job(name="end_exports", queue="media", unique="end_exports"))
    return [reply("export.ended")]


def tell_ready(teller: Teller, made: WholeExport, here: tuple[str, str]) -> None:
    """The link to who asked, at the address where they did; to everybody else who runs the firm, that it was made."""
    member = teller.ledger.member(made.member_id)
    ways = teller.ways_to_member(member.id)
    there = next((one for one in ways if (one.channel, one.value) == here), next(iter(ways), None))
    gone = reply("export.missing", n=made.missing) if made.missing else NOTHING
    details = {"name": made.name, "size": made.size_words, "until": when(made), "missing": gone}
    if there is not None:
        told = Reply("export.ready", details, (_deleting(made),), export=str(made.id))
        teller.at(there, told, member.language, f"export:{made.id}")
    heard = (there.channel, there.value) if there else here
    others = Reply("told.export_made", {"who": member.name, "name": made.name}, (_deleting(made),))
    everybody(teller, others, f"export-made:{made.id}", member.contractor_id, heard)


def tell_failed(teller: Teller, export: WholeExport, here: tuple[str, str]) -> None:
    member = teller.ledger.member(export.member_id)
    for address in teller.ways_to_member(member.id):
        if (address.channel, address.value) == here:
            teller.at(address, reply("export.failed"), member.language, f"export-failed:{export.id}")


def when(export: WholeExport, *, made: bool = False) -> Reply:
    """In the firm's zone."""
    moment = export.asked_at if made or export.ends_at is None else export.ends_at
    local = moment.astimezone(ZoneInfo(export.zone))
    return reply("bank.when", day=local.date(), hour=f"{local:%H:%M}")


def name_of(desk: Desk) -> str:
    return desk.ledger.account().name or desk.ledger.contractor(desk.member.contractor_id).name


def _being_made(known: WholeExport) -> Reply:
    far = reply("export.so_far", done=known.files_done, of=known.files) if known.files else NOTHING
    return reply("export.making", when=when(known, made=True), far=far)


def _deleting(export: WholeExport) -> Option:
    return option("button.export_end", command("export.end", export=str(export.id)))


def _exports(desk: Desk) -> WholeExports:
    return desk.teller.turn.whole_exports


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {
    "export.ask": ask,
    "export.make": make,
    "export.end": end,
}
