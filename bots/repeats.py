"""What a vendor tells twice in two forms: a file by itself, and the same file with its message."""

from dataclasses import replace

from core.ports.messaging import Channel, Inbound
from storage.turns import Turn


def not_told_yet(turn: Turn, channel: Channel, heard: Inbound) -> Inbound | None:
    """The message without the files that were heard by themselves before it; None when nothing is left of it. What
    still waits to be heard by itself is heard with the message, and not again.
    """
    ids = [one.told_as for one in heard.attachments if one.told_as]
    waiting = turn.take_over(heard.channel, ids) if ids else frozenset()
    ids = [one for one in ids if one not in waiting]
    kept = turn.bodies(heard.channel, ids) if ids else {}
    told = {external_id for external_id, body in kept.items() if channel.translate(body)}
    if not told:
        return heard
    files = tuple(one for one in heard.attachments if one.told_as not in told)
    return replace(heard, attachments=files) if files or heard.text.strip() else None
