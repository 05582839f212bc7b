"""A page of their own that some roads have (Slack's App Home): the jobs and what is open, whenever it is opened."""

from bots.commands import reply
from bots.known import Session
from bots.perform.talk import project_status
from bots.telling import Teller, Words, render
from core.ports.messaging import Inbound, Message
from core.usecases.views import Reads, Who

MOST_JOBS = 10


def is_opened(inbound: Inbound) -> bool:
    """``context`` names where the page is; nobody said anything."""
    return bool(inbound.context.get("home")) and not inbound.tap


def show(teller: Teller, reads: Reads, words: Words, inbound: Inbound, who: Who, key: str) -> None:
    """One text, the job last worked on first. It is written anew each time, so it is never long out of date."""
    projects = reads.projects(who.account_id)[:MOST_JOBS]
    shown = [project_status(one) for one in projects] or [reply("project.none_yet")]
    wording = words(who.language)
    messages = [render(one, wording) for one in [*shown, reply("home.how")]]
    whole = Message(text="\n\n".join(one.text for one in messages), language=who.language)
    teller.here(inbound.channel, inbound.context["home"], whole, key, Session())
