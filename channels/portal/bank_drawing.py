"""Where to send money by bank: the rows of a client's page, and the picture that a bank's app reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.domain.bank import BankFacts, grouped
from core.domain.bank_codes import epc_code, swiss_code
from core.domain.money import Money
from core.usecases.invoice_views import InvoicePage

DrawCode = Callable[[str, bool], str]
"""An SVG of this content, with the Swiss cross or without."""


def no_code(_content: str, _cross: bool) -> str:  # noqa: FBT001  # as DrawCode has it
    """Where nothing draws, no picture is shown."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankRow:
    """``code`` of its label; ``value`` is what is typed, ``shown`` in groups that are easy to read."""

    code: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDrawn:
    """``kind`` of the picture, "" for none. ``words``: of an account that has no form that we know."""

    rows: tuple[BankRow, ...]
    words: str
    amount: Money
    reference: str
    since: date
    code: Markup
    kind: str


def drawn(page: InvoicePage, draw: DrawCode) -> BankDrawn | None:
    """None where the contractor gave no details, or nothing is open."""
    if page.bank is None or page.balance.minor <= 0:
        return None
    facts, open_ = page.bank.facts, page.undisputed
    amount = open_ if open_.minor > 0 else page.balance
    kind, content = "swiss", swiss_code(facts, page.bank.address, amount, page.number)
    if not content:
        kind, content = "epc", epc_code(facts, amount, page.number)
    picture = draw(content, kind == "swiss") if content else ""
    return BankDrawn(
        rows=tuple(_rows(facts)),
        words=facts.words,
        amount=amount,
        reference=page.number,
        since=page.bank.since.astimezone(ZoneInfo(page.zone)).date(),
        code=Markup(picture),  # noqa: S704  # our own drawing: figures and no words
        kind=kind if picture else "",
    )


def _rows(facts: BankFacts) -> list[BankRow]:
    routing = ("routing", facts.routing, facts.routing)
    if facts.kind == "uk":
        routing = ("sort_code", facts.routing, grouped(facts.routing, 2).replace(" ", "-"))
    found = [
        ("holder", facts.holder, facts.holder),
        ("bank", facts.bank, facts.bank),
        ("iban", facts.iban, grouped(facts.iban)),
        ("bic", facts.bic, facts.bic),
        routing,
        ("number", facts.number, facts.number),
    ]
    return [BankRow(code=code, value=value, shown=shown) for code, value, shown in found if value]
