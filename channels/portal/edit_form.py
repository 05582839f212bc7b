"""A proposal as the fields of a form."""

import hashlib
import json

from core.domain.money import Rate
from core.domain.proposal import DepositWish, Proposal, ProposalLine, ProposalSection, Share
from core.domain.schedule import Term
from core.domain.terms import RetainageTerms


def form_of(proposal: Proposal) -> dict[str, str]:
    """What the form shows at first."""
    form = {"name": proposal.name, "notes": proposal.notes, "due": str(proposal.due_terms.days)}
    form["valid"] = proposal.valid_until.isoformat() if proposal.valid_until else ""
    for place, section in enumerate(proposal.sections):
        form |= section_fields(f"s{place}", section)
    for place, term in enumerate(proposal.schedule):
        form |= part_fields(f"p{place}", term)
    return form | _terms_form(proposal)


def as_it_was(proposal: Proposal) -> str:
    """Another text once anybody has changed what the form shows."""
    said = json.dumps([form_of(proposal), proposal.state], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def section_fields(at: str, section: ProposalSection) -> dict[str, str]:
    """``at``: where it stands in the form."""
    fields = {at: section.name, f"{at}k": section.kind}
    for row, line in enumerate(section.lines):
        fields |= {f"{at}r{row}{name}": value for name, value in _line_fields(line).items()}
    return fields


def part_fields(at: str, term: Term) -> dict[str, str]:
    """A part of the payment schedule."""
    when = "deposit" if term.kind == "deposit" else "" if term.due.on == "completion" else term.due.on
    day = term.due.day.isoformat() if term.due.day else ""
    return {at: term.name, f"{at}v": _part_value(term), f"{at}o": when, f"{at}t": day}


def _line_fields(line: ProposalLine) -> dict[str, str]:
    """``n``: it has no price yet, so that none need be typed."""
    unpriced = {"n": "yes"} if line.unit_price is None else {}
    return unpriced | {
        "i": str(line.id),
        "d": line.description,
        "q": f"{line.quantity.normalize():f}",
        "u": line.unit,
        "p": "" if line.unit_price is None else str(line.unit_price.decimal),
        "k": "choice" if line.choice else "optional" if line.optional else "in",
        "c": line.choice,
        "a": line.alternative,
        "t": line.cost_type if line.taxable else "exempt",
    }


def _part_value(term: Term) -> str:
    if term.how == "fixed" and term.amount:
        return str(term.amount.decimal)
    return f"{term.rate.as_percent.normalize():f}%" if term.how == "percent" else ""


def _terms_form(proposal: Proposal) -> dict[str, str]:
    terms, deposit = proposal.terms, proposal.deposit
    form = {
        "discount": _share_text(proposal.discount),
        **deposit_fields(deposit),
        "inclusive": "yes" if terms.inclusive else "",
        "sequence": "yes" if terms.in_sequence else "",
        "columns": "yes" if terms.columns else "",
    }
    form |= retainage_fields(terms.retainage)
    for place, rule in enumerate(terms.taxes):
        form |= {f"t{place}": rule.name, f"t{place}r": _percent_text(rule.rate), f"t{place}s": rule.scope}
    return form


def deposit_fields(deposit: DepositWish | None) -> dict[str, str]:
    credit = deposit.credit if deposit else "pro_rata"
    return {"deposit": _share_text(deposit.share if deposit else None), "credit": credit}


def retainage_fields(retainage: RetainageTerms | None) -> dict[str, str]:
    if retainage is None:
        return {}
    step, later = retainage.step_at, retainage.later_rate
    return {
        "retainage": _percent_text(retainage.rate),
        "step": _percent_text(step) if step else "",
        "later": _percent_text(later) if step else "",
    }


def _share_text(share: Share | None) -> str:
    if share is None:
        return ""
    return str(share.amount.decimal) if share.amount else _percent_text(share.rate)


def _percent_text(rate: Rate) -> str:
    return f"{rate.as_percent.normalize():f}%"
