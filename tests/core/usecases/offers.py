"""Proposals to try: by hand, and at random."""

from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

from core.domain.ids import AccountId, ClientId, ContractorId, LineItemId, MemberId, ProposalId
from core.domain.money import Money, Rate
from core.domain.picking import at_first, pick
from core.domain.proposal import DepositWish, Proposal, ProposalLine, ProposalSection, Share
from core.domain.schedule import Term
from core.domain.terms import PLAIN_TERMS, BillingTerms, RetainageTerms, TaxRule
from core.usecases.proposing import Offer
from tests.core.domain.stories import NOON
from tests.core.site import usd

COSTS = ("labor", "materials", "other")


def offered(description: str, price: str, quantity: str = "1", **fields: object) -> ProposalLine:
    unit = usd(price)
    number = Decimal(quantity)
    return ProposalLine(
        id=LineItemId(uuid4()),
        description=description,
        quantity=number,
        unit_price=unit,
        amount=unit.times(number),
        **fields,
    )


def kitchen(**changed: object) -> Offer:
    """Two rooms, an option, a choice of good and better."""
    sections = (
        ProposalSection(
            name="Kitchen",
            kind="room",
            lines=(
                offered("Demolition", "2400"),
                offered("Cabinets", "450", "12", cost_type="materials"),
                offered("Laminate", "900", choice="Countertop", alternative="Good"),
                offered("Quartz", "2700", choice="Countertop", alternative="Better"),
            ),
        ),
        ProposalSection(
            name="Hall",
            kind="room",
            lines=(offered("Paint", "1200.05"), offered("Lights", "600", optional=True)),
        ),
    )
    return Offer(**{"name": "Maple St kitchen", "sections": sections, **changed})


def random_proposal(random: Random) -> Proposal:
    """Whatever a contractor may write: rooms, options, choices, discount, taxes, deposit, retainage, any schedule."""
    currency = random.choice(("USD", "JPY", "KWD"))
    sections = tuple(_section(random, place, currency) for place in range(random.randint(1, 6)))
    proposal = Proposal(
        id=ProposalId(_id(random)),
        account_id=AccountId(_id(random)),
        contractor_id=ContractorId(_id(random)),
        client_id=ClientId(_id(random)),
        name="Maple St kitchen",
        currency=currency,
        sections=sections,
        schedule=random.choice(((), _schedule(random))),
        terms=_terms(random),
        deposit=random.choice((None, DepositWish(share=Share(rate=Rate(random.randint(1, 1_000_000)))))),
        discount=random.choice((None, Share(rate=Rate(random.randint(0, 400_000))))),
        created_by=MemberId(_id(random)),
        created_at=NOON,
    )
    proposal = at_first(proposal)
    optional = [line.id for line in proposal.lines if line.optional and random.random() < 0.5]
    return pick(proposal, [*(line.id for line in proposal.lines if line.choice and line.picked), *optional])


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128))


def _section(random: Random, place: int, currency: str) -> ProposalSection:
    lines = [_line(random, currency) for _ in range(random.randint(1, 8))]
    if random.random() < 0.3:
        lines += [_line(random, currency, choice="Finish", alternative=name) for name in ("Good", "Better", "Best")]
    return ProposalSection(
        name=f"Room {place}", kind=random.choice(("room", "phase", "trade", "task")), lines=tuple(lines)
    )


def _line(random: Random, currency: str, **fields: object) -> ProposalLine:
    price = Money(random.randint(1, 10 ** random.randint(2, 7)), currency)
    quantity = Decimal(random.randint(1, 400_000)) / 10_000 if random.random() < 0.5 else Decimal(random.randint(1, 60))
    return ProposalLine(
        id=LineItemId(_id(random)),
        description="work",
        quantity=quantity,
        unit_price=price,
        amount=price.times(quantity),
        cost_type=random.choice(COSTS),
        taxable=random.random() < 0.8,
        **(fields or {"optional": random.random() < 0.2}),
    )


def _schedule(random: Random) -> tuple[Term, ...]:
    """Percentages of less than the whole, and the rest."""
    cuts = random.randint(1, 8)
    left = 900_000
    terms = []
    for place in range(cuts):
        rate = random.randint(1, max(1, left // cuts))
        left -= rate
        terms.append(Term(name=f"Part {place}", kind="work", how="percent", rate=Rate(rate)))
    return (*terms, Term(name="Final", kind="work", how="rest"))


def _terms(random: Random) -> BillingTerms:
    if random.random() < 0.2:
        return PLAIN_TERMS
    scopes = random.sample(("all", "labor", "materials"), random.randint(0, 3))
    return BillingTerms(
        taxes=tuple(TaxRule(name=scope, rate=Rate(random.randint(0, 250_000)), scope=scope) for scope in scopes),
        inclusive=random.random() < 0.3,
        retainage=random.choice((None, RetainageTerms(rate=Rate(random.randint(0, 150_000))))),
    )
