"""Whole conversations as people read them, kept as text: a change of wording shows up as a change of these files.

Written anew with MILEPOST_SNAPSHOTS=1. Read them aloud before committing.
"""

import os
from pathlib import Path

import pytest

from bots.wording import wording
from channels.plain import as_text
from core.ports.messaging import Choice, Delivery
from tests.bots.talk import DANA, ME, scrubbed

HERE = Path(__file__).parent
RENEW = os.environ.get("MILEPOST_SNAPSHOTS") == "1"
CHAT = "-100200"
NAMES = {ME: "contractor", DANA: "client", CHAT: "the group chat"}

ENGLISH = [
    (ME, "Hi"),
    (ME, "Rivera Remodeling"),
    (ME, "new job"),
    (ME, f"Dana Lee {DANA}"),
    (ME, "24k"),
    (ME, "deposit 10%, demo 4500, cabinets 8000"),
    (ME, "*Add a final part for the rest"),
    (ME, "tax 8.625%"),
    (ME, "net 14"),
    (ME, "*Create job"),
    (ME, "+2"),
    (ME, "+3 demo done"),
    (ME, "*Change"),
    (ME, "add 350 dumpster"),
    (ME, "invoice"),
    (ME, "*Send"),
    (ME, "+1"),
    (DANA, "When do the cabinets come?"),
    (ME, "*Reply"),
    (ME, "Tuesday morning"),
    (ME, "paid"),
    (ME, "2000 cash"),
    (ME, "*Record it"),
    (ME, "undo"),
    (ME, "*Leave it"),
    (ME, "status"),
    (ME, "who owes me"),
    (ME, "we work in Colorado"),
    (ME, "pass the card fee on to clients"),
    (ME, "*2%"),
    (ME, "*Turn it on"),
    (ME, "this job is in Connecticut"),
    (ME, "card fee?"),
    (ME, "flurb the gronk"),
    (ME, "help"),
    (DANA, "how can I pay?"),
    (DANA, "thanks"),
]
SPANISH = [
    (ME, "Hola"),
    (ME, "Remodelaciones Rivera"),
    (
        ME,
        f"Nuevo trabajo: cocina de Maple St para Dana Lee {DANA}, $24,000: depósito 10%, demolición 4500, resto",
    ),
    (ME, "no"),
    (ME, "$25,000"),
    (ME, "sí"),
    (ME, "+2 demolición lista"),
    (ME, "enviar"),
    (ME, "+1"),
    (ME, "mueve estas al final"),
    (ME, "deshacer"),
    (DANA, "¿Cuándo terminan?"),
    (ME, "el martes"),
    (ME, "1"),
    (ME, "pagó 4500 cheque 1023"),
    (ME, "sí"),
    (ME, "quién me debe"),
    (ME, "estado"),
    (ME, "trabajamos en Nueva York"),
    (ME, "cargo por tarjeta 2.5%"),
    (ME, "*Activarlo"),
    (ME, "¿cargo por tarjeta de Dana?"),
    (ME, "asdf"),
    (ME, "ayuda"),
]
PLAIN = [
    (ME, "hey"),
    (ME, "Rivera Remodeling"),
    (ME, f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000"),
    (ME, "3"),
    (ME, "1"),
    (ME, "+2"),
    (ME, "1"),
    (ME, "0"),
    (ME, "invoice"),
    (ME, "1"),
    (ME, "1"),
    (ME, "7"),
    (ME, "demo or final"),
    (ME, "+1 middle or final"),
    (ME, "2"),
    (DANA, "Looks good"),
    (ME, "1"),
    (ME, "0"),
]

ROOM = [
    (ME, "Hi"),
    (ME, "Rivera Remodeling"),
    (ME, f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: deposit 10%, demo 4500, cabinets 8000, final rest"),
    (ME, "*Create job"),
    (ME, "@Hi all"),
    (ME, "@*Maple St kitchen"),
    (ME, "@See you at 8"),
    (ME, "@+2"),
    (ME, "@status"),
    (ME, "@Milepost, who owes me"),
    (ME, "@demo done"),
    (ME, "@*Send"),
    (DANA, "@Nice work"),
    (DANA, "@When do the cabinets come?"),
    (ME, "*Reply"),
    (ME, "Tuesday morning"),
    (ME, "@Milepost, send it again"),
    (ME, "paid 4500 check 1023"),
    (ME, "*Record it"),
    (ME, "@unlink this chat"),
]


def spoken(message, plain, words):
    """One message as it is read, with buttons or as an SMS."""
    link = "<the client's page>" if message.link_id else ""
    if plain:
        choices = tuple(Choice(one.label, "") for one in message.buttons)
        return as_text(
            Delivery(key="", text=message.text, choices=choices, url=link, url_label=message.link_label), words
        )
    buttons = " ".join(f"[{one.label}]" for one in message.buttons)
    files = " ".join(f"({one.file_name})" for one in message.enclosures)
    page = f"{message.link_label}: {link}" if link else ""
    return "\n".join(part for part in (message.text, files, page, buttons) if part)


def played(talk, lines, *, plain, language):
    words, told = wording(language), []
    for who, said in lines:
        place = " in the group chat" if said.startswith("@") else ""
        told.append(f"{NAMES[who]}{place}> {said.removeprefix('@')}")
        _say(talk, who, said)
        talk.render()
        for person, name in NAMES.items():
            for message in talk.news(person):
                body = spoken(message, plain, words).replace("\n", "\n    ")
                told.append(f"  to {name}:\n    {body}")
    return scrubbed("\n".join(line.rstrip() for line in "\n".join(told).splitlines())) + "\n"


def _say(talk, who, said):
    """``@`` is in the group chat, ``*`` taps, ``+n`` sends files; what it is answered is read afterwards."""
    before = dict(talk.seen)
    place, said = CHAT if said.startswith("@") else "", said.removeprefix("@")
    if said.startswith("*"):
        talk.taps(said[1:], of=who, place=place)
    elif said.startswith("+"):
        n, _, caption = said[1:].partition(" ")
        talk.says(caption, of=who, files=int(n), place=place)
    else:
        talk.says(said, of=who, place=place)
    talk.seen = before


@pytest.mark.parametrize(
    ("name", "lines", "language"),
    [("english", ENGLISH, "en"), ("spanish", SPANISH, "es"), ("plain_sms", PLAIN, "en"), ("room", ROOM, "en")],
)
def test_the_whole_conversation_reads_as_it_did(talk, name, lines, language):
    told, kept = played(talk, lines, plain=name == "plain_sms", language=language), HERE / f"{name}.txt"
    if RENEW:
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8"), "MILEPOST_SNAPSHOTS=1 writes it anew; read it before you commit it"
