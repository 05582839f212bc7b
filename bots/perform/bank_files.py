"""A bank's file that was read, or not: kept, its lines taken once, and what they look like shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bots.bank_files.taking import Taken, taken
from bots.commands import NOTHING, Reply, command, option, refused, reply
from bots.perform.bank_lines import listed, offers_of
from bots.perform.desk import Desk, Replies
from bots.permissions import may
from core.domain.bank_line import BankFile
from core.domain.errors import NotAllowed
from core.domain.ids import BankFileId
from core.usecases import bank_lines
from storage.bank_files.lines import BankRead, BankRefused, DatesUnclear

Found = BankRead | DatesUnclear | BankRefused | None


@dataclass(frozen=True, slots=True)
class FromBank:
    """Kept under ``key``. ``found`` None: it is only kept. ``asked``: it may be a bank's, and that is the question."""

    key: str
    found: Found = None
    asked: bool = False


def told(desk: Desk, waiting: Mapping[str, Any], brought: FromBank) -> Replies:
    """Only for an owner, and never before others."""
    name = waiting["name"] or reply("photos.unnamed")
    if not may(desk.member.role, "bankfile.import") or desk.only is not None:
        return [refused(NotAllowed("role.not_owner"))]
    if desk.inbound.place:
        return [reply("room.in_private")]
    if brought.asked:
        return [_ask_what(waiting["id"], name)]
    found = brought.found
    if isinstance(found, DatesUnclear):
        return [_ask_dates(desk, waiting["id"], found)]
    file = BankFile(
        id=BankFileId(desk.asked.new_id()),
        account_id=desk.ledger.account_id,
        file_key=brought.key,
        file_name=waiting["name"],
        kind=found.kind if isinstance(found, BankRead) else "",
        sent_by=desk.member.id,
        came_at=desk.asked.now,
    )
    if not isinstance(found, BankRead):
        desk.ledger.save(file)
        return [_not_read(name, found)]
    return _taken(desk, file, found, name)


def _not_read(name: object, found: BankRefused | None) -> Reply:
    """Kept all the same."""
    if found is None:
        return reply("bankfile.kept", name=name)
    return reply("bankfile.not_read", name=name, why=Reply(f"refused.{found.code}", found.details))


def _taken(desk: Desk, file: BankFile, found: BankRead, name: object) -> Replies:
    account = desk.ledger.account()
    clients = [one.name for one in desk.ledger.clients()]
    brought = taken(found.lines, file, account.currency, desk.asked.today(account.zone), clients)
    fresh = bank_lines.take_bank_lines(desk.ledger, file, brought.lines)
    intro = _intro(brought, len(fresh), name, account.currency)
    offers = offers_of(desk)
    return [listed(desk, offers, intro=intro)] if offers else [reply("bankfile.nothing_to_record", intro=intro)]


def _intro(brought: Taken, fresh: int, name: object, currency: str) -> Reply:
    """How much came in by it, and what of it is passed over."""
    known = len(brought.lines) - fresh
    payouts = ", ".join(brought.payouts)
    notes = (
        reply("bankfile.known", n=known) if known else NOTHING,
        reply("bankfile.payouts", n=brought.payouts.total(), names=payouts) if payouts else NOTHING,
        reply("bankfile.other_currency", n=brought.others, currency=currency) if brought.others else NOTHING,
        reply("bankfile.ahead", n=brought.ahead) if brought.ahead else NOTHING,
    )
    return reply("bankfile.read", name=name, n=len(brought.lines), notes=notes)


def _ask_what(which: str, name: object) -> Reply:
    same = {"import": which}
    return reply(
        "bankfile.ask_what",
        option("bankfile.button_bank", command("bankfile.again", bank="yes", **same)),
        option("bankfile.button_estimate", command("bankfile.again", bank="no", **same)),
        option("bankfile.button_keep", command("bankfile.again", bank="keep", **same)),
        expects={"what": "bank_file", **same},
        name=name,
    )


def _ask_dates(desk: Desk, which: str, found: DatesUnclear) -> Reply:
    """The two days that it may be, each as a choice."""
    same = {"import": which, "bank": "yes"}
    words = desk.teller.words(desk.member.language)
    month_first, day_first = _both(found.example)
    return reply(
        "bankfile.ask_dates",
        option("bankfile.button_day", command("bankfile.again", dates="mdy", **same), day=words.day(month_first)),
        option("bankfile.button_day", command("bankfile.again", dates="dmy", **same), day=words.day(day_first)),
        expects={"what": "bank_file", **same},
        example=found.example,
    )


def _both(example: str) -> tuple[date, date]:
    """As month and day, and as day and month."""
    first, second, year = (int(one) for one in example.replace(".", "/").replace("-", "/").split()[0].split("/"))
    full = year + (2000 if year < 100 else 0)
    return date(full, first, second), date(full, second, first)
