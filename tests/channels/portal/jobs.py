"""A whole job to show: two rooms and a last step, part done, part billed, part paid, with retainage and a deposit."""

from dataclasses import replace
from datetime import date
from typing import Any

from core.domain.ids import AccountId, ChangeOrderId, InvoiceId, MilestoneId, PaymentLinkId, ProjectId
from core.domain.invoice import InvoicePart
from core.domain.money import Money, Rate
from core.domain.standing import Bill
from core.domain.terms import BillingTerms, DepositTerms, Due, Progress, RetainageTerms
from core.usecases.project_views import ChangeOnPage, InvoiceOnPage, MilestoneOnPage, ProjectPage
from tests.twins.memory_reads import named, sample_page

DEPOSIT = DepositTerms(amount=Money(200_000, "USD"))


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def part(name: str, amount: int, retained: int = 0) -> InvoicePart:
    costs = {"labor": usd(0), "materials": usd(0), "other": usd(amount), "exempt": usd(0), "stored": usd(0)}
    return InvoicePart(milestone_id=MilestoneId(named(name)), amount=usd(amount), retained=usd(retained), **costs)


def step(position: int, name: str, minor: int, **more: Any) -> MilestoneOnPage:
    fields: dict[str, Any] = {"group": "", "group_kind": "", "state": "planned", "progress": Progress(), "due": Due()}
    fields |= {"approved_at": None, "photos": 0, "proofs": ()}
    return MilestoneOnPage(
        id=MilestoneId(named(name)), position=position, name=name, scheduled_value=usd(minor), **(fields | more)
    )


def bill(number: int, parts: tuple[InvoicePart, ...], asked: int, paid: int, **more: Any) -> InvoiceOnPage:
    fields: dict[str, Any] = {"kind": "progress", "deposit_applied": usd(0), "revoked": False, "approved_at": None}
    fields["answers"] = ()
    fields["state"] = "paid" if paid == asked else "part_paid" if paid else "issued"
    return InvoiceOnPage(
        id=InvoiceId(named(f"invoice {number}")),
        number=f"INV-{number:04}",
        due_on=date(2026, 12, number),
        bill=Bill(parts=parts, credited=(), total=usd(asked), paid=usd(paid)),
        link_id=PaymentLinkId(named(f"link {number}")),
        link_version=1,
        **(fields | more),
    )


def sample_job(**changes: Any) -> ProjectPage:
    """Of $20,000: demolition is paid, plumbing billed, cabinets 40% done, the rest to come."""
    photos = tuple(replace(one, milestone_id=MilestoneId(named("Demolition"))) for one in sample_page().proofs)
    kitchen = {"group": "Kitchen", "group_kind": "room"}
    page = ProjectPage(
        account_id=AccountId(named("account")),
        project_id=ProjectId(named("project")),
        name="Maple St kitchen",
        state="active",
        language="en",
        zone="America/Los_Angeles",
        contractor_name="Rivera Remodeling",
        contractor_phone="+1 415 555 0100",
        contractor_email="office@rivera.example",
        client_name="Dana Lee",
        original_contract_sum=usd(1_950_000),
        terms=BillingTerms(deposit=DEPOSIT, retainage=RetainageTerms(rate=Rate(100_000))),
        taxed=True,
        milestones=(
            step(1, "Demolition", 500_000, state="paid", photos=20, proofs=photos, **kitchen),
            step(2, "Rough plumbing", 300_000, state="billed", **kitchen),
            step(3, "Cabinets", 800_000, progress=Progress(percent_complete=Rate(400_000)), **kitchen),
            step(4, "Paint", 200_000, group="Hall", group_kind="room", due=Due(on="approval")),
            step(5, "Cleaning", 200_000, due=Due(on="date", day=date(2027, 1, 31))),
        ),
        invoices=(
            bill(1, (), 200_000, 200_000, kind="deposit", deposit_applied=usd(-200_000)),
            bill(2, (part("Demolition", 500_000, 50_000),), 440_000, 440_000, deposit_applied=usd(50_000)),
            bill(3, (part("Rough plumbing", 300_000, 30_000),), 294_300, 0),
        ),
        changes=(
            ChangeOnPage(
                id=ChangeOrderId(named("change 1")),
                number=1,
                description="Extra outlet in the island",
                amount=usd(50_000),
                state="approved",
            ),
            ChangeOnPage(
                id=ChangeOrderId(named("change 2")),
                number=2,
                description="Under-cabinet lights",
                amount=usd(60_000),
                state="proposed",
            ),
        ),
    )
    return replace(page, **changes)


def shared_job() -> ProjectPage:
    """The same, of which two firms do a part each."""
    job = sample_job()
    whose = {"Rough plumbing": "Lopez Plumbing"}
    milestones = tuple(replace(one, contractor=whose.get(one.name, "Rivera Remodeling")) for one in job.milestones)
    first, second, theirs = job.invoices
    mine = tuple(replace(one, contractor="Rivera Remodeling") for one in (first, second))
    return replace(
        job, milestones=milestones, invoices=(*mine, replace(theirs, number="LP-0001", contractor="Lopez Plumbing"))
    )
