"""How the page is made: its words, its HTML, and each kept line in both renderings, with buttons and as plain text."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from channels.plain import as_text, digits, segments
from core.domain.account import Language
from core.ports.messaging import Choice, Delivery
from core.ports.wording import Wording

Words = Callable[[Language], Wording]
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
    "icons.svg": "image/svg+xml",
}
# What the page's own program says; the rest of the words stand in the page itself.
_SPOKEN = (
    "attach_remove",
    "chosen",
    "error_busy",
    "error_empty",
    "error_failed",
    "error_file_large",
    "error_long",
    "error_many",
    "error_too_large",
    "error_total_large",
    "fresh_done",
    "from_milepost",
    "from_you",
    "link_open",
    "new_elsewhere",
    "number_waiting",
    "progress",
    "reconnecting",
    "retry",
    "sample_1",
    "sample_1_text",
    "sample_2",
    "sample_2_text",
    "sample_3",
    "sample_3_text",
    "sample_photos",
    "sending",
    "sent",
    "show",
    "show_all",
    "show_less",
    "sms_parts",
    "taken",
    "typing",
    "undo",
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
    other = "es" if words.language == "en" else "en"
    return template.render(say=say, language=words.language, other=other, settings=json.dumps(settings))


def static_bytes(name: str) -> bytes:
    """KeyError for what is not part of the page: names are listed, never joined to a path unseen."""
    if name not in STATIC:
        raise KeyError(name)
    return files(_PACKAGE).joinpath("static", name).read_bytes()


def shown_entry(entry: Mapping[str, Any], words: Words) -> Mapping[str, Any]:
    """A kept line as the page gets it: messages with their plain rendering and each choice's digit."""
    shown = {name: value for name, value in entry.items() if name != "key"}
    if entry["kind"] != "message":
        return shown
    choices = entry["choices"]
    typed = digits([choice["label"] for choice in choices])
    numbered = [{**choice, "digit": digit} for choice, digit in zip(choices, typed, strict=True)]
    plain = plain_text(entry, words)
    return {**shown, "choices": numbered, "plain": plain, "sms": segments(plain).count}


def plain_text(entry: Mapping[str, Any], words: Words) -> str:
    """A kept message without buttons, all of it in its own language, whatever the page around it speaks."""
    delivery = Delivery(
        key=entry["id"],
        text=entry["text"],
        language=entry.get("language", "en"),
        choices=tuple(Choice(choice["label"], choice["token"]) for choice in entry["choices"]),
        url=entry["url"],
        url_label=entry["url_label"],
    )
    return as_text(delivery, words(delivery.language))


@cache
def _template() -> Template:
    source = files(_PACKAGE).joinpath("templates", "page.html").read_text()
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)
