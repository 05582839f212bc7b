"""One whole story of one account, and arbitrary values of every kind."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from core.domain.account import Account, Address, Member
from core.domain.autopay import AutopayConsent, SavedMethod
from core.domain.bank import BankDetails, BankFacts
from core.domain.bank_line import BankFile, BankLine
from core.domain.ids import AccountId
from core.domain.invoice import (
    Approval,
    CreditNote,
    Draft,
    Invoice,
    InvoicePart,
    Opening,
    PaymentLink,
    Question,
    TaxAmount,
)
from core.domain.journal import JournalEntry, Moving, entry_of
from core.domain.limits import LimitOverride
from core.domain.line_answer import LineAnswer
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, Rate
from core.domain.party import Client, Contractor, DueTerms
from core.domain.payee import Payee
from core.domain.payment import Payment, PaymentRequest, Receipt
from core.domain.project import ChangeOrder, Contract, Project
from core.domain.proof import Copies, Proof
from core.domain.proof_pack import ProofPack, code_from
from core.domain.proposal import DepositWish, Proposal, ProposalLine, ProposalQuestion, ProposalSection, Share
from core.domain.refund import Refund
from core.domain.reminder import ReminderPlan
from core.domain.schedule import Term
from core.domain.template import ProposalTemplate, blueprint_of
from core.ports.messaging import Message
from core.ports.outbox import Outbound

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def new(kind: Callable[[uuid.UUID], Any] = lambda value: value) -> Any:
    return kind(uuid.uuid4())


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def line(amount: int, **changed: Any) -> LineItem:
    fields = {"description": "Work", "quantity": Decimal(1), "unit_price": usd(amount), "amount": usd(amount)}
    return LineItem(id=new(), **{**fields, **changed})


TAX = {"name": "Sales tax", "rate": Rate(86_250), "scope": "all", "inclusive": False}


def part(milestone: Milestone, minor: int) -> InvoicePart:
    return InvoicePart(
        milestone_id=milestone.id,
        amount=usd(minor),
        labor=usd(0),
        materials=usd(0),
        other=usd(minor),
        exempt=usd(0),
        stored=usd(0),
        retained=usd(0),
    )


class Story:
    """One firm with one project: everything that a test needs to stand on. ``all`` is in an order that can be kept."""

    def text(self, key: str) -> Outbound:
        """A message to somebody's phone."""
        return Outbound(
            id=new(),
            account_id=self.account.id,
            key=key,
            channel="sms",
            address="+1415",
            message=Message(text="Hello"),
            created_at=NOON,
        )

    def __init__(self, account_id: AccountId | None = None) -> None:
        own = {"account_id": account_id or new()}
        self.account = Account(
            id=own["account_id"], name="Lee & Sons", currency="USD", zone="UTC", language="en", created_at=NOON
        )
        self.contractor = Contractor(
            **own, id=new(), name="Lee & Sons", tax_rate=Rate(86_250), due_terms=DueTerms(14), email="lee@example.com"
        )
        self.client = Client(**own, id=new(), name="Dana Lee", phone="+14155550134", language="es")
        self.member = Member(**own, id=new(), contractor_id=self.contractor.id, name="Sam", role="owner", language="en")
        self.member_address = Address(
            **own, id=new(), channel="telegram", value=str(new()), member_id=self.member.id, created_at=NOON
        )
        self.client_address = Address(
            **own, id=new(), channel="sms", value="+14155550134", client_id=self.client.id, created_at=NOON
        )
        self.project = Project(
            **own,
            id=new(),
            contractor_id=self.contractor.id,
            client_id=self.client.id,
            name="Maple St kitchen",
            currency="USD",
            tax_rate=Rate(86_250),
            due_terms=DueTerms(14),
            zone="America/Los_Angeles",
            created_at=NOON,
        )
        self.contract = Contract(**own, id=new(), project_id=self.project.id, original_contract_sum=usd(2_400_000))
        self.milestones = tuple(self.milestone(place, name) for place, name in enumerate(("Demo", "Cabinets"), 1))

    @property
    def own(self) -> dict[str, Any]:
        return {"account_id": self.account.id}

    @property
    def all(self) -> tuple[Any, ...]:
        return (
            self.account,
            self.contractor,
            self.client,
            self.member,
            self.member_address,
            self.client_address,
            self.project,
            self.contract,
            *self.milestones,
        )

    def milestone(self, position: int, name: str, **changed: Any) -> Milestone:
        fields = {
            **self.own,
            "project_id": self.project.id,
            "contractor_id": self.contractor.id,
            "position": position,
            "name": name,
            "kind": "work",
            "scheduled_value": usd(450_000),
            "lines": (line(400_000), line(50_000, quantity=Decimal("1.50"), change_order_id=new())),
        }
        return Milestone(id=new(), **{**fields, **changed})

    def change_order(self, amount: int = 35_000, **changed: Any) -> ChangeOrder:
        fields = {
            **self.own,
            "project_id": self.project.id,
            "milestone_id": self.milestones[0].id,
            "description": "Dumpster",
            "amount": usd(amount),
            "recorded_by": self.member.id,
            "recorded_at": NOON,
        }
        return ChangeOrder(id=new(), **{**fields, **changed})

    def proof(self, **changed: Any) -> Proof:
        fields = {
            **self.own,
            "project_id": self.project.id,
            "milestone_id": self.milestones[0].id,
            "kind": "photo",
            "channel": "telegram",
            "media_ref": "ref",
            "file_name": "wall.jpg",
            "caption": "North wall",
            "sent_by": self.member.id,
            "received_at": NOON,
        }
        return Proof(id=new(), **{**fields, **changed})

    def kept_proof(self, **changed: Any) -> Proof:
        copies = Copies(client="a/1", page="a/2", thumb="a/3", client_type="image/jpeg", width=1600, height=1200)
        sha256 = uuid.uuid4().hex * 2
        return self.proof(**{"state": "kept", "sha256": sha256, "copies": copies, "size": 1_000_000, **changed})

    def draft(self, **changed: Any) -> Draft:
        fields = {
            **self.own,
            "project_id": self.project.id,
            "milestone_ids": (self.milestones[0].id,),
            "fingerprint": "f" * 64,
            "created_at": NOON,
        }
        return Draft(id=new(), **{**fields, **changed})

    def invoice(self, sequence: int, **changed: Any) -> Invoice:
        fields = {
            **self.own,
            "contractor_id": self.contractor.id,
            "project_id": self.project.id,
            "milestone_ids": (self.milestones[0].id,),
            "sequence": sequence,
            "number": f"INV-{sequence:04}",
            "subtotal": usd(450_000),
            "taxable": usd(450_000),
            "tax": usd(38_813),
            "total": usd(488_813),
            "issued_at": NOON,
            "due_on": date(2026, 12, 6),
            "language": "es",
            "sheet": {"title": "Factura", "total_minor": 488_813, "sections": [{"name": "Demo"}]},
            "sheet_hash": "a" * 64,
            "parts": (part(self.milestones[0], 450_000),),
            "taxes": (TaxAmount(**TAX, base=usd(450_000), tax=usd(38_813)),),
            "retained": usd(0),
            "deposit_applied": usd(0),
        }
        return Invoice(id=new(), **{**fields, **changed})

    def credit_note(self, invoice: Invoice, sequence: int = 1, **changed: Any) -> CreditNote:
        fields = {
            **self.own,
            "contractor_id": invoice.contractor_id,
            "project_id": invoice.project_id,
            "invoice_id": invoice.id,
            "sequence": sequence,
            "number": f"CN-{sequence:04}",
            "reason": "Broken tile",
            "parts": (part(self.milestones[0], 100_00),),
            "taxes": (TaxAmount(**TAX, base=usd(100_00), tax=usd(8_63)),),
            "subtotal": usd(100_00),
            "tax": usd(8_63),
            "retained": usd(0),
            "deposit_applied": usd(0),
            "total": usd(108_63),
            "issued_at": NOON,
            "language": "es",
            "sheet": {"title": "Nota"},
            "sheet_hash": "b" * 64,
        }
        return CreditNote(id=new(), **{**fields, **changed})

    def link(self, invoice: Invoice, **changed: Any) -> PaymentLink:
        return PaymentLink(**{**self.own, "id": new(), "invoice_id": invoice.id, **changed})

    def proposal(self, **changed: Any) -> Proposal:
        price = usd(240_000)
        priced = {"unit_price": price, "amount": price}
        lines = (ProposalLine(id=new(), description="Demo", **priced, optional=True, picked=True),)
        fields = {
            **self.own,
            "contractor_id": self.contractor.id,
            "client_id": self.client.id,
            "name": "Maple St kitchen",
            "currency": "USD",
            "sections": (ProposalSection(name="Kitchen", kind="room", lines=lines),),
            "schedule": (Term(name="All", kind="work", how="rest"),),
            "deposit": DepositWish(share=Share(rate=Rate(100_000)), credit="last"),
            "created_by": self.member.id,
            "created_at": NOON,
        }
        return Proposal(id=new(), **{**fields, **changed})

    def template(self, **changed: Any) -> ProposalTemplate:
        fields = {
            **self.own,
            "contractor_id": self.contractor.id,
            "name": "kitchen",
            "currency": "USD",
            "blueprint": blueprint_of(self.proposal(), uuid.uuid4),
            "created_by": self.member.id,
            "created_at": NOON,
        }
        return ProposalTemplate(id=new(), **{**fields, **changed})

    def proof_pack(self, **changed: Any) -> ProofPack:
        fields = {
            **self.own,
            "project_id": self.project.id,
            "milestone_id": self.milestones[0].id,
            "sheet": {"title": "Proof pack", "files": []},
            "sheet_hash": "f" * 64,
            "code": code_from(new()),
            "made_by": self.member.id,
            "made_at": NOON,
        }
        return ProofPack(id=new(), **{**fields, **changed})

    def autopay(self, invoice: Invoice, link: PaymentLink, **changed: Any) -> tuple[AutopayConsent, SavedMethod]:
        """What a client agreed to, and what is kept by that."""
        whose = {**self.own, "project_id": self.project.id, "contractor_id": self.contractor.id}
        whose |= {"client_id": self.client.id, "currency": "USD"}
        said = {"invoice_id": invoice.id, "link_id": link.id, "words": "Save it", "language": "en", "given_at": NOON}
        consent = AutopayConsent(id=new(), **whose, **said)
        kept = {"consent_id": consent.id, "gateway": "stripe", "payee": "", "customer": "cus_1", "external_id": "pm_1"}
        kept |= {"brand": "Visa", "last4": "4242", "created_at": NOON}
        return consent, SavedMethod(id=new(), **{**whose, **kept, **changed})

    def request(self, invoice: Invoice, **changed: Any) -> PaymentRequest:
        fields = {
            **self.own,
            "invoice_id": invoice.id,
            "gateway": "sandbox",
            "amount": invoice.total,
            "card_fee": usd(0),
            "created_at": NOON,
        }
        return PaymentRequest(id=new(), **{**fields, **changed})

    def payment(self, invoice: Invoice, minor: int, **changed: Any) -> Payment:
        fields = {
            **self.own,
            "invoice_id": invoice.id,
            "gateway": "sandbox",
            "external_id": str(new()),
            "method": "card",
            "amount": usd(minor),
            "allocated": usd(minor),
            "surplus": usd(0),
            "refunded": usd(0),
            "disputed": usd(0),
            "card_fee": usd(0),
            "state": "succeeded",
            "received_at": NOON,
        }
        return Payment(id=new(), **{**fields, **changed})

    def refund(self, payment: Payment, **changed: Any) -> Refund:
        fields = {**self.own, "payment_id": payment.id, "invoice_id": payment.invoice_id, "amount": usd(100)}
        fields |= {"asked_by": self.member.id, "asked_at": NOON}
        return Refund(id=new(), **{**fields, **changed})

    def reminder_plan(self, invoice: Invoice, **changed: Any) -> ReminderPlan:
        fields = {**self.own, "invoice_id": invoice.id, "begun_on": NOON.date(), "next_at": NOON}
        return ReminderPlan(id=new(), **{**fields, **changed})

    def bank_file(self, **changed: Any) -> BankFile:
        fields = {**self.own, "file_key": "k", "file_name": "bank.csv", "kind": "csv", "sent_by": self.member.id}
        return BankFile(id=new(), **{**fields, "came_at": NOON, **changed})

    def bank_line(self, file: BankFile, **changed: Any) -> BankLine:
        fields = {**self.own, "file_id": file.id, "on": NOON.date(), "amount": usd(100), "left": usd(100)}
        fields |= {"payer": "DANA LEE", "text": "INV-0001", "reference": "1"}
        return BankLine(id=new(), **{**fields, **changed})

    def from_bank(self) -> tuple[BankFile, BankLine]:
        """A file and a line of it."""
        file = self.bank_file()
        return file, self.bank_line(file)

    def bank_details(self, **changed: Any) -> BankDetails:
        facts = BankFacts(kind="us", holder="Lee & Sons", bank="Chase", routing="021000021", number="123456789")
        fields = {**self.own, "contractor_id": self.contractor.id, "facts": facts}
        fields |= {"said_by": self.member.id, "said_at": NOON}
        return BankDetails(id=new(), **{**fields, **changed})

    def payee(self, **changed: Any) -> Payee:
        fields = {**self.own, "contractor_id": self.contractor.id, "gateway": "stripe", "created_at": NOON}
        payee_id = new()
        return Payee(id=payee_id, **{**fields, "external_id": f"acct_{payee_id.hex}", **changed})

    def receipt(self, payment: Payment, **changed: Any) -> Receipt:
        fields = {
            **self.own,
            "payment_id": payment.id,
            "invoice_id": payment.invoice_id,
            "number": "INV-0001/1",
            "amount": payment.amount,
            "balance": usd(0),
            "issued_at": NOON,
        }
        return Receipt(id=new(), **{**fields, **changed})

    def opening(self, invoice: Invoice, at: datetime = NOON, **changed: Any) -> Opening:
        fields = {"account_id": self.account.id, "invoice_id": invoice.id, "opened_at": at, "last_at": at}
        return Opening(id=new(), **{**fields, **changed})

    def question(self, invoice: Invoice, text: str, **changed: Any) -> Question:
        fields = {**self.own, "invoice_id": invoice.id, "author": "client", "text": text, "asked_at": NOON}
        return Question(id=new(), **{**fields, **changed})

    def proposal_question(self, proposal: Proposal, text: str, **changed: Any) -> ProposalQuestion:
        fields = {**self.own, "proposal_id": proposal.id, "author": "client", "text": text, "asked_at": NOON}
        return ProposalQuestion(id=new(), **{**fields, **changed})

    def line_answer(self, invoice: Invoice, **changed: Any) -> LineAnswer:
        fields = {**self.own, "invoice_id": invoice.id, "milestone_id": self.milestones[0].id, "kind": "dispute"}
        fields |= {"words": "Two loads?", "by": "link holder", "at": NOON}
        return LineAnswer(id=new(), **{**fields, **changed})

    def limit_override(self, **changed: Any) -> LimitOverride:
        fields = {
            **self.own,
            "project_id": self.project.id,
            "limit_id": "US-CA.deposit",
            "limit_version": date(2011, 1, 1),
            "proposed": usd(300_000),
            "allowed": usd(100_000),
            "reason": "Blanket bond",
            "recorded_by": self.member.id,
            "recorded_at": NOON,
        }
        return LimitOverride(id=new(), **{**fields, **changed})

    def journal_entry(self, thing: Moving, **changed: Any) -> JournalEntry:
        project = (self.account.id, self.project.id)
        made = entry_of(project, ("received" if isinstance(thing, Payment) else "issued", thing.id), (), (thing,), NOON)
        assert made is not None
        return replace(made, **changed)

    def approval(self, invoice: Invoice) -> Approval:
        return Approval(**self.own, id=new(), invoice_id=invoice.id, by="by link holder", approved_at=NOON)


# Everything that text may be, but for what PostgreSQL cannot keep: NUL, and halves of surrogate pairs.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)
AMOUNTS = st.integers(-(2**62), 2**62)
ZONES = st.integers(-14 * 3600, 14 * 3600).map(lambda seconds: timezone(timedelta(seconds=seconds)))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive there
CAMERA_TIMES = st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1), timezones=st.none() | ZONES)  # noqa: DTZ001  # as above
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
QUANTITIES = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=4)
