"""The read models, filled by one statement each: no aggregate is loaded to show a page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from core.domain.ids import (
    AccountId,
    ChangeOrderId,
    ContractorId,
    InvoiceId,
    MemberId,
    MilestoneId,
    PaymentLinkId,
    ProjectId,
    ProposalId,
    UploadId,
)
from core.domain.money import Money, Rate
from core.domain.payment import TIME_TO_PAY
from core.domain.terms import TaxRule
from core.usecases.aging_views import Aging
from core.usecases.change_views import ChangePage
from core.usecases.invoice_views import CreditView, InvoicePage, QuestionView
from core.usecases.project_views import ProjectPage
from core.usecases.proof_views import FileView, Size
from core.usecases.views import MilestoneSummary, OwedRow, ProjectSummary, ProposalPage, UploadPage, VerifiedPack, Who
from core.usecases.year_views import Year
from storage import views_sql as sql
from storage.mapping_json import storable
from storage.views_aging import AGING, aging_from
from storage.views_answers import answers_from, disputed_from
from storage.views_autopay import ways_from
from storage.views_bank import bank_from
from storage.views_packs import VERIFIED_PACK, verified_pack_from
from storage.views_payments import payment_from
from storage.views_people import WHO, who_from
from storage.views_project import PROJECT_PAGE, PROJECT_PROOF, project_page_from
from storage.views_proofs import proof_from
from storage.views_proposals import PROPOSAL_PAGE, proposal_page_from
from storage.views_waiting import waits_from
from storage.views_year import YEAR, year_from


class SqlReads:
    """The reads that pages and dialogue make: committed state only, no transaction held."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def who(self, channel: str, address: str) -> tuple[Who, ...]:
        rows = self._rows(WHO, {"channel": channel, "address": storable(address)})
        return tuple(who_from(row) for row in rows)

    def invoice_page(self, link_id: UUID) -> InvoicePage | None:
        rows = self._rows(sql.INVOICE_PAGE, (link_id,))
        return _invoice_page(rows[0]) if rows else None

    def proof_file(self, link_id: UUID, proof_id: UUID, size: Size) -> FileView | None:
        """Only proofs of that link's invoice, only while the link is not revoked."""
        return self._file(sql.PROOF_FILE, {"link_id": link_id, "proof_id": proof_id, "size": size})

    def invoice_file(self, link_id: UUID) -> FileView | None:
        """The PDF of that link's invoice, once it is stored, while the link is not revoked."""
        return self._file(sql.INVOICE_FILE, (link_id,))

    def payment_page(
        self, link_id: UUID, amount: Money | None = None, gateway: str = "", *, keep: bool = False
    ) -> str | None:
        """The address of the newest open payment request of that link's invoice, for exactly this much of its balance,
        or for all of it; not of one that ends too soon to pay on it. "" where the gateway would not make its page.
        ``keep``: one that keeps what it is paid with.
        """
        name, _, means = gateway.partition(".")
        asked = {"link_id": link_id, "amount": amount.minor if amount else None, "gateway": name, "means": means}
        asked |= {"keep": keep}
        rows = self._rows(sql.PAYMENT_PAGE, asked | {"time_to_pay": TIME_TO_PAY})
        return rows[0].url if rows else None

    def proposal_page(self, proposal_id: ProposalId) -> ProposalPage | None:
        with self._engine.connect() as connection:
            row = connection.execute(PROPOSAL_PAGE, {"id": proposal_id}).mappings().one_or_none()
        return proposal_page_from(row) if row else None

    def project_page(self, project_id: ProjectId) -> ProjectPage | None:
        rows = self._rows(PROJECT_PAGE, {"id": project_id})
        return project_page_from(rows[0]) if rows else None

    def project_proof(self, project_id: ProjectId, proof_id: UUID, size: Size) -> FileView | None:
        """Only what the page of that project shows."""
        rows = self._rows(PROJECT_PROOF, {"id": project_id, "proof_id": proof_id, "size": size})
        return FileView(*rows[0]) if rows else None

    def upload_page(self, upload_id: UploadId) -> UploadPage | None:
        """None too once the member's address, or the member, is gone."""
        rows = self._rows(sql.UPLOAD_PAGE, (upload_id,))
        return _upload_page(rows[0]) if rows else None

    def verified_pack(self, code: str) -> VerifiedPack | None:
        """The proof pack of that code, once its PDF is made."""
        rows = self._rows(VERIFIED_PACK, (storable(code),))
        return verified_pack_from(rows[0]) if rows else None

    def change_page(self, change_id: ChangeOrderId) -> ChangePage | None:
        rows = self._rows(sql.CHANGE_PAGE, (change_id,))
        return _change_page(rows[0]) if rows else None

    def projects(self, account_id: AccountId, only: ContractorId | None = None) -> tuple[ProjectSummary, ...]:
        """The active ones, the newest first."""
        rows = self._rows(sql.PROJECTS, {"account_id": account_id, "only": only})
        return tuple(_project(row) for row in rows)

    def owed(self, account_id: AccountId, only: ContractorId | None = None) -> tuple[OwedRow, ...]:
        """The longest due first."""
        return tuple(_owed(row) for row in self._rows(sql.OWED, {"account_id": account_id, "only": only}))

    def aging(self, account_id: AccountId, member_id: MemberId, now: datetime) -> Aging | None:
        """Of what that member sees; None once they are gone, or of the crew."""
        rows = self._rows(AGING, {"account_id": account_id, "member_id": member_id, "now": now})
        return aging_from(rows[0], now) if rows else None

    def year(
        self, account_id: AccountId, member_id: MemberId, now: datetime, *, year: int | None = None, back: int = 0
    ) -> Year | None:
        about = {"account_id": account_id, "member_id": member_id, "now": now, "year": year, "back": back}
        return year_from(self._rows(YEAR, about))

    def _file(self, statement: str, values: Any) -> FileView | None:
        rows = self._rows(statement, values)
        return FileView(rows[0].key, rows[0].media_type, rows[0].file_name) if rows else None

    def _rows(self, statement: str, values: Any) -> Any:
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(statement, values).all()


