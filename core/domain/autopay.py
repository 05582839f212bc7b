"""A client's saved way to pay: the word by which it may be charged, and the reference by which a gateway knows it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.domain.account import Language
from core.domain.ids import (
    AccountId,
    AutopayConsentId,
    ClientId,
    ContractorId,
    InvoiceId,
    PaymentLinkId,
    ProjectId,
    SavedMethodId,
)
from core.domain.text import one_line

MethodState = Literal["on", "ended"]
EndedBy = Literal["", "client", "contractor", "replaced", "erased"]
_LAST4 = re.compile(r"\d{4}")
_LONG_NUMBER = re.compile(r"\d[\d \-]{4,}")
_LONGEST_BRAND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AutopayConsent:
    """The client's word that a way to pay may be kept and charged for what they approve, as they were shown it. Never
    changes. ``link_id``: the link by which they came; ``words``: all that was shown, in ``language``.

    What has to be told beforehand and kept: https://docs.stripe.com/payments/save-during-payment (Compliance),
    https://docs.mollie.com/docs/recurring-payments (Reducing the risk of chargebacks).
    """

    id: AutopayConsentId
    account_id: AccountId
    project_id: ProjectId
    contractor_id: ContractorId
    client_id: ClientId
    invoice_id: InvoiceId
    link_id: PaymentLinkId
    currency: str
    words: str
    language: Language
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMethod:
    """One a consent. ``customer`` and ``external_id`` are the payer's and the method's ids at the gateway, on the
    account ``payee`` there; both are "" once it was let go of. Of the card or bank account itself only ``brand`` and
    ``last4`` are known here, never its number.
    """

    id: SavedMethodId
    account_id: AccountId
    consent_id: AutopayConsentId
    project_id: ProjectId
    contractor_id: ContractorId
    client_id: ClientId
    gateway: str
    payee: str
    customer: str
    external_id: str
    brand: str
    last4: str
    currency: str
    state: MethodState = "on"
    created_at: datetime
    ended_at: datetime | None = None
    ended_by: EndedBy = ""


def shown_brand(said: str) -> str:
    """As it may be kept: one line, and nothing in it that could be the number of a card or an account."""
    return _LONG_NUMBER.sub("", one_line(said, _LONGEST_BRAND)).strip()


def shown_last4(said: str) -> str:
    """Four digits, or ""."""
    return said if _LAST4.fullmatch(said) else ""
