"""Who owes what, as a contractor might see it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.domain.ids import AccountId, ClientId, InvoiceId, MemberId, ProjectId
from core.domain.money import Money
from core.usecases.aging_views import Aging, ClientCredit, MonthIn, NextToBill, OwedInvoice
from core.usecases.year_views import ClientYear
from tests.twins.memory_reads import named

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
_MONTHS = (0, 950_000, 1_420_000, 610_000, 0, 2_310_000, 1_875_000, 1_190_000, 2_640_000, 880_000, 1_730_000, 1_245_013)


def owed_invoice(number: int, minor: int, client: str = "Dana Lee", **changes: Any) -> OwedInvoice:
    fields: dict[str, Any] = {
        "invoice_id": InvoiceId(named(f"invoice {number}")),
        "project_id": ProjectId(named(f"project of {client}")),
        "client_id": ClientId(named(client)),
        "client_name": client,
        "project_name": "Maple St kitchen",
        "number": f"INV-{number:04}",
        "balance": Money(minor, "USD"),
        "due_on": date(2026, 12, 2),
        "zone": "America/Los_Angeles",
        "sent_at": NOW - timedelta(days=5),
        "reached": "sent",
        "question": "",
    }
    return OwedInvoice(**(fields | changes))


def sample_aging(**changes: Any) -> Aging:
    """Six invoices of five clients, from not due to very late."""

    def due(late: int) -> date:
        return date(2026, 11, 23) - timedelta(days=late)

    bath, stairs = {"project_name": "Elm Ct bathroom"}, {"project_name": "Stair repair, phase 2"}
    once = {"opened": 1, "opened_at": NOW}
    twice = {"reached": "read", "opened": 2, "opened_at": NOW - timedelta(days=2)}
    fields: dict[str, Any] = {
        "account_id": AccountId(named("account")),
        "member_id": MemberId(named("member")),
        "firm": "Rivera Remodeling",
        "language": "en",
        "zone": "America/Los_Angeles",
        "as_of": NOW,
        "invoices": (
            owed_invoice(42, 527_013, **twice, question="Does the price include the dumpster?"),
            owed_invoice(41, 240_000, due_on=due(12), reached="delivered", promised=date(2026, 11, 30)),
            owed_invoice(38, 1_150_000, "Bob Okafor", project_name="Oak Ave addition", due_on=due(44), **once),
            owed_invoice(33, 96_050, "Sam Poe", **bath, due_on=due(71), reached="failed"),
            owed_invoice(21, 310_000, "Hillside HOA", **stairs, due_on=due(130), promised=due(3)),
            owed_invoice(45, 75_000, "Ana Ruiz", project_name="Patio", sent_at=None, reached=""),
        ),
        "next_to_bill": (
            NextToBill(
                project_name="Maple St kitchen",
                client_name="Dana Lee",
                milestone_name="Cabinets",
                amount=Money(800_000, "USD"),
            ),
        ),
        "credits": (
            ClientCredit(
                client_id=ClientId(named("Bob Okafor")), client_name="Bob Okafor", amount=Money(15_000, "USD")
            ),
        ),
        "cash_in": tuple(
            MonthIn(date(2025 if place == 0 else 2026, 12 if place == 0 else place, 1), Money(minor, "USD"))
            for place, minor in enumerate(_MONTHS)
        ),
        "last_week": (Money(415_000, "USD"),),
    }
    return Aging(**(fields | changes))


def sample_year() -> tuple[ClientYear, ...]:
    """Three clients, the one who paid most first."""
    told = (
        ("Bob Okafor", 2_150_000, 1_015_000, 15_000, 1_150_000),
        ("Dana Lee", 940_000, 500_000, 0, 440_000),
        ("Hillside Homeowners Association, phase 2", 310_000, 0, 0, 310_000),
    )
    return tuple(
        ClientYear(
            client_id=ClientId(named(name)),
            client_name=name,
            billed=Money(billed, "USD"),
            received=Money(received, "USD"),
            returned=Money(returned, "USD"),
            open=Money(still_open, "USD"),
        )
        for name, billed, received, returned, still_open in told
    )
