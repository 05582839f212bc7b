"""Group chats: whose words count there, what is for the bot, and what had better be said in private."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bots import choosing
from bots.commands import Command, Reply, Step, command, reply
from bots.contractor import SAID_IN_FULL, Said
from bots.intents import Understood, intent, reach
from bots.intents.bank_lines import BankSaid
from bots.intents.banking import BankAccountSaid, BankAsked, BankChangeCancelled, BankCode, BankRemoved
from bots.intents.card_fees import CardFeeSaid
from bots.intents.digests import DigestSaid
from bots.intents.erasing import EraseAsked
from bots.intents.evidence import EvidenceAsked
from bots.intents.exporting import WholeExportAsked
from bots.intents.invoice_stands import InvoiceStandsAsked
from bots.intents.late_fees import LateFeeSaid
from bots.intents.limits import JobPlaceSaid
from bots.intents.papers import PaperAsked
from bots.intents.reminder_policy import ReminderPolicySaid
from bots.intents.rooms import LinkRoom, room_said
from bots.intents.yearly import YearAsked
from bots.known import Known, Session
from core.usecases.views import Who
from storage.rooms import Room

# Among people who talk to each other, only these are for us without our name; what confirms money is not.
_PLAIN = (intent.InvoiceAsked, intent.InvoiceAll, intent.DoneSaid, intent.Status, intent.MoveProofs, intent.Undo)
# Of the firm or of other jobs: not for everybody in the room.
_PRIVATE = (
    intent.WhoOwes,
    intent.NewJob,
    intent.BusinessName,
    intent.ClientContact,
    intent.SwitchTo,
    intent.AnswerClient,
    PaperAsked,
    DigestSaid,
    BankSaid,
    ReminderPolicySaid,
    LateFeeSaid,
    CardFeeSaid,
    JobPlaceSaid,
    BankAsked,
    BankAccountSaid,
    BankCode,
    BankChangeCancelled,
    BankRemoved,
    EvidenceAsked,
    YearAsked,
    InvoiceStandsAsked,
    EraseAsked,
    WholeExportAsked,
    reach.InviteCrew,
    reach.CrewAsked,
    reach.RemoveCrew,
    reach.LinkClient,
    reach.AddAddress,
    reach.AddressesAsked,
    reach.RemoveAddress,
)

# What is done to one part, and to the current one where none is named.
_OF_A_PART = {"photos.take", "photos.show", "draft.show", "line.add", "line.find", "line.discount", "price.ask"}
# How somebody is reached, and what says it without.
_REACH = ("address", "reach", "old")
_WITHOUT_REACH = {
    "draft.to": "draft.to_in_room",
    "draft.to_by": "draft.to_in_room",
    "draft.to_else": "draft.to_in_room",
    "invoice.sending": "invoice.sending_in_room",
    "invoice.sending_by": "invoice.sending_in_room",
    "invoice.resent": "invoice.resent_in_room",
    "invoice.resent_by": "invoice.resent_in_room",
}


def discreet(said: Reply) -> Reply:
    """As it may be said before everybody: how the client is reached stays private, and so does the page with it."""
    code = said.code
    if code in {"told.forward_link", "change.forward"}:
        return reply("room.in_private")
    if any(said.details.get(name) for name in _REACH):
        if code not in _WITHOUT_REACH:
            return reply("room.in_private")
        code = _WITHOUT_REACH[code]
    details = {name: _discreet(value) for name, value in said.details.items()}
    files = tuple(one for one in said.enclosures if not one.source.startswith("draft:"))
    return replace(said, code=code, details=details, enclosures=files)


def _discreet(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_discreet(one) for one in value)
    return discreet(value) if isinstance(value, Reply) else value


def member_in(people: Sequence[Who], room: Room | None) -> Who | None:
    """A member of the firm that has the room; in a room that nobody has, of any."""
    members = (one for one in people if one.member_id)
    return next((one for one in members if room is None or one.account_id == room.account_id), None)


def client_in(people: Sequence[Who], room: Room) -> Who | None:
    return next((one for one in people if one.client_id and one.account_id == room.account_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """``called``: the words are for us by name, or answer us. ``room``: that it talks about a job, and which."""

    session: Session
    called: bool
    room: Room | None


def for_us(steps: tuple[Step, ...], said: Said, heard: Understood, known: Known, here: Here) -> tuple[Step, ...]:
    """What of a member's words is done here. The rest is talk among people: silence."""
    if said.tapped:
        return (said.tapped,)
    asked = room_said(said.text)
    if asked:
        return (command("room.link", job=asked.job) if isinstance(asked, LinkRoom) else command("room.unlink"),)
    if here.room is None:
        here.session.passed_by += said.files
        return _which(known, here)
    if said.files or said.location:
        steps = tuple(_here(step, known) for step in steps)
    else:
        steps = _spoken(steps, heard, called=here.called)
    part = here.room.milestone_id
    return tuple(_in_thread(step, str(part)) for step in steps) if part else steps


def _spoken(steps: tuple[Step, ...], heard: Understood, *, called: bool) -> tuple[Step, ...]:
    plain = isinstance(heard.intent, _PLAIN) and heard.confidence >= SAID_IN_FULL
    if not (called or plain):
        return ()
    return (reply("room.in_private"),) if isinstance(heard.intent, _PRIVATE) else steps


def _which(known: Known, here: Here) -> tuple[Step, ...]:
    """Asked when a member first writes, and whenever we are spoken to."""
    if here.session.asked_job and not here.called:
        return ()
    here.session.asked_job = True
    return (which_job(known),)


def which_job(known: Known) -> Reply:
    options = choosing.jobs(known.projects, lambda one: command("room.link", project=str(one.id)))
    return reply("room.which_job" if options else "room.no_job", *options)


def _here(step: Step, known: Known) -> Step:
    """A file posted here is of this job, whatever place its caption speaks of."""
    if isinstance(step, Reply) or step.do != "photos.take" or step.args.get("project") or known.project is None:
        return step
    return Command(step.do, {"project": str(known.project.id), "milestone": None, "done": step.args.get("done")})


def _in_thread(step: Step, part: str) -> Step:
    """In the thread of a part, what names none is about that one; so is a file whose words leave it open."""
    if isinstance(step, Reply) or step.args.get("milestone") or step.args.get("about") or "milestones" in step.args:
        return step
    if step.do not in _OF_A_PART:
        return step
    args = {name: value for name, value in step.args.items() if name != "ask"}
    return Command(step.do, {**args, "milestone": part})
