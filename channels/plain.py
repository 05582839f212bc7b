"""A delivery as text alone, for channels without buttons: numbered choices, then the link on a line of its own."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.ports.messaging import Delivery
from core.ports.wording import Wording

# What carriers and their gateways answer themselves, never passing the meaning on: Twilio's default keywords (with
# REVOKE and OPTOUT since 2025), the words of the FCC's rule 47 CFR 64.1200(a)(10), and the Spanish ones in use.
_SAFER: Mapping[str, frozenset[str]] = {
    "plain.leave": frozenset(
        [
            "stop",
            "stopall",
            "unsubscribe",
            "cancel",
            "end",
            "quit",
            "revoke",
            "optout",
            "arret",
            "alto",
            "parar",
            "pare",
            "cancelar",
            "cancela",
            "terminar",
            "termina",
            "fin",
            "salir",
            "detener",
            "revocar",
            "baja",
        ]
    ),
    "plain.agree": frozenset(["yes", "si"]),
    "plain.begin": frozenset(["start", "unstop", "comenzar", "empezar", "iniciar"]),
    "plain.guide": frozenset(["help", "info", "ayuda", "informacion"]),
}
CARRIER_WORDS = frozenset().union(*_SAFER.values())
_BACK = frozenset({"back", "go back", "volver", "atras", "regresar"})

# GSM 03.38: one septet each; those of the extension table take two.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
# What looks the same in the short alphabet: one of these alone would make the whole text long (UCS-2).
_SAME = str.maketrans(
    dict.fromkeys("“”„«»″", '"')
    | dict.fromkeys("‘’‚‹›′`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ")
    | {"…": "...", "×": "x", "•": "-", "·": "-", "→": "->", "\u200b": "", "\ufeff": ""}
)
_ONE = {"gsm7": 160, "ucs2": 70}
_PART = {"gsm7": 153, "ucs2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """What an SMS costs: its alphabet, its length in that alphabet's units, and how many parts are billed."""

    alphabet: Literal["gsm7", "ucs2"]
    units: int
    count: int


def as_text(delivery: Delivery, words: Wording) -> str:
    """The same message without buttons. Which digit stands for which choice is ``digits`` of the labels."""
    blocks = [delivery.text, _menu([choice.label for choice in delivery.choices], words), _link(delivery)]
    return "\n\n".join(block for block in blocks if block)


def linked(delivery: Delivery) -> str:
    """The words and the link, for channels that have buttons, yet none for this address."""
    return "\n\n".join(block for block in (delivery.text, _link(delivery)) if block)


def digits(labels: Sequence[str]) -> tuple[str, ...]:
    """What to type for each choice: 1, 2, 3 ... and 0 for the one that goes back, wherever it stands."""
    typed: list[str] = []
    for label in labels:
        back = _bare(label) in _BACK and "0" not in typed
        typed.append("0" if back else str(1 + sum(digit != "0" for digit in typed)))
    return tuple(typed)


def is_carrier_word(text: str) -> bool:
    """Would a carrier take this as its own command (opt out, opt in, help)? Case, accents and punctuation aside."""
    return _bare(text) in CARRIER_WORDS


def spelled_short(text: str) -> str:
    """The same to a reader, in fewer SMS segments: typographic signs as their plain twins. Letters stay as they are."""
    return text.translate(_SAME)


def segments(text: str) -> Segments:
    """GSM-7 parts hold 160 septets, or 153 when there are several; UCS-2 70 and 67 (3GPP TS 23.040, 23.038)."""
    if all(letter in _GSM or letter in _GSM_EXTENDED for letter in text):
        return _counted("gsm7", [2 if letter in _GSM_EXTENDED else 1 for letter in text])
    return _counted("ucs2", [2 if ord(letter) > 0xFFFF else 1 for letter in text])


def _counted(alphabet: Literal["gsm7", "ucs2"], widths: Sequence[int]) -> Segments:
    units = sum(widths)
    return Segments(alphabet, units, 1 if units <= _ONE[alphabet] else _parts(widths, _PART[alphabet]))


def _parts(widths: Iterable[int], room: int) -> int:
    """How many parts it takes when no letter of two units may be cut in half."""
    parts, left = 1, room
    for width in widths:
        if width > left:
            parts, left = parts + 1, room
        left -= width
    return parts


def _menu(labels: Sequence[str], words: Wording) -> str:
    """The choices in their order, the way back last; a label on one line, and never a carrier's word."""
    lines = sorted(zip(digits(labels), labels, strict=True), key=lambda line: line[0] == "0")
    return "\n".join(f"{digit} {_safe(label, words)}" for digit, label in lines)


def _safe(label: str, words: Wording) -> str:
    """A label that a person may copy and send: a carrier's word is said another way."""
    bare = _bare(label)
    for code, taken in _SAFER.items():
        if bare in taken:
            return words.text(code)
    return " ".join(label.split())


def _link(delivery: Delivery) -> str:
    """The label above, the address alone on the last line, so that phones make a link of exactly it."""
    if not delivery.url:
        return ""
    label = " ".join(delivery.url_label.split())
    return f"{label}:\n{delivery.url}" if label else delivery.url


def _bare(text: str) -> str:
    """Letters and single spaces, lower case, without accents: how carriers compare."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", plain.casefold()).strip()
