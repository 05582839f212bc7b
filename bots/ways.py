"""How somebody comes to us with a code: on every road that can tell, in words."""

from collections.abc import Mapping

from core.ports.abilities import Inviting
from core.ports.messaging import Channel, WayIn
from core.ports.wording import Wording

NO_WAYS: Mapping[str, WayIn] = {}


async def ways_in(channels: Mapping[str, Channel], code: str) -> Mapping[str, WayIn]:
    """By channel; none for no code."""
    inviting = {name: one for name, one in channels.items() if code and isinstance(one, Inviting)}
    found = {name: await one.way_in(code) for name, one in inviting.items()}
    return {name: way for name, way in found.items() if way}


def in_words(wording: Wording, code: str, ways: Mapping[str, WayIn]) -> tuple[str, ...]:
    """One line a road; when none can be told, the code itself; nothing for no code."""
    if not code:
        return ()
    lines = tuple(_line(wording, name, code, way) for name, way in ways.items())
    return lines or (wording.text("way.code", text=code),)


def _line(wording: Wording, channel: str, code: str, way: WayIn) -> str:
    road, text = wording.text(f"road.{channel}"), way.text or code
    if way.url:
        return wording.text("way.open", road=road, url=way.url)
    if way.to:
        return wording.text("way.send", road=road, text=text, to=wording.phone(way.to))
    return wording.text("way.type", road=road, text=text)
