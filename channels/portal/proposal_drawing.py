"""From a proposal, and the options that were picked in it, to what its page shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import LineItemId, NewId
from core.domain.picking import pick
from core.domain.proposal_sheet import OfferLine, ProposalSheet
from core.domain.quoting import nothing_yet
from core.domain.signing import HIGH, WIDE, path_of
from core.ports.wording import Wording
from core.usecases.proposal_sheets import Parties, build_proposal_sheet, sheet_of
from core.usecases.views import ProposalPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The lines of one alternative go together; the first one's id stands for all of them."""

    name: str
    id: str
    picked: bool
    lines: tuple[OfferLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    name: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A section: what is in anyway, what may be, and of what one is picked."""

    name: str
    amount: str
    fixed: tuple[OfferLine, ...]
    optional: tuple[OfferLine, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """``path`` is a drawn name as an SVG path, "" for a typed one; ``picks`` are the ids that are in, ``chosen`` says
    what they are. ``misfit``: what was picked does not come to the payments, so the page is as it was offered.
    """

    sheet: ProposalSheet
    hash: str
    picks: str
    rooms: tuple[Room, ...]
    free: bool
    path: str
    chosen: tuple[str, ...] = ()
    misfit: bool = False
    wide: int = WIDE
    high: int = HIGH


def drawn(page: ProposalPage, chosen: Collection[LineItemId] | None, words: Wording, new_id: NewId) -> Drawn:
    """With what was chosen in it while it can be signed; else as it was signed, or sent."""
    proposal, misfit = page.proposal, False
    if chosen is not None and proposal.state == "sent":
        try:
            proposal = pick(proposal, chosen)
            sheet = sheet_of(Parties(page.contractor, page.client), proposal, new_id, words)
        except (Refusal, DoesNotAddUp) as no:
            misfit = isinstance(no, DoesNotAddUp)
            sheet = _as_offered(page, words, new_id)
    else:
        sheet = _as_offered(page, words, new_id)
    lines = [line for section in sheet.sections for line in section.lines]
    return Drawn(
        sheet=sheet,
        hash=sheet.fingerprint,
        picks=",".join(line.id for line in lines if line.free and line.picked),
        rooms=tuple(_room(section.name, section.amount, section.lines) for section in sheet.sections),
        free=any(line.free for line in lines),
        path=path_of(proposal.signature.drawing) if proposal.signature else "",
        misfit=misfit,
        chosen=tuple(dict.fromkeys(_called(line) for line in lines if line.free and line.picked)),
    )


def _called(line: OfferLine) -> str:
    return f"{line.choice}: {line.alternative}" if line.free == "choice" else line.description


def _as_offered(page: ProposalPage, words: Wording, new_id: NewId) -> ProposalSheet:
    """What was signed is shown as it is kept; what is offered, as it is now."""
    if page.proposal.state != "sent" and page.proposal.sheet:
        return ProposalSheet.from_json(page.proposal.sheet)
    parties = Parties(page.contractor, page.client)
    if page.proposal.unpriced:  # being written: the page shows nothing of it
        return build_proposal_sheet(parties, page.proposal, nothing_yet(page.proposal.currency), words)
    return sheet_of(parties, page.proposal, new_id, words)


def _room(name: str, amount: str, lines: tuple[OfferLine, ...]) -> Room:
    names = dict.fromkeys(line.choice for line in lines if line.free == "choice")
    return Room(
        name=name,
        amount=amount,
        fixed=tuple(line for line in lines if not line.free),
        optional=tuple(line for line in lines if line.free == "optional"),
        choices=tuple(_choice(name, lines) for name in names),
    )


def _choice(name: str, lines: tuple[OfferLine, ...]) -> Choice:
    return Choice(name=name, alternatives=_alternatives([line for line in lines if line.choice == name]))


def _alternatives(lines: list[OfferLine]) -> tuple[Alternative, ...]:
    names = dict.fromkeys(line.alternative for line in lines)
    found = [(name, tuple(line for line in lines if line.alternative == name)) for name in names]
    return tuple(Alternative(name=name, id=some[0].id, picked=some[0].picked, lines=some) for name, some in found)


def is_expired(page: ProposalPage, now: datetime) -> bool:
    until = page.proposal.valid_until
    return until is not None and now.astimezone(ZoneInfo(page.zone)).date() > until
