"""The saved way to pay on the client's page: fragments of its statements, and what they mean."""

from typing import Any
from uuid import UUID

from core.domain.ids import SavedMethodId
from core.domain.money import Rate
from core.usecases.invoice_views import SavedView

_MINE = """
    FROM saved_methods m WHERE m.account_id = i.account_id AND m.project_id = i.project_id
        AND m.contractor_id = i.contractor_id AND m.currency = i.currency
"""
# Money goes to the account that it was made for, or nowhere.
SAVED = f"""
(SELECT json_build_array(m.id, m.gateway, m.brand, m.last4) {_MINE} AND m.state = 'on'
    AND (m.payee = '' OR EXISTS (SELECT FROM payees y WHERE y.account_id = m.account_id AND y.gateway = m.gateway
        AND y.contractor_id = m.contractor_id AND y.external_id = m.payee AND y.state = 'ready'))
    ORDER BY m.place DESC LIMIT 1)
"""  # noqa: S608  # our own text: no value is put in
CHARGING = """
EXISTS (SELECT FROM payment_requests q WHERE q.account_id = i.account_id AND q.invoice_id = i.id
    AND q.method_id IS NOT NULL AND q.state IN ('asked', 'open'))
"""
AUTOPAY_STAMP = f"""
(SELECT string_agg(m.xmin::text, ',' ORDER BY m.id) {_MINE}), {CHARGING}
"""  # as above


def ways_from(row: Any) -> dict[str, Any]:
    """``InvoicePage.payees``, ``saved``, ``charging``, ``card_fee`` and ``places``."""
    saved = None
    if row.saved:
        method_id, gateway, brand, last4 = row.saved
        saved = SavedView(id=SavedMethodId(UUID(method_id)), gateway=gateway, brand=brand, last4=last4)
    fee = None if row.card_fee_ppm is None else Rate(row.card_fee_ppm)
    ways = {"payees": frozenset(row.payees or ()), "saved": saved, "charging": row.charging}
    return ways | {"card_fee": fee, "places": tuple(row.places)}
