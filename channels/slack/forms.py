"""Our two forms: a new job and a part's new amount. Their fields become the sentence that the dialogue understands."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from core.ports.wording import Wording

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
    if kind not in _FIELDS or empty(view_):
        return ""
    values, says = _values(view_), _SAYS["es" if view_.get("private_metadata") == "es" else "en"]
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
    found = {name: ((state.get(name) or {}).get("value") or {}).get("value") or "" for name in fields}
    return {
        name: _lines(str(value)) if name == "parts" else " ".join(str(value).split()) for name, value in found.items()
    }


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines())
