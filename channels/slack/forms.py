"""Our two forms: a new job and a part's new amount. Their fields become the sentence that the dialogue understands."""

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import (
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from channels.slack import addresses
from core.domain.account import Language
from core.ports.forms import Offered
from core.ports.wording import Wording

_MOST_OPTIONS = 100
_LONGEST = Option.value_max_length
_FIGURE = re.compile(r"\d")
NEW, EDIT = "milepost.new", "milepost.edit"
# name of a field -> (must be filled, lines)
_FIELDS: Mapping[str, Mapping[str, tuple[bool, bool]]] = {
    NEW: {
        "name": (True, False),
        "client": (True, False),
        "phone": (False, False),
        "email": (False, False),
        "sum": (True, False),
        "parts": (True, True),
        "tax": (False, False),
        "due": (False, False),
    },
    EDIT: {"part": (True, False), "amount": (True, False)},
}
# In the dialogue's own language of commands, whichever the form's labels are in: they never reach a person.
_SAYS = {
    "en": {
        "new": "New job: {name} for {client}",
        "tax": "tax {tax}%",
        "due": "net {due}",
        "edit": "Make {part} {amount}",
    },
    "es": {
        "new": "Nuevo trabajo: {name} para {client}",
        "tax": "impuesto {tax}%",
        "due": "a {due} días",
        "edit": "Cambia {part} a {amount}",
    },
}


def view(kind: str, words: Wording) -> Mapping[str, Any]:
    """A whole form. It needs nothing that is not known at once: a trigger lives for three seconds."""
    name = kind.rpartition(".")[2]
    blocks = [_input(name, field, words, *how) for field, how in _FIELDS[kind].items()]
    made = View(
        type="modal",
        callback_id=kind,
        title=words.text(f"slack.{name}.title"),
        submit=words.text(f"slack.{name}.submit"),
        close=words.text("slack.close"),
        private_metadata=words.language,
        blocks=blocks,
    )
    return dict(made.to_dict())


def loading(words: Wording) -> Mapping[str, Any]:
    """Shown within the three seconds of a trigger, until what is asked for is read."""
    return _told(words, "slack.loading")


def edit(offered: Offered, words: Wording) -> Mapping[str, Any]:
    """The job's parts to choose from, and the new amount; words alone where there is nothing to choose from."""
    if not offered.parts:
        return _told(words, "slack.edit.nothing")
    options = [Option(label=_cropped(one.label), value=one.name) for one in offered.parts if len(one.name) <= _LONGEST]
    select = StaticSelectElement(
        action_id="value", placeholder=words.text("slack.edit.choose"), options=options[:_MOST_OPTIONS]
    )
    part = InputBlock(block_id="part", label=words.text("slack.edit.part"), element=select)
    made = View(
        type="modal",
        callback_id=EDIT,
        title=words.text("slack.edit.title"),
        submit=words.text("slack.edit.submit"),
        close=words.text("slack.close"),
        private_metadata=f"{words.language} {offered.place}".strip(),
        blocks=[
            SectionBlock(text=PlainTextObject(text=offered.project)),
            part,
            _input("edit", "amount", words, must=True, lines=False),
        ],
    )
    return dict(made.to_dict())


def _told(words: Wording, code: str) -> Mapping[str, Any]:
    made = View(
        type="modal",
        callback_id="milepost.told",
        title=words.text("slack.edit.title"),
        close=words.text("slack.close"),
        blocks=[SectionBlock(text=PlainTextObject(text=words.text(code)))],
    )
    return dict(made.to_dict())


def _cropped(label: str) -> str:
    return label if len(label) <= Option.label_max_length else label[: Option.label_max_length - 1] + "…"


def language(view_: Mapping[str, Any]) -> Language:
    """What the form was shown in."""
    return "es" if str(view_.get("private_metadata")).partition(" ")[0] == "es" else "en"


def place(view_: Mapping[str, Any]) -> str:
    """The channel whose job the form is about; "" in private."""
    kept = str(view_.get("private_metadata") or "").partition(" ")[2]
    return kept if view_.get("callback_id") == EDIT and addresses.parse(kept) else ""


def wrong(view_: Mapping[str, Any]) -> Mapping[str, str]:
    """Field -> the code of what to write there instead: what can be told without knowing anything."""
    found = dict.fromkeys(empty(view_), "slack.needed")
    amount = _values(view_).get("amount", "")
    if view_.get("callback_id") == EDIT and amount and not _FIGURE.search(amount):
        found["amount"] = "slack.edit.no_amount"
    return found


def _input(form: str, field: str, words: Wording, must: bool, lines: bool) -> InputBlock:  # noqa: FBT001 - a table's row
    element = PlainTextInputElement(
        action_id="value",
        multiline=lines,
        placeholder=words.text(f"slack.{form}.{field}.example"),
        max_length=2000 if lines else 150,
    )
    return InputBlock(block_id=field, label=words.text(f"slack.{form}.{field}"), element=element, optional=not must)


def empty(view_: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that must be filled and hold nothing but blanks: all that can be checked without knowing anything."""
    fields, values = _FIELDS.get(str(view_.get("callback_id")), {}), _values(view_)
    return tuple(field for field, (must, _) in fields.items() if must and not values.get(field))


def sentence(view_: Mapping[str, Any]) -> str:
    """What the fields say in one sentence; "" when it is no form of ours, or not filled."""
    kind = str(view_.get("callback_id"))
    if kind not in _FIELDS or wrong(view_):
        return ""
    values, says = _values(view_), _SAYS[language(view_)]
    if kind == EDIT:
        return says["edit"].format(**values)
    head = " ".join(filter(None, [says["new"].format(**values), values["phone"], values["email"]]))
    tax, due = values["tax"].rstrip("% "), values["due"]
    extras = [says["tax"].format(tax=tax) if tax else "", says["due"].format(due=due) if due else ""]
    parts = ", ".join(line.strip(" ,;") for line in values["parts"].splitlines() if line.strip(" ,;"))
    return ", ".join(filter(None, [head, values["sum"], *extras])) + f": {parts}"


def _values(view_: Mapping[str, Any]) -> dict[str, str]:
    state = (view_.get("state") or {}).get("values") or {}
    fields = _FIELDS.get(str(view_.get("callback_id")), {})
    found = {name: _value((state.get(name) or {}).get("value") or {}) for name in fields}
    return {
        name: _lines(str(value)) if name == "parts" else " ".join(str(value).split()) for name, value in found.items()
    }


def _value(element: Mapping[str, Any]) -> str:
    """Typed, or chosen from a list."""
    return element.get("value") or (element.get("selected_option") or {}).get("value") or ""


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines())
