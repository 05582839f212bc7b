"""The saved way to pay on the client's page: what is agreed to, in words, and what may be charged by it.

What has to be said beforehand is what is kept and by whom, what is charged and when, how much, and how it is ended
(https://docs.stripe.com/payments/save-during-payment, Compliance). The box is never ticked beforehand.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.domain.payment import gateway_of
from core.ports.wording import Wording
from core.usecases.invoice_views import InvoicePage, SavedView


@dataclass(frozen=True, slots=True)
class Agreeing:
    """``short`` stands beside the box, ``long`` below it; ``mark`` tells these words from all others."""

    short: str
    long: str

    @property
    def words(self) -> str:
        return f"{self.short}\n{self.long}"

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.words.encode(errors="replace")).hexdigest()[:16]


def agreeing(page: InvoicePage, words: Wording, keeps: Collection[str]) -> Agreeing | None:
    """None where no gateway keeps anything, or something is kept already. ``keeps``: those that do."""
    if not keeps or page.saved:
        return None
    gateways = " / ".join(words.text(f"gateway.{name}") for name in dict.fromkeys(gateway_of(one) for one in keeps))
    details = {"contractor": page.contractor_name, "project": page.project_name, "currency": page.balance.currency}
    return Agreeing(words.text("autopay.agree"), words.text("autopay.agree_what", gateways=gateways, **details))


def agreed(page: InvoicePage, words: Wording, keeps: Collection[str], form: Mapping[str, str]) -> str:
    """The words that stood beside the box that was ticked, or "" when they are others by now."""
    shown = agreeing(page, words, keeps)
    return shown.words if shown and form.get("keep") == shown.mark else ""


def saved_name(saved: SavedView, words: Wording) -> str:
    """Such as: Visa ending in 4242."""
    brand = saved.brand or words.text("autopay.method_plain")
    return words.text("autopay.method" if saved.last4 else "autopay.method_name", brand=brand, last4=saved.last4)


def chargeable(page: InvoicePage, keeps: Collection[str]) -> SavedView | None:
    """What a tap may charge now: all of the balance, and only where nothing of it waits for an answer."""
    saved = page.saved
    able = {gateway_of(one) for one in keeps}
    return saved if saved and saved.gateway in able and not page.disputed.minor and not page.charging else None
