"""One page to pay on, as every gateway's tests ask for it."""

from datetime import UTC, datetime

from core.domain.money import Money
from core.ports.payments import PageAsked, PageWanted

WANTED = PageWanted(
    reference="0b8f9f3e-8d0a-4b52-9d0e-6f7f5f0e1a11",
    amount=Money(450_000, "USD"),
    description="INV-0042 · Maple St kitchen",
    payer_name="Dana Lee",
    payer_email="dana@example.com",
    payee_name="Rivera Remodeling",
    payee="",
    language="es",
    return_url="https://bot.example/i/token",
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def usd(minor):
    return Money(minor, "USD")


def asked(made, payee=""):
    """What became of that page."""
    return PageAsked(reference=WANTED.reference, external_id=made.external_id, payee=payee)
