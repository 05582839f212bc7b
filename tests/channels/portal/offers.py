"""A proposal to show: two rooms, an option, a choice, a deposit, taxes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from channels.portal.edit_templates import TemplateChoice
from core.domain.account import Address
from core.domain.ids import ClientId, ContractorId, LineItemId, ProposalId
from core.domain.money import Rate
from core.domain.party import Client, Contractor
from core.domain.picking import at_first, pick
from core.domain.proposal import DepositWish, Proposal, ProposalLine, ProposalSection, Share, Signature, SigningCode
from core.domain.schedule import Term
from core.domain.signing import code_after
from core.domain.template import Blueprint, blueprint_of
from core.domain.terms import BillingTerms, RetainageTerms, TaxRule
from core.ports.messaging import Inbound
from core.usecases.views import ProposalPage
from tests.core.site import usd
from tests.core.usecases.offers import offered
from tests.twins.memory_reads import SENT, MemoryReads, named


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


RIGHT = "123456"


def hear(reads: MemoryReads, heard: Inbound) -> None:
    """As the engine would: the code goes to a phone, and the right one signs."""
    page = reads.proposals[ProposalId(UUID(heard.context["proposal"]))]
    one, now, context = page.proposal, datetime.now(UTC), heard.context
    if context["action"] == "seen":
        one = replace(one, viewed_at=now)
    if context["action"] == "code":
        to = Address(
            id=named("address"), account_id=one.account_id, channel="sms", value="+16285550134", created_at=now
        )
        one = replace(one, code=code_after(one.code, now, to))
    if context["action"] == "decline":
        one = replace(one, state="declined", decline_reason=heard.text)
    if context["action"] == "sign" and one.code:
        one = _signed(one, context, now) if context["field_code"] == RIGHT else _wrong(one, one.code)
    reads.proposals[one.id] = replace(page, proposal=one)


def _wrong(one: Proposal, code: SigningCode) -> Proposal:
    return replace(one, code=replace(code, wrong=code.wrong + 1))


def _signed(one: Proposal, context: Mapping[str, str], now: datetime) -> Proposal:
    signature = Signature(
        name=context["field_name"],
        how="drawn" if context["field_drawing"] else "typed",
        at=now,
        document_hash=context["field_hash"],
        drawing=context["field_drawing"],
        channel="sms",
        address="•••0134",
    )
    picked = [LineItemId(UUID(line)) for line in context["field_picks"].split(",") if line]
    return replace(pick(one, picked), state="signed", signature=signature, code=None)


def templates_of(_page: ProposalPage, _language: str) -> tuple[TemplateChoice, ...]:
    """One of the contractor's own, and a ready-made one without prices."""
    own = blueprint_of(sample_offer().proposal, uuid4)
    bare = tuple(
        replace(section, lines=tuple(replace(line, unit_price=None, amount=usd("0")) for line in section.lines))
        for section in own.sections
    )
    parts = (
        Term(name="Start", kind="deposit", how="percent", rate=Rate(100_000)),
        Term(name="End", kind="work", how="rest"),
    )
    ready = Blueprint(sections=bare, schedule=parts)
    return TemplateChoice("own", "kitchen", own, own=True), TemplateChoice("ready", "Kitchen remodel", ready)
