"""Makes the PDF of a proposal, and hands both sides the one that is signed."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from bots.commands import Reply
from bots.deliveries import Deliveries
from bots.telling import Teller
from core.domain.ids import AccountId, ProposalId
from core.domain.proposal import Proposal
from core.ports.messaging import Enclosure
from core.usecases.proposal_papers import keep_proposal_pdf, paper_of

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class ProposalPapers:
    """``last_try`` tells the job that there will be no other."""

    deliveries: Deliveries

    async def render(self, account_id: str, proposal_id: str, *, last_try: bool) -> None:
        """Of what was sent, and then of what was signed; what is being changed has none. Raises RenderFailed."""
        account, proposal = AccountId(UUID(account_id)), ProposalId(UUID(proposal_id))
        try:
            await asyncio.to_thread(self._render, account, proposal)
        except Exception:
            if last_try:
                await asyncio.to_thread(self._without_pdf, account, proposal)
            raise

    def _render(self, account: AccountId, proposal_id: ProposalId) -> None:
        with self.deliveries.database.books.open(account) as ledger:
            proposal, zone = ledger.proposal(proposal_id), ledger.account().zone
        if proposal.pdf_key is not None or proposal.sheet is None:
            return
        words = self.deliveries.conversations.words(proposal.language)
        paper = paper_of(proposal.sheet, proposal.signature, zone, words)
        pdf = self.deliveries.renderer.render(paper, {}, "")
        key = self.deliveries.blobs.put(account, pdf, PDF)
        with self.deliveries.database.turns.begin() as turn:
            books = turn.ledger(account)
            kept = keep_proposal_pdf(books, proposal, key)
            if kept and kept.signature:
                self._hand_over(self.deliveries.conversations.teller(turn, books), kept)

    def _without_pdf(self, account: AccountId, proposal_id: ProposalId) -> None:
        """Who signed is told so in any case; the page has it all."""
        with self.deliveries.database.turns.begin() as turn:
            books = turn.ledger(account)
            proposal = books.proposal(proposal_id)
            if proposal.signature:
                self._hand_over(self.deliveries.conversations.teller(turn, books), proposal)

    def _hand_over(self, teller: Teller, proposal: Proposal) -> None:
        on_paper = proposal.signature is not None and proposal.signature.how == "paper"
        code = "client.proposal_on_paper" if on_paper else "client.proposal_signed"
        contractor = teller.ledger.contractor(proposal.contractor_id)
        pdf = Enclosure(source=f"blob:{proposal.pdf_key}", file_name=f"{proposal.number}.pdf", media_type=PDF)
        said = Reply(
            code,
            {"contractor": contractor.name, "name": proposal.name, "total": (proposal.sheet or {}).get("total", "")},
            enclosures=(pdf,) if proposal.pdf_key else (),
            proposal_id=str(proposal.id),
        )
        teller.client(proposal.client_id, said, f"signed:{proposal.id}")
        if proposal.pdf_key:
            copy = Reply("told.proposal_pdf", {"number": proposal.number, "name": proposal.name}, enclosures=(pdf,))
            teller.members(copy, f"signed-copy:{proposal.id}")
