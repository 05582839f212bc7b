"""Builds the sheet of a proposal: what is offered, what it comes to, how and when it is paid."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.ids import NewId
from core.domain.money import total
from core.domain.party import Client, Contractor
from core.domain.proposal import Proposal, ProposalLine, ProposalSection
from core.domain.proposal_sheet import OfferLine, OfferSection, ProposalSheet, ScheduleRow
from core.domain.quoting import PlannedMilestone, Quote, quote
from core.domain.sheet import SheetFigure, SheetParty
from core.ports.ledger import Ledger
from core.ports.wording import Wording
from core.usecases.told_lines import tax_label
from core.usecases.told_terms import told_deposit, told_due_terms, told_retainage

# The fixed labels of its paper: part of what is signed, so they are frozen with it.
WORDS = (
    "for",
    "line",
    "quantity",
    "price",
    "amount",
    "schedule",
    "part",
    "due",
    "conditions",
    "notes",
    "optional",
    "chosen",
    "not_chosen",
    "left_open",
    "signature",
    "page",
    "page_of",
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who offers, and to whom."""

    contractor: Contractor
    client: Client


def parties_of(ledger: Ledger, proposal: Proposal) -> Parties:
    """As they are on file now."""
    return Parties(ledger.contractor(proposal.contractor_id), ledger.client(proposal.client_id))


def sheet_of(parties: Parties, proposal: Proposal, new_id: NewId, wording: Wording) -> ProposalSheet:
    """What it says now. DoesNotAddUp as ``quote``."""
    return build_proposal_sheet(parties, proposal, quote(proposal, new_id), wording)


def build_proposal_sheet(parties: Parties, proposal: Proposal, made: Quote, wording: Wording) -> ProposalSheet:
    """With the options that are picked in it. It says nothing that changes by itself, so its fingerprint stays."""
    contractor, client = parties.contractor, parties.client
    until = proposal.valid_until
    return ProposalSheet(
        language=wording.language,
        paper=contractor.paper,
        title=wording.text("proposal.title"),
        number=proposal.number,
        contractor=_party(
            contractor.name,
            (*contractor.postal_address.splitlines(), wording.phone(contractor.phone), contractor.email),
        ),
        client=_party(client.name, (wording.phone(client.phone), client.email)),
        project=proposal.name,
        dates=((wording.text("proposal.valid_until"), wording.day(until)),) if until else (),
        sections=tuple(_section(section, proposal, wording) for section in proposal.sections),
        figures=tuple(_figures(made, wording)),
        schedule=tuple(_schedule(made, wording)),
        conditions=tuple(_conditions(proposal, made, wording)),
        notes=proposal.notes,
        currency=proposal.currency,
        total_minor=made.total.minor,
        total=wording.money(made.total),
        words={code: wording.text(f"proposal.word.{code}") for code in WORDS},
    )


def _party(name: str, lines: tuple[str, ...]) -> SheetParty:
    return SheetParty(name, tuple(line for line in lines if line))


def _section(section: ProposalSection, proposal: Proposal, wording: Wording) -> OfferSection:
    amount = total((line.amount for line in section.counted), proposal.currency)
    lines = tuple(_line(line, wording, taxed=bool(proposal.terms.taxes)) for line in section.lines)
    return OfferSection(section.name, lines, wording.money(amount))


def _line(line: ProposalLine, wording: Wording, *, taxed: bool) -> OfferLine:
    """Where there are taxes, what bears none says so."""
    told = line.description
    return OfferLine(
        str(line.id),
        wording.text("sheet.of_exempt", what=told) if taxed and not line.taxable else told,
        f"{line.quantity.normalize():f} {line.unit}".strip(),
        wording.money(line.price),
        wording.money(line.amount),
        "choice" if line.choice else "optional" if line.optional else "",
        line.choice,
        line.alternative,
        line.counts,
    )


def _figures(made: Quote, wording: Wording) -> Iterator[SheetFigure]:
    if made.discount or made.taxes:
        yield SheetFigure(wording.text("figure.subtotal"), wording.money(made.subtotal), "step")
    if made.discount:
        yield SheetFigure(wording.text("sheet.discount"), wording.money(-made.discount), "step")
    for tax in made.taxes:
        yield SheetFigure(tax_label(tax, wording), wording.money(tax.tax), "step")
    yield SheetFigure(wording.text("proposal.total"), wording.money(made.total), "total")


def _schedule(made: Quote, wording: Wording) -> Iterator[ScheduleRow]:
    """A deposit that is credited later stands first; what it is credited on is told among the conditions."""
    if made.deposit:
        when = wording.text("proposal.due_at_signing_and_credited")
        yield ScheduleRow(wording.text("sheet.deposit"), wording.money(made.deposit.amount), when)
    for one in made.milestones:
        yield ScheduleRow(one.name, wording.money(one.value), _when(one, wording))


def _when(planned: PlannedMilestone, wording: Wording) -> str:
    if planned.kind == "deposit":
        return wording.text("proposal.due_at_signing")
    if planned.due.day:
        return wording.text("proposal.due_on_day", day=wording.day(planned.due.day))
    return wording.text(f"proposal.due_on_{planned.due.on}")


def _conditions(proposal: Proposal, made: Quote, wording: Wording) -> Iterator[str]:
    if made.deposit:
        yield told_deposit(made.deposit, wording)
    if proposal.terms.retainage:
        yield told_retainage(proposal.terms.retainage, wording)
    if made.taxes and not proposal.terms.inclusive:
        yield wording.text("proposal.taxes_on_top")
    yield told_due_terms(proposal.due_terms, wording)
