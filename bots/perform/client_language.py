"""The language that a client is written to in, said by who works for them: from now on; what is issued stays."""

from uuid import UUID

from bots.commands import Reply, reply
from bots.perform.contacts import meant
from bots.perform.desk import Args, Desk, Replies
from core.domain.account import Language
from core.domain.ids import ClientId
from core.usecases import onboarding


def set_(desk: Desk, args: Args) -> Replies:
    """By id, by name, else of the job that is spoken of."""
    client = meant(desk, args, "client.language")
    if isinstance(client, Reply):
        return [client]
    language = args["language"]
    if client.language == language:
        return [reply(f"client.language_stays_{language}", client=client.name)]
    desk.session.remember(do="client.language", client=str(client.id), language=client.language)
    return [_spoken(desk, client.id, language)]


def undo_(desk: Desk, step: Args) -> Reply:
    return _spoken(desk, ClientId(UUID(step["client"])), step["language"])


def _spoken(desk: Desk, client_id: ClientId, language: Language) -> Reply:
    client = onboarding.speak_to_client(desk.ledger, client_id, language)
    return reply(f"client.language_{language}", client=client.name)


PERFORMERS = {"client.language": set_}
