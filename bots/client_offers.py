"""What a client writes while a proposal waits for them: words never sign, they lead to where signing is safe."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bots.commands import Reply, command, option
from bots.hiring import newest_invoice
from bots.intents.folding import fold
from bots.intents.intent import Greeting, Help, Resend, Yes
from bots.telling import Teller
from core.domain.proposal import Proposal
from core.ports.ledger import Ledger
from core.usecases import answering
from core.usecases.asking import Asked
from core.usecases.views import Who

_ACCEPTS = re.compile(
    r"\b(?:accept(?:ed)?|agreed?|approved?|approve|sign(?:ed)?|go ahead|lets do it|lets go|sounds good|deal|looks good"
    r"|acept[oa]|aceptamos|aceptad[oa]|de acuerdo|firmo|firmar|firmamos|adelante|trato hecho|me parece bien)\b"
)
_SHOWS = re.compile(r"\b(?:link|pdf|proposal|quote|enlace|liga|propuesta|presupuesto|cotizacion)\b")
# Said to the contractor, it would be theirs to sign with.
_CODE = re.compile(r"\b\d{3}[ -]?\d{3}\b")
_LONGEST_SHOWN = 40  # a longer sentence that names the proposal says something about it


@dataclass(frozen=True, slots=True)
class Offered:
    """``proposal`` waits for this client, and nothing newer was asked of them."""

    proposal: Proposal
    teller: Teller

    def answer(self, text: str, meant: object, key: str) -> Sequence[Reply]:
        """The link for a yes, a hello or the asking; all else reaches the contractor, a yes does, too, a code never."""
        said = fold(text).replace("'", "").replace("’", "").strip()
        asks = "?" in said
        if _CODE.search(said) and self.proposal.code:
            return [self._link("client.proposal_code_there")]
        if isinstance(meant, Yes) or (_ACCEPTS.search(said) and not asks):
            self._tell("told.proposal_yes_in_words", text, key)
            return [self._link("client.proposal_open")]
        wants = _SHOWS.search(said) and len(said) <= _LONGEST_SHOWN
        if not said or wants or isinstance(meant, Greeting | Help | Resend):
            return [self._link("client.proposal_here")]
        self._tell("told.proposal_question", text, key)
        return [self._link("client.proposal_passed_on")]

    def _link(self, code: str) -> Reply:
        contractor = self.teller.ledger.contractor(self.proposal.contractor_id)
        details = {"name": self.proposal.name, "contractor": contractor.name}
        return Reply(code, details, proposal_id=str(self.proposal.id))

    def _tell(self, code: str, text: str, key: str) -> None:
        asked = Asked(now=self.teller.now, new_id=self.teller.new_id)
        passed_on(code, asked, self.teller, self.proposal, text, f"{key}:said")


def passed_on(code: str, asked: Asked, teller: Teller, proposal: Proposal, text: str, key: str) -> None:
    """A client's words about a proposal: kept with it, and told with a button to answer."""
    question = answering.say_about_proposal(teller.ledger, asked, proposal.id, "client", text)
    client = teller.ledger.client(proposal.client_id)
    details = {"client": client.name, "name": proposal.name, "number": proposal.number, "text": question.text}
    answer = option("button.reply", command("answer.ask", proposal=str(proposal.id)))
    teller.members(Reply(code, {**details, "offer_id": str(proposal.id)}, (answer,)), key)


def offered(teller: Teller, who: Who) -> Offered | None:
    """The newest that waits for them, unless an invoice came after it."""
    ledger = teller.ledger
    waiting = [one for one in ledger.proposals() if one.client_id == who.client_id and one.state == "sent"]
    proposal = max(waiting, key=lambda one: one.sent_at or one.created_at, default=None)
    if proposal is None or _billed_since(ledger, who, proposal):
        return None
    return Offered(proposal, teller)


def _billed_since(ledger: Ledger, who: Who, proposal: Proposal) -> bool:
    newest = newest_invoice(ledger, who)
    return newest is not None and proposal.sent_at is not None and ledger.invoice(newest).issued_at > proposal.sent_at
