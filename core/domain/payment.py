"""Money that came, and the request it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.domain.ids import (
    AccountId,
    AutopayConsentId,
    InvoiceId,
    PaymentId,
    PaymentRequestId,
    ReceiptId,
    SavedMethodId,
)
from core.domain.money import Money

PaymentState = Literal["pending", "succeeded", "failed", "parked", "reversed"]
RequestState = Literal["asked", "open", "failed", "closed"]
ByMeans = Literal["", "card", "bank"]


CREDIT = "credit"  # the gateway of what comes out of a client's credit
UNSEEN = "unseen"  # the note of what is on its way while nobody can ask what becomes of it
TIME_TO_PAY = timedelta(minutes=10)  # a page that ends sooner than that is not worth opening

# Ways of paying that are called by their own name alone, as the bank transfers that they are nobody calls so.
BY_NAME = frozenset({"Zelle", "Venmo", "Cash App", "PayPal"})


def gateway_of(way: str) -> str:
    """Of a way as pages name it: "stripe", or "stripe.card" where the means matter."""
    return way.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Way:
    """A gateway to pay through. ``payee``: the account there that the money goes to, "" for the one of the settings.
    ``consent_id``: what is paid with is kept by that word. ``means``: by card alone, or by no card; "" for all that the
    gateway has. ``card_fee``: what a credit card costs on top.
    """

    gateway: str
    payee: str = ""
    consent_id: AutopayConsentId | None = None
    means: ByMeans = ""
    card_fee: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """A page at a gateway that asks for ``amount``. ``url`` is there once the gateway made it, and can be paid on until
    ``ends_at``. ``payee`` is the account at the gateway that the money goes to, "" for the one of the settings.

    ``consent_id``: what is paid with is kept by that word, once it is paid. ``method_id``: no page, but a charge of
    that saved method; ``external_id`` is the payment's then, and it is "open" once the gateway may have been asked.

    ``means`` and ``card_fee`` as in ``Way``: the fee is asked for besides ``amount``, and never counts for the invoice.
    """

    id: PaymentRequestId
    account_id: AccountId
    invoice_id: InvoiceId
    gateway: str
    payee: str = ""
    amount: Money
    state: RequestState = "asked"
    external_id: str = ""
    url: str = ""
    ends_at: datetime | None = None
    consent_id: AutopayConsentId | None = None
    method_id: SavedMethodId | None = None
    means: ByMeans = ""
    card_fee: Money
    created_at: datetime

    @property
    def way(self) -> Way:
        return Way(self.gateway, self.payee, self.consent_id, self.means, self.card_fee or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Counted once: unique (gateway, account, external_id). When it succeeded, ``kept`` = ``allocated`` + ``surplus``
    + ``used``; the surplus is the client's credit. By hand, the gateway is "manual".

    ``credit_of``: no money came, it was paid with the credit of that payment, which is ``used`` there; the gateway is
    ``CREDIT``, and it never has a surplus of its own. What goes back of it is that payment's surplus again.

    ``refunded`` and ``disputed`` (charged back, or returned by the bank) went back to the client; ``as_of`` is the
    moment of the newest word about that. ``payee`` is the account at the gateway that it came to, "" for the one of the
    settings. ``card_fee``: what came besides ``amount`` for paying by credit card, and is still there: as ``amount``
    goes back, so does its share of it.
    """

    id: PaymentId
    account_id: AccountId
    invoice_id: InvoiceId
    gateway: str
    external_id: str
    method: str
    note: str = ""
    amount: Money
    allocated: Money
    surplus: Money
    refunded: Money
    disputed: Money
    card_fee: Money
    state: PaymentState
    received_at: datetime
    as_of: datetime | None = None
    credit_of: PaymentId | None = None
    payee: str = ""

    @property
    def kept(self) -> Money:
        """What of it is still there."""
        return self.amount - self.refunded - self.disputed

    @property
    def used(self) -> Money:
        """What of it pays other invoices."""
        if self.state != "succeeded":
            return Money.zero(self.amount.currency)
        return self.kept - self.allocated - self.surplus


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The word that a payment arrived. ``number`` is the invoice's number and the payment's place in it."""

    id: ReceiptId
    account_id: AccountId
    payment_id: PaymentId
    invoice_id: InvoiceId
    number: str
    amount: Money
    balance: Money
    issued_at: datetime
