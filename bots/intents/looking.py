"""What somebody wants to see: "show me the photos", "what photos do we have on demo", "muéstrame las fotos"."""

from bots.intents.intent import PhotosAsked
from bots.intents.names import match
from bots.intents.turn import Turn, is_plausible, without_after


def photos(turn: Turn) -> PhotosAsked | None:
    """What came in so far, of a place that is named or of all; a caption shows photos and asks for none."""
    if turn.hints.caption:
        return None
    for said in (turn.said, without_after(turn.said), turn.core):  # "show me" is a courtesy elsewhere
        for heard in said.hearings("photos"):
            place = heard.slots.get("place")
            if place is None or match(place, turn.hints.names).candidates or is_plausible(place):
                return PhotosAsked(place)
    return None
