"""How the page is made: its words, its HTML, and each kept line in both renderings, with buttons and as plain text."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from channels.plain import as_text, digits
from core.domain.account import Language
from core.ports.messaging import Choice, Delivery
from core.ports.wording import Wording

_PACKAGE = "channels.simulator"
STATIC = {
    "page.css": "text/css",
    "phone.css": "text/css",
    "page.js": "text/javascript",
    "phone.js": "text/javascript",
    "bubble.js": "text/javascript",
    "composer.js": "text/javascript",
    "network.js": "text/javascript",
    "pieces.js": "text/javascript",
    "samples.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# What the page's own program says; the rest of the words stand in the page itself.
_SPOKEN = (
    "album_of",
    "attach_remove",
    "chosen",
    "client_empty",
    "client_empty_hint",
    "contractor_empty",
    "contractor_empty_hint",
    "error_busy",
    "error_empty",
    "error_failed",
    "error_file_large",
    "error_many",
    "error_total_large",
    "error_where",
    "failed_retry",
    "file_open",
    "from_milepost",
    "from_you",
    "language_note",
    "link_open",
    "new_elsewhere",
    "number_waiting",
    "photo",
    "picture_missing",
    "plain_hint",
    "progress",
    "reconnecting",
    "sample_1",
    "sample_1_text",
    "sample_2",
    "sample_2_text",
    "sample_3",
    "sample_3_text",
    "sample_photos",
    "sending",
    "sent",
    "show_all",
    "show_less",
    "taken",
    "typing",
    "unread",
    "video",
)
_PLACES = {name: "{" + name + "}" for name in ("count", "file", "limit", "name", "number", "percent")}


def chosen_language(asked: str, accepted: str) -> Language:
    """The one asked for; else the first of the browser's that is spoken here; else English."""
    for tag in [asked, *(part.split(";")[0] for part in accepted.split(","))]:
        short = tag.strip().lower().split("-")[0]
        if short == "es":
            return "es"
        if short == "en":
            break
    return "en"


def page_html(words: Wording, limits: Mapping[str, int]) -> str:
    def say(code: str) -> str:
        return words.text(f"simulator.{code}", **_PLACES)

    spoken = {code: say(code) for code in _SPOKEN}
    settings = {"language": words.language, "limits": limits, "words": spoken}
    template: Template = _template()
    return template.render(say=say, language=words.language, settings=json.dumps(settings), version=_version())


def static_bytes(name: str) -> bytes:
    """KeyError for what is not part of the page: names are listed, never joined to a path unseen."""
    if name not in STATIC:
        raise KeyError(name)
    return files(_PACKAGE).joinpath("static", name).read_bytes()


def shown_entry(entry: Mapping[str, Any], words: Wording) -> Mapping[str, Any]:
    """A kept line as the page gets it: messages with their plain rendering and each choice's digit."""
    shown = {name: value for name, value in entry.items() if name != "key"}
    if entry["kind"] != "message":
        return shown
    choices = entry["choices"]
    typed = digits([choice["label"] for choice in choices])
    numbered = [{**choice, "digit": digit} for choice, digit in zip(choices, typed, strict=True)]
    return {**shown, "choices": numbered, "plain": as_text(_delivery(entry), words)}


def _delivery(entry: Mapping[str, Any]) -> Delivery:
    return Delivery(
        key=entry["id"],
        text=entry["text"],
        choices=tuple(Choice(choice["label"], choice["token"]) for choice in entry["choices"]),
        url=entry["url"],
        url_label=entry["url_label"],
    )


@cache
def _template() -> Template:
    source = files(_PACKAGE).joinpath("templates", "page.html").read_text()
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)


@cache
def _version() -> str:
    """Changes when any file of the page does, so that browsers never mix two versions."""
    return hashlib.sha256(b"".join(static_bytes(name) for name in sorted(STATIC))).hexdigest()[:12]