def _invoice_page(row: Any) -> InvoicePage:
    total, paid = Money(row.total_minor, row.currency), Money(row.paid_minor, row.currency)
    credited = Money(row.credited_minor, row.currency)
    balance, answers = total - credited - paid, answers_from(row.answers)
    return InvoicePage(
        account_id=AccountId(row.account_id),
        link_id=PaymentLinkId(row.link_id),
        link_version=row.version,
        revoked=row.revoked,
        invoice_id=InvoiceId(row.invoice_id),
        project_id=ProjectId(row.project_id),
        number=row.number,
        state=row.state,
        language=row.language,
        zone=row.zone,
        contractor_name=row.contractor_name,
        contractor_phone=row.phone,
        contractor_email=row.email,
        client_name=row.client_name,
        project_name=row.project_name,
        sheet=row.sheet,
        total=total,
        paid=paid,
        credited=credited,
        balance=balance,
        disputed=disputed_from(answers, row.made_of, balance),
        bank=bank_from(row.bank),
        answers=answers,
        issued_at=row.issued_at,
        due_on=row.due_on,
        viewed_at=row.viewed_at,
        approved_at=row.approved_at,
        has_pdf=row.has_pdf,
        proofs=tuple(proof_from(proof) for proof in row.proofs or ()),
        questions=tuple(
            QuestionView(author=author, text=text, asked_at=datetime.fromisoformat(asked_at))
            for author, text, asked_at in row.questions or ()
        ),
        payments=tuple(payment_from(payment) for payment in row.payments or ()),
        **ways_from(row),
        credits=tuple(
            CreditView(number=number, amount=Money(minor, currency), reason=reason)
            for number, minor, currency, reason in row.credits or ()
        ),
        job_link_version=row.job_link_version,
    )


def _change_page(row: Any) -> ChangePage:
    return ChangePage(
        id=ChangeOrderId(row.id),
        account_id=AccountId(row.account_id),
        number=row.number,
        state=row.state,
        description=row.description,
        amount=Money(row.amount_minor, row.currency),
        contract=Money(row.contract_minor, row.currency),
        taxed=row.taxed,
        contractor_name=row.contractor_name,
        contractor_phone=row.phone,
        contractor_email=row.email,
        client_name=row.client_name,
        project_name=row.project_name,
        language=row.language,
        zone=row.zone,
        decided_at=datetime.fromisoformat(row.decided_at) if row.decided_at else None,
        told_by=row.told_by or "",
        told_how=row.told_how or "",
        objected_at=datetime.fromisoformat(row.objected_at) if row.objected_at else None,
        link_version=row.link_version,
    )


def _upload_page(row: Any) -> UploadPage:
    return UploadPage(
        id=UploadId(row.id),
        account_id=AccountId(row.account_id),
        contractor_name=row.contractor_name,
        project_name=row.project_name,
        milestone_name=row.milestone_name,
        language=row.language,
        channel=row.channel,
        address=row.address,
        sender=row.sender,
        caption=row.caption,
        args=row.args,
    )


def _project(row: Any) -> ProjectSummary:
    return ProjectSummary(
        id=ProjectId(row.id),
        name=row.name,
        client_id=row.client_id,
        client_name=row.client_name,
        contract_sum_to_date=Money(row.sum_minor, row.currency),
        tax_rate=Rate(row.tax_rate_ppm),
        taxed=row.taxed,
        taxes=tuple(TaxRule(name=one["name"], rate=Rate(one["rate"]["ppm"]), scope=one["scope"]) for one in row.taxes),
        inclusive=row.inclusive,
        billed=Money(row.billed_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        open=Money(row.open_minor, row.currency),
        credit=Money(row.credit_minor, row.currency),
        retained=Money(row.retained_minor, row.currency),
        on_no_part=tuple(row.on_no_part or ()),
        unanswered=row.unanswered or "",
        milestones=_milestones(row.milestones or []),
        waits=waits_from(row.lines_waiting, row.changes_waiting),
    )


def _milestones(rows: list[list[Any]]) -> tuple[MilestoneSummary, ...]:
    """Who does each is told where several do."""
    several = len({row[-1] for row in rows}) > 1
    return tuple(_milestone(row[:-1], row[-1] if several else "") for row in rows)


def _milestone(columns: list[Any], contractor: str) -> MilestoneSummary:
    milestone_id, position, name, kind, state, minor, currency, proofs, arriving, number, billed, said = columns
    share, stored = said.get("percent_complete"), said.get("stored")
    return MilestoneSummary(
        id=MilestoneId(UUID(milestone_id)),
        position=position,
        name=name,
        kind=kind,
        state=state,
        scheduled_value=Money(minor, currency),
        proofs=proofs,
        proofs_arriving=arriving,
        invoice_number=number,
        billed=Money(billed, currency),
        percent_complete=Rate(share["ppm"]) if share else None,
        stored=Money(stored["minor"], stored["currency"]) if stored else None,
        contractor=contractor,
    )


def _owed(row: Any) -> OwedRow:
    return OwedRow(
        invoice_id=InvoiceId(row.invoice_id),
        project_id=ProjectId(row.project_id),
        project_name=row.project_name,
        client_name=row.client_name,
        number=row.number,
        balance=Money(row.balance_minor, row.currency),
        due_on=row.due_on,
        sent_at=row.sent_at,
        viewed_at=row.viewed_at,
    )
