"""A building site to try the engine on: a firm with its books, a clock that is set by hand, ids from a seed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from core.domain.crediting import Target
from core.domain.ids import (
    AccountId,
    InvoiceId,
    MilestoneId,
    PaymentRequestId,
    ProjectId,
    ProofId,
)
from core.domain.invoice import WHOLE, Invoice
from core.domain.milestone import Milestone
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.party import ON_RECEIPT, Contractor, DueTerms
from core.domain.payment import Payment, PaymentRequest, Way
from core.domain.proof import Copies, Proof
from core.domain.schedule import Term
from core.domain.terms import PLAIN_TERMS, BillingTerms, Progress
from core.ports.ledger import Books, Ledger, ProjectFile
from core.ports.messaging import Attachment
from core.ports.payments import GatewayEvent, PageMade
from core.usecases import (
    billing,
    capturing,
    changing,
    collecting,
    contractors,
    counting,
    crediting,
    gateway_events,
    onboarding,
    using_credit,
    voiding,
)
from core.usecases.asking import Asked
from core.usecases.billing import DraftShown, Issued, Wish
from core.usecases.capturing import Arrival, Examined
from core.usecases.collecting import ByHand
from core.usecases.counting import Counted
from core.usecases.crediting import Credited, CreditShown, CreditWish
from core.usecases.onboarding import Enrolled, Newcomer, ProjectPlan
from tests.twins.memory_ledger import MemoryBooks
from tests.twins.plain_wording import plain_stationery

START = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
ZONE = "America/Los_Angeles"
GATEWAY = "sandbox"


def usd(amount: str) -> Money:
    return Money.of(Decimal(amount), "USD")


def fixed(name: str, amount: str, *, deposit: bool = False) -> Term:
    return Term(name=name, kind="deposit" if deposit else "work", how="fixed", amount=usd(amount))


def percent(name: str, of_sum: str, *, deposit: bool = False) -> Term:
    kind = "deposit" if deposit else "work"
    return Term(name=name, kind=kind, how="percent", rate=Rate.percent(Decimal(of_sum)))


def rest(name: str) -> Term:
    return Term(name=name, kind="work", how="rest")


KITCHEN = (percent("deposit", "10", deposit=True), fixed("demo", "4500"), fixed("cabinets", "8000"), rest("final"))


class Site:
    """One firm. Each call is one transaction, unless ``open`` is used to make several in one."""

    def __init__(self, books: Books | None = None, *, currency: str = "USD", zone: str = ZONE) -> None:
        self.books: Books = MemoryBooks() if books is None else books
        self.account_id = AccountId(uuid4())
        self.now = START
        self.stationery = plain_stationery()
        self._made = 0
        with self.open() as ledger:
            newcomer = Newcomer(
                name="Rivera Builders",
                channel="simulator",
                address=f"chat-{self.account_id}",
                language="en",
                zone=zone,
                currency=currency,
            )
            self.firm: Enrolled = onboarding.enrol(ledger, self.asked(member=False), newcomer)

    def new_id(self) -> UUID:
        """Never the same twice, and in no order."""
        self._made += 1
        return uuid5(self.account_id, str(self._made))

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        with self.books.open(self.account_id) as ledger:
            yield ledger

    def later(self, **by: float) -> None:
        self.now += timedelta(**(by or {"seconds": 1}))

    def asked(self, *, member: bool = True) -> Asked:
        return Asked(now=self.now, new_id=self.new_id, member_id=self.firm.member.id if member else None)

    # projects

    def project(
        self,
        contract_sum: Money | None = None,
        terms: Sequence[Term] = KITCHEN,
        *,
        tax: str = "0",
        due_days: int = 0,
        name: str = "Maple St kitchen",
        client: str = "Dana Lee",
        phone: str = "+14155550134",
        agreed: BillingTerms = PLAIN_TERMS,
    ) -> ProjectFile:
        plan = ProjectPlan(
            name=name,
            client_name=client,
            client_phone=phone,
            client_language="en",
            contract_sum=contract_sum or usd("24000"),
            terms=tuple(terms),
            tax_rate=Rate.percent(Decimal(tax)) if Decimal(tax) else ZERO_RATE,
            due_terms=DueTerms(due_days) if due_days else ON_RECEIPT,
        )
        with self.open() as ledger:
            file = onboarding.create_project(ledger, self.asked(), self.firm.contractor.id, plan)
            ledger.save(replace(file.contract, terms=agreed))
            return ledger.project_file(file.project.id)

    def file(self, project_id: ProjectId) -> ProjectFile:
        with self.open() as ledger:
            return ledger.project_file(project_id)

    def milestone(self, project_id: ProjectId, name: str) -> Milestone:
        return next(one for one in self.file(project_id).milestones if one.name == name)

    def agree(self, project_id: ProjectId, name: str, **terms: object) -> Milestone:
        """As a signed proposal would: a rate of retainage of its own, when it is due, its lines."""
        milestone = replace(self.milestone(project_id, name), **terms)
        with self.open() as ledger:
            ledger.save(milestone)
        return milestone

    def progress(self, project_id: ProjectId, name: str, percent: str = "", stored: Money | None = None) -> Milestone:
        """How far it is said to be; no percentage and nothing stored takes that back."""
        share = Rate.percent(Decimal(percent)) if percent else None
        return self.agree(project_id, name, progress=Progress(percent_complete=share, stored=stored))

    def add_line(
        self, project_id: ProjectId, milestone: MilestoneId, description: str, price: Money, quantity: str = "1"
    ) -> changing.Changed:
        new = changing.NewLine(description=description, unit_price=price, quantity=Decimal(quantity))
        with self.open() as ledger:
            return changing.add_line(ledger, self.asked(), project_id, milestone, new)

    def contractor(self, name: str = "Lopez Plumbing", **facts: object) -> Contractor:
        """One more who works for this firm."""
        with self.open() as ledger:
            added = replace(contractors.add_contractor(ledger, self.asked(), name), **facts)
            ledger.save(added)
        return added

    def assign(self, project_id: ProjectId, contractor: Contractor, *names: str) -> contractors.Assigned:
        ids = [self.milestone(project_id, name).id for name in names]
        with self.open() as ledger:
            return contractors.assign(ledger, project_id, ids, contractor.id)

    # proof

    def photos_arrive(
        self,
        project_id: ProjectId | None,
        milestone_id: MilestoneId | None,
        n: int = 1,
        *,
        caption: str = "",
        kind: str = "photo",
        batch: str = "",
        via: str = "",
    ) -> tuple[Proof, ...]:
        file = Attachment(kind=kind, ref="", file_name=f"{kind}.bin", media_type="image/jpeg", size=10, via=via)
        files = tuple(replace(file, ref=str(self.new_id())) for _ in range(n))
        arrival = Arrival(
            channel="simulator",
            sent_by=self.firm.member.id,
            attachments=files,
            caption=caption,
            received_at=self.now,
            batch=batch,
        )
        with self.open() as ledger:
            return capturing.take_attachments(ledger, self.asked(), arrival, project_id, milestone_id)

    def keep(self, proof: Proof | ProofId, bytes_of: str = "") -> Proof:
        """``bytes_of`` names the content: the same name is the same bytes."""
        proof_id = proof.id if isinstance(proof, Proof) else proof
        kind = proof.kind if isinstance(proof, Proof) else "photo"
        with self.open() as ledger:
            return capturing.keep_proof(ledger, proof_id, examined(bytes_of or str(proof_id), kind))

    def refuse(self, proof: Proof | ProofId, code: str = "media.unreadable") -> Proof:
        proof_id = proof.id if isinstance(proof, Proof) else proof
        with self.open() as ledger:
            return capturing.refuse_proof(ledger, proof_id, code, kept_key="quarantine", sha256="0" * 64)

    def photos_kept(self, project_id: ProjectId, milestone_id: MilestoneId, n: int = 1) -> tuple[Proof, ...]:
        return tuple(self.keep(one) for one in self.photos_arrive(project_id, milestone_id, n))

    def place(
        self, proofs: Sequence[Proof | ProofId], project_id: ProjectId, milestone_id: MilestoneId | None
    ) -> tuple[Proof, ...]:
        ids = [one.id if isinstance(one, Proof) else one for one in proofs]
        with self.open() as ledger:
            return capturing.place_proofs(ledger, ids, project_id, milestone_id)

    def withdraw(self, *proofs: Proof) -> tuple[Proof, ...]:
        with self.open() as ledger:
            return capturing.withdraw_proofs(ledger, [one.id for one in proofs])

    def proof(self, proof: Proof) -> Proof:
        with self.open() as ledger:
            return ledger.proof(proof.id)

    # invoices

    def draft(self, project_id: ProjectId, *milestones: Milestone) -> DraftShown:
        with self.open() as ledger:
            return billing.draft_invoice(
                ledger, self.asked(), project_id, [one.id for one in milestones], self.stationery
            )

    def draft_any(self, project_id: ProjectId, wish: Wish) -> DraftShown:
        with self.open() as ledger:
            return billing.draft_any(ledger, self.asked(), project_id, wish, self.stationery)

    def deposit(self, project_id: ProjectId) -> Invoice:
        return self.issue(self.draft_any(project_id, Wish(kind="deposit"))).invoice

    def release(self, project_id: ProjectId, *names: str, share: Rate = WHOLE) -> Invoice:
        """Of these milestones, or of all."""
        ids = tuple(self.milestone(project_id, name).id for name in names)
        wish = Wish(kind="retainage_release", milestone_ids=ids, share=share)
        return self.issue(self.draft_any(project_id, wish)).invoice

    def issue(self, shown: DraftShown, *, without_arriving: bool = False) -> Issued:
        with self.open() as ledger:
            return billing.issue_invoice(
                ledger,
                self.asked(),
                shown.draft.id,
                shown.sheet.fingerprint,
                self.stationery,
                without_arriving=without_arriving,
            )

    def bill(self, project_id: ProjectId, *names: str) -> Invoice:
        """Draft and issue these milestones, late proofs left behind."""
        milestones = [self.milestone(project_id, name) for name in names]
        return self.issue(self.draft(project_id, *milestones), without_arriving=True).invoice

    def invoice(self, invoice_id: InvoiceId) -> Invoice:
        with self.open() as ledger:
            return ledger.invoice(invoice_id)

    def void(self, invoice: Invoice) -> Invoice:
        with self.open() as ledger:
            return voiding.void_invoice(ledger, self.asked(), invoice.id)

    def show_credit(
        self, invoice: Invoice, amount: Money | None = None, reason: str = "", target: Target | None = None
    ) -> CreditShown:
        with self.open() as ledger:
            return crediting.show_credit(ledger, invoice.id, CreditWish(amount=amount, reason=reason, target=target))

    def credit(
        self,
        invoice: Invoice,
        amount: Money | None = None,
        *,
        reason: str = "",
        confirmed: str = "",
        target: Target | None = None,
    ) -> Credited:
        """As it would be shown now, unless ``confirmed`` was."""
        wish = CreditWish(amount=amount, reason=reason, target=target)
        with self.open() as ledger:
            confirmed = confirmed or crediting.show_credit(ledger, invoice.id, wish).fingerprint
            return crediting.issue_credit(ledger, self.asked(), invoice.id, wish, confirmed, self.stationery)

    # money

    def balance(self, invoice: Invoice) -> Money:
        with self.open() as ledger:
            return counting.balance_of(ledger.project_file(invoice.project_id), ledger.invoice(invoice.id))

    def pay_by_hand(self, invoice: Invoice, amount: Money, *, key: str = "", note: str = "check 1023") -> Counted:
        paid = ByHand(amount=amount, method="check", note=note, balance=self.balance(invoice))
        with self.open() as ledger:
            return collecting.record_by_hand(ledger, self.asked(), invoice.id, paid, key or str(self.new_id()))

    def credit_left(self, project_id: ProjectId) -> Money:
        with self.open() as ledger:
            return using_credit.credit_left(ledger, ledger.project_file(project_id))

    def use_credit(self, invoice: Invoice, shown: Money | None = None, key: UUID | None = None) -> tuple[Counted, ...]:
        with self.open() as ledger:
            file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
            usable = shown or using_credit.credit_for(ledger, file, ledger.invoice(invoice.id))
            return using_credit.use_credit(ledger, self.asked(), invoice.id, usable, key or self.new_id())

    def used_credit(self, invoice: Invoice) -> Money:
        return using_credit.used_on(self.file(invoice.project_id), self.invoice(invoice.id))

    def give_back_credit(self, invoice: Invoice, shown: Money | None = None) -> Invoice:
        with self.open() as ledger:
            used = shown or using_credit.used_on(ledger.project_file(invoice.project_id), invoice)
            return using_credit.give_back(ledger, self.asked(), invoice.id, used)[1]

    def reverse(self, payment: Payment) -> Counted:
        with self.open() as ledger:
            return collecting.reverse_by_hand(ledger, self.asked(), payment.id, payment.invoice_id)

    def ask(self, invoice: Invoice, gateway: str = GATEWAY, payee: str = "", **way_of: Any) -> PaymentRequest:
        way = Way(gateway, payee, **way_of)
        with self.open() as ledger:
            return collecting.ask_payment(ledger, self.asked(member=False), invoice.id, self.new_id(), way)

    def request(self, request: PaymentRequest) -> PaymentRequest:
        with self.open() as ledger:
            return ledger.payment_request(PaymentRequestId(request.id))

    def page_made(self, request: PaymentRequest, ends_at: datetime | None = None) -> PaymentRequest:
        with self.open() as ledger:
            return collecting.payment_page_made(
                ledger, request.id, PageMade("page-1", "https://pay.example/1", ends_at)
            )

    def page_failed(self, request: PaymentRequest) -> PaymentRequest:
        with self.open() as ledger:
            return collecting.payment_page_failed(ledger, request.id)

    def hear(self, event: GatewayEvent, *, test_mode: bool = True) -> Counted:
        with self.open() as ledger:
            return gateway_events.take_gateway_event(ledger, self.asked(member=False), event, test_mode=test_mode)


def event_for(
    request: PaymentRequest,
    outcome: str = "succeeded",
    *,
    external_id: str = "pay-1",
    amount: Money | None = None,
    gateway: str = GATEWAY,
    test_mode: bool = True,
    minutes: int = 0,
    came: int | None = None,
    reason: str = "",
    account: str = "",
    refunded: Money | None = None,
    disputed: Money | None = None,
    ends_page: bool = False,
) -> GatewayEvent:
    amount = request.amount if amount is None else amount
    nothing = Money.zero(amount.currency)
    return GatewayEvent(
        gateway=gateway,
        account=account,
        external_id=external_id,
        reference=str(request.id),
        outcome=outcome,
        amount=amount,
        refunded=nothing if refunded is None else refunded,
        disputed=nothing if disputed is None else disputed,
        method="card",
        test_mode=test_mode,
        occurred_at=START + timedelta(minutes=minutes),
        came_at=None if came is None else START + timedelta(minutes=came),
        reason=reason,
        ends_page=ends_page,
    )


def examined(bytes_of: str, kind: str = "photo") -> Examined:
    sha256 = uuid5(UUID(int=0), bytes_of).hex * 2
    copies = Copies(client="c", page="p", thumb="t", client_type="image/jpeg", width=40, height=30)
    return Examined(
        kind=kind,
        media_type="image/jpeg",
        sha256=sha256,
        size=1234,
        original_key=f"key/{sha256}",
        copies=copies,
        taken_at=None,
        location=None,
        pages=4 if kind == "document" else 0,
        duration_seconds=32 if kind == "video" else 0,
    )
