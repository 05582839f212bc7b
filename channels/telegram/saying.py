"""A delivery as Telegram's messages: captions, keyboards, texts cut where they may be cut. Pure."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from channels import plain
from core.ports.messaging import Choice, Delivery, FileOut

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TOKEN = 64
LARGEST_PHOTO = 10_000_000
LARGEST_FILE = 50_000_000
_SHORT_LABEL = 16
_PHOTOS = {"image/jpeg", "image/png"}


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Telegram's: a text, or a file with its caption. Only the last of a delivery has a keyboard."""

    text: str = ""
    file: FileOut | None = None
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def is_photo(self) -> bool:
        """Pictures are shown as such; what is too large for that is a file like others."""
        file = self.file
        return file is not None and file.media_type in _PHOTOS and len(file.content) <= LARGEST_PHOTO


def parts(delivery: Delivery, *, button_for_link: bool = True) -> list[Part]:
    """Files first, so that words and choices stand below them. ValueError for mistakes of ours: a choice that
    no button can carry, nothing to say.
    """
    linked = bool(delivery.url) and button_for_link and linkable(delivery.url)
    text = delivery.text if linked else plain.linked(delivery)
    found = [Part(file=file) for file in delivery.files]
    if found and length(text) <= LONGEST_CAPTION:
        found[-1] = replace(found[-1], text=text)
    else:
        found += [Part(text=piece) for piece in pieces(text, LONGEST_TEXT)]
    if not found:
        raise ValueError("there is nothing to say")
    keyboard = _keyboard(delivery, linked=linked)
    if keyboard:
        found[-1] = replace(found[-1], keyboard=keyboard)
    return found


def linkable(url: str) -> bool:
    """Telegram refuses a button that leads to this machine or this house's network: it wants a public name."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    if address.scheme not in {"http", "https"} or "." not in address.host:
        return False
    try:
        return ipaddress.ip_address(address.host).is_global
    except ValueError:
        return not address.host.endswith((".localhost", ".local", ".internal", ".test"))


def length(text: str) -> int:
    """In UTF-16 units, never less than what Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, longest: int) -> Iterator[str]:
    """The text in parts of at most ``longest`` units, cut between paragraphs, lines or words where there are any."""
    while length(text) > longest:
        head = _beginning(text, longest)
        cut = next((at for gap in ("\n\n", "\n", " ") if (at := head.rfind(gap)) > len(head) // 2), len(head))
        yield text[:cut]
        text = text[cut:].lstrip()
    if text.strip():
        yield text


def _beginning(text: str, longest: int) -> str:
    whole = text.encode("utf-16-le", "surrogatepass")[: longest * 2]
    return whole.decode("utf-16-le", "ignore")


def _keyboard(delivery: Delivery, *, linked: bool) -> InlineKeyboardMarkup | None:
    rows: list[list[InlineKeyboardButton]] = []
    if linked:
        rows.append([InlineKeyboardButton(delivery.url_label or delivery.url, url=delivery.url)])
    rows += [[_button(choice) for choice in row] for row in _rows(delivery.choices)]
    return InlineKeyboardMarkup(rows) if rows else None


def _rows(choices: Sequence[Choice]) -> Iterator[Sequence[Choice]]:
    """Short labels stand in twos."""
    waiting: list[Choice] = []
    for choice in choices:
        if len(choice.label) > _SHORT_LABEL:
            if waiting:
                yield waiting
            waiting = []
            yield [choice]
            continue
        waiting.append(choice)
        if len(waiting) == 2:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _button(choice: Choice) -> InlineKeyboardButton:
    """1 to 64 bytes go with a button; the SDK counts less strictly, and Telegram would refuse the whole message."""
    if not 1 <= len(choice.token.encode()) <= LONGEST_TOKEN:
        raise ValueError(f"a button's token has 1 to {LONGEST_TOKEN} bytes: {choice.label!r} has another")
    return InlineKeyboardButton(choice.label, callback_data=choice.token)
