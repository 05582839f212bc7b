"""When the weekly digest comes, and whether."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bots.commands import reply
from bots.perform.desk import Args, Desk, Replies
from core.domain.digest import Digest


def show(desk: Desk, _args: Args) -> Replies:
    """When the next comes, and how that is changed."""
    account = desk.ledger.account()
    kept = desk.teller.turn.digests.of(account.id, desk.member.id)
    if kept is None or kept.next_at is None:
        return [reply("digest.none")]
    due = kept.next_at.astimezone(ZoneInfo(account.zone)).date()
    return [reply("digest.stands", day=reply(f"digest.day_{kept.weekday}"), hour=f"{kept.hour}:00", date=due)]


def set_(desk: Desk, args: Args) -> Replies:
    """What is not said stays as it was."""
    account, digests = desk.ledger.account(), desk.teller.turn.digests
    kept = digests.of(account.id, desk.member.id)
    before = kept or Digest(account_id=account.id, member_id=desk.member.id, zone=account.zone)
    if args.get("off"):
        digests.keep(replace(before, next_at=None))
        return [reply("digest.off")]
    weekday, hour = args.get("weekday"), args.get("hour")
    wanted = replace(
        before,
        weekday=before.weekday if weekday is None else int(weekday),
        hour=before.hour if hour is None else int(hour),
    )
    wanted = replace(wanted, next_at=wanted.due_after(desk.asked.now))
    digests.keep(wanted)
    due = wanted.due_after(desk.asked.now).astimezone(ZoneInfo(account.zone)).date()
    return [reply("digest.set", day=reply(f"digest.day_{wanted.weekday}"), hour=f"{wanted.hour}:00", date=due)]


PERFORMERS = {"digest.set": set_, "digest.show": show}
