"""Payments as the client's page shows them."""

from datetime import datetime
from typing import Any

from core.domain.money import Money
from core.usecases.invoice_views import PaymentView


def payment_from(columns: list[Any]) -> PaymentView:
    minor, surplus, used, refunded, disputed, currency, method, note, state, received_at, receipt_number, fee = columns
    return PaymentView(
        amount=Money(minor, currency),
        surplus=Money(surplus, currency),
        used=Money(used if state == "succeeded" else 0, currency),
        refunded=Money(refunded, currency),
        disputed=Money(disputed, currency),
        method=method,
        note=note,
        state=state,
        received_at=datetime.fromisoformat(received_at),
        receipt_number=receipt_number,
        card_fee=Money(fee, currency),
    )
