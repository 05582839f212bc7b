"""Lifecycles are tables: (state, action) -> state. What is not in the table does not happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.domain.bank import BankState
from core.domain.errors import NotAllowed
from core.domain.invoice import DraftState, InvoiceState
from core.domain.milestone import MilestoneState
from core.domain.payment import PaymentState, RequestState
from core.domain.project import ChangeOrderState
from core.domain.proof import ProofState
from core.domain.proposal import ProposalState
from core.domain.refund import RefundState

S = TypeVar("S", bound=str)


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S]):
    """One thing's states. ``steps`` is exhaustive; ``first`` is where it begins."""

    name: str
    first: S
    steps: Mapping[tuple[S, str], S]

    @property
    def states(self) -> frozenset[S]:
        return frozenset({self.first, *(state for state, _ in self.steps), *self.steps.values()})

    @property
    def actions(self) -> frozenset[str]:
        return frozenset(action for _, action in self.steps)

    def after(self, state: S, action: str) -> S:
        """The next state. NotAllowed (code ``<name>.<action>``, details ``state``) when the table has none."""
        try:
            return self.steps[state, action]
        except KeyError:
            raise NotAllowed(f"{self.name}.{action}", state=state) from None

    def allows(self, state: S, action: str) -> bool:
        return (state, action) in self.steps


MILESTONE: Lifecycle[MilestoneState] = Lifecycle(
    "milestone",
    "planned",
    {
        ("planned", "finish"): "done",
        ("done", "reopen"): "planned",
        ("planned", "bill"): "billed",
        ("done", "bill"): "billed",
        ("planned", "bill_part"): "planned",  # the rest can be billed later
        ("billed", "settle"): "paid",
        ("billed", "unbill"): "done",
        ("paid", "unsettle"): "billed",
        ("paid", "unbill"): "done",  # a credit note on what was paid: it can be billed again
    },
)

PROOF: Lifecycle[ProofState] = Lifecycle(
    "proof",
    "arriving",
    {
        ("arriving", "keep"): "kept",
        ("arriving", "refuse"): "refused",
        ("arriving", "duplicate"): "duplicate",
        ("arriving", "withdraw"): "withdrawn",
        ("kept", "withdraw"): "withdrawn",
        ("kept", "duplicate"): "duplicate",  # moved to a milestone that has the same bytes
        ("duplicate", "keep"): "kept",  # moved to one that has not
        # Kept with a payment as its evidence, and given back.
        ("arriving", "file"): "filed",
        ("kept", "file"): "filed",
        ("duplicate", "file"): "filed",
        ("filed", "file"): "filed",  # with another payment
        ("filed", "keep"): "kept",
        ("filed", "duplicate"): "duplicate",
    },
)

DRAFT: Lifecycle[DraftState] = Lifecycle(
    "draft",
    "open",
    {("open", "issue"): "issued", ("open", "cancel"): "cancelled"},
)

INVOICE: Lifecycle[InvoiceState] = Lifecycle(
    "invoice",
    "issued",
    {
        ("issued", "pay_part"): "part_paid",
        ("issued", "pay_all"): "paid",
        ("part_paid", "pay_part"): "part_paid",
        ("part_paid", "pay_all"): "paid",
        ("paid", "pay_all"): "paid",  # a surplus: it becomes the client's credit, never lost
        ("paid", "reverse_part"): "part_paid",
        ("paid", "reverse_all"): "issued",
        ("part_paid", "reverse_part"): "part_paid",
        ("part_paid", "reverse_all"): "issued",
        ("issued", "void"): "void",
        # A credit note: of a part, of so much that nothing is left to pay, of all.
        ("issued", "credit_part"): "issued",
        ("issued", "credit_rest"): "paid",
        ("part_paid", "credit_part"): "part_paid",
        ("part_paid", "credit_rest"): "paid",
        ("paid", "credit_rest"): "paid",
        ("issued", "credit_all"): "credited",
        ("part_paid", "credit_all"): "credited",
        ("paid", "credit_all"): "credited",
    },
)

PAYMENT: Lifecycle[PaymentState] = Lifecycle(
    "payment",
    "pending",
    {
        ("pending", "succeed"): "succeeded",
        ("pending", "fail"): "failed",
        ("pending", "park"): "parked",
        ("pending", "wait"): "pending",
        ("failed", "fail"): "failed",
        (
            "failed",
            "wait",
        ): "pending",  # a declined card, then a bank debit that takes days: the same payment, on its way
        # Gateways' events are unordered: money that came, came; and what does not match is parked, whatever was before.
        ("failed", "succeed"): "succeeded",
        ("failed", "park"): "parked",
        ("parked", "succeed"): "succeeded",
        ("succeeded", "reverse"): "reversed",
    },
)

PAYMENT_REQUEST: Lifecycle[RequestState] = Lifecycle(
    "payment_request",
    "asked",
    {
        ("asked", "open"): "open",
        ("asked", "fail"): "failed",
        ("open", "close"): "closed",
        ("asked", "close"): "closed",
        ("failed", "close"): "closed",
        ("failed", "open"): "open",
    },
)

REFUND: Lifecycle[RefundState] = Lifecycle(
    "refund",
    "asked",
    {
        ("asked", "begin"): "unknown",  # until the gateway answers nobody knows whether it went
        ("asked", "fail"): "failed",
        ("unknown", "send"): "sent",
        ("unknown", "fail"): "failed",
    },
)

CHANGE_ORDER: Lifecycle[ChangeOrderState] = Lifecycle(
    "change_order",
    "proposed",
    {
        ("proposed", "edit"): "proposed",
        ("proposed", "approve"): "approved",
        ("proposed", "decline"): "declined",
        ("proposed", "withdraw"): "withdrawn",
        ("approved", "withdraw"): "withdrawn",
    },
)

PROPOSAL: Lifecycle[ProposalState] = Lifecycle(
    "proposal",
    "draft",
    {
        ("draft", "edit"): "draft",
        ("draft", "send"): "sent",
        ("sent", "edit"): "draft",  # what was sent is no longer offered, until it is sent again
        ("sent", "send"): "sent",
        ("sent", "sign"): "signed",
        ("draft", "sign"): "signed",  # on paper
        ("sent", "decline"): "declined",
        ("declined", "edit"): "draft",
        ("draft", "withdraw"): "withdrawn",
        ("sent", "withdraw"): "withdrawn",
        ("declined", "withdraw"): "withdrawn",
    },
)

BANK_DETAILS: Lifecycle[BankState] = Lifecycle(
    "bank_details",
    "shown",
    {
        ("shown", "keep"): "kept",
        ("kept", "cancel"): "cancelled",  # before they come into force
        ("kept", "remove"): "removed",  # after
        ("removed", "put_back"): "kept",
    },
)

ALL: tuple[
    Lifecycle[MilestoneState]
    | Lifecycle[ProofState]
    | Lifecycle[DraftState]
    | Lifecycle[InvoiceState]
    | Lifecycle[PaymentState]
    | Lifecycle[RequestState]
    | Lifecycle[RefundState]
    | Lifecycle[ChangeOrderState]
    | Lifecycle[ProposalState]
    | Lifecycle[BankState],
    ...,
] = (MILESTONE, PROOF, DRAFT, INVOICE, PAYMENT, PAYMENT_REQUEST, REFUND, CHANGE_ORDER, PROPOSAL, BANK_DETAILS)
