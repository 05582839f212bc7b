"""What is kept as JSON: a milestone's lines, a proof's copies, a message to send. And what text PostgreSQL can keep."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from core.domain.ids import ChangeOrderId, LineItemId
from core.domain.milestone import LineItem
from core.domain.money import Money
from core.domain.proof import Copies
from core.ports.messaging import Button, Enclosure, Message

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable(value: Any) -> Any:
    """The same, without what PostgreSQL refuses in text and JSON: NUL goes, half a surrogate pair is replaced."""
    match value:
        case str():
            return _storable_text(value)
        case Mapping():
            return {_storable_text(key): storable(item) for key, item in value.items()}
        case list() | tuple():
            return [storable(item) for item in value]
        case _:
            return value


def _storable_text(text: str) -> str:
    if text.isascii():
        return text.replace("\0", "")
    return "".join(_REPLACEMENT if "\ud800" <= letter <= "\udfff" else letter for letter in text if letter != "\0")


def lines_to_json(lines: tuple[LineItem, ...]) -> list[dict[str, Any]]:
    return [_line_to_json(line) for line in lines]


def _line_to_json(line: LineItem) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "description": _storable_text(line.description),
        "quantity": str(line.quantity),
        "unit_price": _money_to_json(line.unit_price),
        "amount": _money_to_json(line.amount),
        "taxable": line.taxable,
        "change_order_id": None if line.change_order_id is None else str(line.change_order_id),
        "unit": _storable_text(line.unit),
        "cost_type": line.cost_type,
        "discount": line.discount,
    }


def lines_from_json(kept: list[dict[str, Any]]) -> tuple[LineItem, ...]:
    return tuple(_line_from_json(line) for line in kept)


def _line_from_json(kept: dict[str, Any]) -> LineItem:
    change_order_id = kept["change_order_id"]
    return LineItem(
        id=LineItemId(UUID(kept["id"])),
        description=kept["description"],
        quantity=Decimal(kept["quantity"]),
        unit_price=Money(*kept["unit_price"]),
        amount=Money(*kept["amount"]),
        taxable=kept["taxable"],
        change_order_id=None if change_order_id is None else ChangeOrderId(UUID(change_order_id)),
        unit=kept.get("unit", ""),  # lines of before had neither
        cost_type=kept.get("cost_type", "other"),
        discount=kept.get("discount", False),
    )


def value_to_json(hint: Any, value: Any) -> Any:
    """A frozen value of the domain, whatever is nested in it, by its type's own fields."""
    return storable(_adapter(hint).dump_python(value, mode="json"))


def value_from_json(hint: Any, kept: Any) -> Any:
    """What ``value_to_json`` was given."""
    return _adapter(hint).validate_python(kept)


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint)


def _money_to_json(money: Money) -> list[Any]:
    return [money.minor, money.currency]


def copies_to_json(copies: Copies | None) -> dict[str, Any] | None:
    return None if copies is None else storable(asdict(copies))


def copies_from_json(kept: dict[str, Any] | None) -> Copies | None:
    return None if kept is None else Copies(**kept)


def message_to_json(message: Message) -> dict[str, Any]:
    kept: dict[str, Any] = storable(asdict(message))
    return kept


def message_from_json(kept: dict[str, Any]) -> Message:
    buttons = tuple(Button(**button) for button in kept["buttons"])
    enclosures = tuple(Enclosure(**enclosure) for enclosure in kept["enclosures"])
    return Message(**{**kept, "buttons": buttons, "enclosures": enclosures})
