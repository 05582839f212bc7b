"""Where money goes by bank transfer, as a page shows it now: by the database's clock."""

from datetime import datetime
from typing import Any

from core.domain.bank import BankFacts
from core.usecases.invoice_views import BankView

# Of the contractor whose invoice i is: the newest version that is kept and whose time has come.
IN_FORCE = """
FROM bank_details b
WHERE b.account_id = i.account_id AND b.contractor_id = i.contractor_id AND b.state = 'kept' AND b.in_force_at <= now()
ORDER BY b.in_force_at DESC, b.place DESC LIMIT 1
"""
BANK = f"(SELECT json_build_array(b.facts, b.in_force_at, o.postal_address) {IN_FORCE})"


def bank_from(kept: list[Any] | None) -> BankView | None:
    """``kept``: as ``BANK`` gives it."""
    if kept is None:
        return None
    facts, since, address = kept
    return BankView(facts=BankFacts(**facts), since=datetime.fromisoformat(since), address=address)
