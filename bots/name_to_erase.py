"""While the name to erase is waited for: what is that name, what is another, and what is about something else. Pure."""

from dataclasses import replace

from bots.commands import Reply, reply
from bots.intents import Hints, Understood, erasing, intent, understand
from bots.intents.names import match
from bots.intents.turn import is_plausible
from bots.known import Known

# These leave that question open, or are about it.
_STILL = (
    erasing.EraseNamed
    | erasing.EraseAsked
    | intent.Back
    | intent.Cancel
    | intent.No
    | intent.Yes
    | intent.Pick
    | intent.Undo
    | intent.Help
    | intent.Status
    | intent.WhoOwes
    | intent.Language
)


def as_name(text: str, heard: Understood, known: Known, hints: Hints) -> Understood:
    """What is no name means what it always does."""
    if erasing.same_name(text, _asked(known)):
        return heard
    fresh = understand(text, replace(hints, awaiting=None))
    near = bool(match(text, (_asked(known),)).candidates)
    another = isinstance(fresh.intent, intent.Unclear) and is_plausible(text)
    return heard if another or (near and isinstance(fresh.intent, intent.SwitchTo)) else fresh


def is_left(meant: object, known: Known) -> bool:
    """Whether the talk went elsewhere."""
    return known.awaited == erasing.AWAITED and not isinstance(meant, _STILL)


def dropped(known: Known) -> Reply:
    return reply("erase.dropped", name=_asked(known))


def _asked(known: Known) -> str:
    return str((known.expects or {}).get("name", ""))
