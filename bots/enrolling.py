"""Somebody writes for the first time: from now on they have a business, and the books of it."""

from uuid import uuid4

from bots.commands import Command, Reply, Step
from bots.intents import Hints, understand
from bots.settings import Settings
from bots.telling import Words
from core.domain.account import Language
from core.domain.ids import AccountId
from core.ports.messaging import Inbound
from core.usecases import onboarding
from core.usecases.asking import Asked
from core.usecases.views import Who
from storage.turns import Turn


def enrol(turn: Turn, asked: Asked, inbound: Inbound, settings: Settings, words: Words) -> Who:
    """The owner of a new account, in the language of their first words."""
    language = _language(inbound.text)
    account_id = AccountId(uuid4())
    name = inbound.sender_name.strip() or words(language).text("business.unnamed")
    newcomer = onboarding.Newcomer(
        name=name,
        channel=inbound.channel,
        address=inbound.sender,
        language=language,
        zone=settings.default_zone,
        currency=settings.default_currency,
        phone=inbound.sender if inbound.sender.startswith("+") else "",
    )
    enrolled = onboarding.enrol(turn.ledger(account_id), asked, newcomer)
    return Who(
        account_id=account_id,
        member_id=enrolled.member.id,
        client_id=None,
        contractor_id=enrolled.contractor.id,
        role="owner",
        language=language,
        name=name,
        firm=enrolled.contractor.name,
        currency=enrolled.account.currency,
    )


def says_little(steps: tuple[Step, ...]) -> bool:
    """A greeting or something unclear as the very first words: the welcome already answers it."""
    return all(isinstance(step, Reply) for step in steps) or all(
        isinstance(step, Command) and step.do in {"help", "status", "menu.first", "menu.back"} for step in steps
    )


def _language(text: str) -> Language:
    heard = understand(text, Hints(language="en")) if text else None
    return heard.language if heard and heard.language else "en"
