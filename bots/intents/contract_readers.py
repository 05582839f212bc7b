"""What is said about a contract's billing, by the first reader that understands it."""

from collections.abc import Callable

from bots.intents import agreed, due_when, line_credits, progress, retained, taken_back, taxing
from bots.intents.contracts import ContractSaid
from bots.intents.turn import Turn

_READERS: tuple[Callable[[Turn], ContractSaid | None], ...] = (
    taken_back.reissue,
    line_credits.line_credit,
    taken_back.credit,
    taken_back.refund_noted,
    taken_back.refund,
    taken_back.credit_use,
    progress.progress_said,
    retained.retainage,
    retained.release,
    retained.asked,
    agreed.advance,
    agreed.deposit_share,
    agreed.deposit_asked,
    agreed.columns,
    agreed.sequence,
    due_when.due_when,
    agreed.job_discount,
    taxing.taxes,
    taxing.cost,
)


def contract_said(turn: Turn) -> ContractSaid | None:
    for reader in _READERS:
        if found := reader(turn):
            return found
    return None
