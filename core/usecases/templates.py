"""Templates of a contractor: kept of a proposal, renamed, put away and brought back; and proposals from them."""

from dataclasses import dataclass, replace

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import ClientId, ContractorId, ProposalId, TemplateId
from core.domain.proposal import Proposal
from core.domain.schedule import taking_the_rest
from core.domain.template import Blueprint, ProposalTemplate, as_new, blueprint_of
from core.domain.text import one_line
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.proposing import Offer, write_proposal

LONGEST_NAME = 60
MOST_TEMPLATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A template, and what of its proposal could not stay as it was: the part that takes the rest now ("" for none),
    those that were due on a day, and the template whose place it took.
    """

    template: ProposalTemplate
    rest: str = ""
    undated: tuple[str, ...] = ()
    replaced: ProposalTemplate | None = None


def templates_of(ledger: Ledger, contractor_id: ContractorId) -> tuple[ProposalTemplate, ...]:
    """Their own, the newest first: prices are nobody else's business."""
    return tuple(one for one in ledger.templates() if one.contractor_id == contractor_id)


def keep_template(ledger: Ledger, asked: Asked, proposal_id: ProposalId, name: str, *, replacing: bool = False) -> Kept:
    """Refusal: template.by_member, template.taken (name) unless it is to be replaced, template.too_many (most).
    DoesNotAddUp: name.missing.
    """
    if asked.member_id is None:
        raise Refusal("template.by_member")
    proposal = ledger.proposal(proposal_id)
    known = templates_of(ledger, proposal.contractor_id)
    name = _named(name)
    former = _called(name, known)
    if former and not replacing:
        raise Refusal("template.taken", name=former.name)
    if len(known) >= MOST_TEMPLATES and former is None:
        raise Refusal("template.too_many", most=MOST_TEMPLATES)
    template = ProposalTemplate(
        id=TemplateId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=proposal.contractor_id,
        name=name,
        currency=proposal.currency,
        blueprint=blueprint_of(proposal, asked.new_id),
        created_by=asked.member_id,
        created_at=asked.now,
    )
    if former:
        ledger.save(replace(former, removed_at=asked.now))
    ledger.save(template)
    last = taking_the_rest(proposal.schedule)
    return Kept(
        template=template,
        rest="" if last is None else proposal.schedule[last].name,
        undated=tuple(term.name for term in proposal.schedule if term.due.day),
        replaced=former,
    )


def rename_template(ledger: Ledger, template_id: TemplateId, name: str) -> ProposalTemplate:
    """Refusal: template.taken (name). DoesNotAddUp: name.missing."""
    template = ledger.template(template_id)
    name = _named(name)
    _free(ledger, template, name)
    renamed = replace(template, name=name)
    ledger.save(renamed)
    return renamed


def remove_template(ledger: Ledger, asked: Asked, template_id: TemplateId) -> ProposalTemplate:
    """Off the list; proposals that came of it stay as they are. A second time changes nothing."""
    template = ledger.template(template_id)
    removed = replace(template, removed_at=template.removed_at or asked.now)
    ledger.save(removed)
    return removed


def restore_template(ledger: Ledger, template_id: TemplateId) -> ProposalTemplate:
    """On the list again. Refusal: template.taken (name) where another has its name by now."""
    template = ledger.template(template_id)
    _free(ledger, template, template.name)
    restored = replace(template, removed_at=None)
    ledger.save(restored)
    return restored


def start_from(
    ledger: Ledger, asked: Asked, blueprint: Blueprint, client_id: ClientId, contractor_id: ContractorId, name: str
) -> Proposal:
    """A draft for that client. Refusal: template.other_currency (currency), and as ``write_proposal``."""
    currency = ledger.account().currency
    strange = {line.amount.currency for section in blueprint.sections for line in section.lines} - {currency}
    if strange:
        raise Refusal("template.other_currency", currency=", ".join(sorted(strange)))
    offer = Offer(
        name=name,
        sections=as_new(blueprint.sections, asked.new_id),
        schedule=blueprint.schedule,
        terms=blueprint.terms,
        deposit=blueprint.deposit,
        discount=blueprint.discount,
        due_terms=blueprint.due_terms,
    )
    return write_proposal(ledger, asked, client_id, contractor_id, offer)


def _named(said: str) -> str:
    name = one_line(said, LONGEST_NAME)
    if not name:
        raise DoesNotAddUp("name.missing")
    return name


def _called(name: str, known: tuple[ProposalTemplate, ...]) -> ProposalTemplate | None:
    return next((one for one in known if one.name.casefold() == name.casefold()), None)


def _free(ledger: Ledger, template: ProposalTemplate, name: str) -> None:
    other = _called(name, templates_of(ledger, template.contractor_id))
    if other and other.id != template.id:
        raise Refusal("template.taken", name=other.name)
