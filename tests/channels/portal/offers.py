"""A proposal to show: two rooms, an option, a choice, a deposit, taxes."""

from dataclasses import replace
from datetime import date
from typing import Any

from core.domain.ids import ClientId, ContractorId
from core.domain.money import Rate
from core.domain.party import Client, Contractor
from core.domain.picking import at_first
from core.domain.proposal import DepositWish, Proposal, ProposalLine, ProposalSection, Share
from core.domain.terms import BillingTerms, RetainageTerms, TaxRule
from core.usecases.views import ProposalPage
from tests.core.usecases.offers import offered
from tests.twins.memory_reads import SENT, named


def sample_offer(**changes: Any) -> ProposalPage:
    """Sent, with nothing chosen yet but the first of the countertops. ``changes`` are of the proposal."""
    proposal = Proposal(
        id=named("proposal"),
        account_id=named("account"),
        contractor_id=named("contractor"),
        client_id=named("client"),
        name="Maple St kitchen",
        currency="USD",
        sections=_sections(),
        terms=BillingTerms(
            taxes=(TaxRule(name="State tax", rate=Rate(82_500), scope="materials"),),
            retainage=RetainageTerms(rate=Rate(100_000), step_at=Rate(500_000), later_rate=Rate(50_000)),
        ),
        deposit=DepositWish(share=Share(rate=Rate(100_000)), credit="last"),
        discount=Share(rate=Rate(50_000)),
        notes="We start in May and clean up each evening.",
        valid_until=date(2999, 1, 31),
        number="P-0001",
        revision=1,
        state="sent",
        created_by=named("member"),
        created_at=SENT,
        sent_at=SENT,
    )
    return ProposalPage(
        proposal=replace(at_first(proposal), **changes),
        contractor=Contractor(
            id=ContractorId(named("contractor")),
            account_id=named("account"),
            name="Rivera Remodeling",
            phone="+14155550100",
            email="office@rivera.example",
        ),
        client=Client(id=ClientId(named("client")), account_id=named("account"), name="Dana Lee"),
        zone="America/Los_Angeles",
    )


def _sections() -> tuple[ProposalSection, ...]:
    kitchen = (
        _line("Demolition and hauling away", "2400"),
        _line("Cabinets, shaker, white", "450", "12", cost_type="materials", unit="ea"),
        _line("Laminate", "900", choice="Countertop", alternative="Good"),
        _line("Quartz, with a mitred edge at the island", "2700", choice="Countertop", alternative="Better"),
        _line("Marble", "5200", choice="Countertop", alternative="Best"),
        _line("Marble sealing", "300", choice="Countertop", alternative="Best"),
        _line("Lights below the cabinets", "600", optional=True),
    )
    return (
        ProposalSection(name="Kitchen", kind="room", lines=kitchen),
        ProposalSection(name="Hall", kind="room", lines=(_line("Paint, two coats", "1200.05"),)),
    )


def _line(description: str, price: str, quantity: str = "1", **fields: Any) -> ProposalLine:
    line = offered(description, price, quantity, **fields)
    return replace(line, id=named(f"line {description}"))
