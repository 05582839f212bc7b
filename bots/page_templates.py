"""What the page that edits a proposal offers as templates: the contractor's own, then the ready-made ones."""

from collections.abc import Sequence
from uuid import UUID

from bots import starting
from channels.portal.edit_templates import TemplateChoice, Templates
from core.domain.account import Language
from core.domain.errors import Refusal
from core.domain.ids import ContractorId, TemplateId
from core.domain.template import Blueprint
from core.ports.ledger import Books, Ledger
from core.usecases.templates import templates_of
from core.usecases.views import ProposalPage

_READY = "ready:"


def page_templates(books: Books) -> Templates:
    """Read anew for each page: what was kept a moment ago is there."""

    def known(page: ProposalPage, language: Language) -> Sequence[TemplateChoice]:
        with books.open(page.proposal.account_id) as ledger:
            own = templates_of(ledger, page.proposal.contractor_id)
        ready = starting.starters(language, page.proposal.currency)
        return (
            *(TemplateChoice(str(one.id), one.name, one.blueprint, own=True) for one in own),
            *(TemplateChoice(f"{_READY}{one.key}", one.name, one.blueprint) for one in ready),
        )

    return known


def blueprint_named(ledger: Ledger, contractor_id: ContractorId, key: str, language: Language) -> Blueprint:
    """What a page posted. Refusal (template.gone) where it is not there, or another contractor's."""
    if key.startswith(_READY):
        ready = starting.starters(language, ledger.account().currency)
        found = next((one.blueprint for one in ready if f"{_READY}{one.key}" == key), None)
    else:
        own = templates_of(ledger, contractor_id)
        found = next((one.blueprint for one in own if one.id == _id(key)), None)
    if found is None:
        raise Refusal("template.gone")
    return found


def _id(said: str) -> TemplateId:
    try:
        return TemplateId(UUID(said))
    except ValueError:
        return TemplateId(UUID(int=0))
