"""A page of their own that some roads have (Slack's App Home): the jobs, what is open, and buttons for what is next."""

from bots.commands import Option, Reply, command, option, reply
from bots.known import Session
from bots.perform.talk import project_status
from bots.permissions import for_role
from bots.telling import Teller, Words, render
from core.ports.messaging import Inbound, Message
from core.usecases.views import Reads, Who

MOST_JOBS = 10


def is_opened(inbound: Inbound) -> bool:
    """``context`` names where the page is; nobody said anything."""
    return bool(inbound.context.get("home")) and not inbound.tap


def show(teller: Teller, reads: Reads, words: Words, inbound: Inbound, who: Who, key: str) -> None:
    """One text, the job last worked on first, and buttons that are answered in the private chat.

    It is written anew each time, so it is never long out of date. Its buttons are no menu: a digit in the chat picks
    from what was said there.
    """
    if who.member_id is None:
        raise AssertionError("the page is shown to members alone")
    projects = reads.projects(who.account_id, None if who.leads else who.contractor_id)[:MOST_JOBS]
    shown = [project_status(one) for one in projects] or [reply("project.none_yet")]
    last = for_role(_how(has_jobs=bool(projects)), teller.ledger.member(who.member_id).role)
    wording = words(who.language)
    messages = [render(one, wording) for one in [*shown, last]]
    text = "\n\n".join(one.text for one in messages)
    whole = Message(text=text, buttons=messages[-1].buttons, language=who.language)
    teller.here(inbound.channel, inbound.context["home"], whole, key, Session())


def _how(*, has_jobs: bool) -> Reply:
    new: Option = option("button.new_project", command("project.new"))
    if not has_jobs:
        return reply("home.how", new)
    known = (
        option("button.invoice", command("draft.show")),
        option("button.status", command("status")),
        option("button.owed", command("owed")),
    )
    return reply("home.how", *known, new)
