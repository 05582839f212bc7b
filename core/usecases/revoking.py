"""Links that went out are revoked: who has one opens nothing with it any more, until they are sent a new one."""

from dataclasses import replace

from core.domain.ids import ProjectId, ProposalId
from core.domain.project import Project
from core.domain.proposal import Proposal
from core.ports.ledger import Ledger


def revoke_job_links(ledger: Ledger, project_id: ProjectId) -> Project:
    """All of a job at once: its page, its invoices and change orders, and the proposal it came from, as each leads to
    the others.
    """
    file = ledger.project_file(project_id, lock=True)
    project = replace(file.project, link_version=file.project.link_version + 1)
    known = [ledger.link_of(one.id) for one in file.invoices]
    links = [replace(one, version=one.version + 1) for one in known]
    proposals = [_anew(one) for one in ledger.proposals() if one.project_id == project_id]
    ledger.save(project, *links, *proposals)
    return project


def revoke_proposal_link(ledger: Ledger, proposal_id: ProposalId) -> Proposal:
    """Of a proposal; where it became a job, all links of that."""
    proposal = ledger.proposal(proposal_id, lock=True)
    if proposal.project_id is not None:
        revoke_job_links(ledger, proposal.project_id)
        return ledger.proposal(proposal_id)
    proposal = _anew(proposal)
    ledger.save(proposal)
    return proposal


def _anew(proposal: Proposal) -> Proposal:
    return replace(proposal, link_version=proposal.link_version + 1)
