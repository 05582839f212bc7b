"""How a firm, its people, its clients and its projects come to be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from core.domain.account import Account, Address, Language, Member
from core.domain.errors import DoesNotAddUp, NotFound, Refusal
from core.domain.ids import (
    AddressId,
    ClientId,
    ContractId,
    ContractorId,
    LineItemId,
    MemberId,
    MilestoneId,
    ProjectId,
)
from core.domain.milestone import LineItem, Milestone
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.party import ON_RECEIPT, Client, Contractor, DueTerms, Paper
from core.domain.project import Contract, Project
from core.domain.schedule import Term, resolve
from core.domain.text import LONGEST_NAME, one_line
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.clients import ClientSaid, client_named

LONGEST_DUE_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who writes for the first time, as far as the channel tells."""

    name: str
    channel: str
    address: str
    language: Language
    zone: str
    currency: str
    phone: str = ""
    paper: Paper = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    account: Account
    contractor: Contractor
    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPlan:
    """A project as it was said and is to be confirmed. ``client_phone`` is E.164 or empty."""

    name: str
    client_name: str
    client_phone: str = ""
    client_email: str = ""
    client_language: Language
    contract_sum: Money
    terms: tuple[Term, ...]
    tax_rate: Rate = ZERO_RATE
    due_terms: DueTerms = ON_RECEIPT

    @property
    def client(self) -> ClientSaid:
        """Whom it is for."""
        return ClientSaid(
            name=self.client_name, phone=self.client_phone, email=self.client_email, language=self.client_language
        )


def enrol(ledger: Ledger, asked: Asked, newcomer: Newcomer) -> Enrolled:
    """A firm of one: the account, its contractor, its owner and the address that wrote."""
    name = _name(newcomer.name)
    account = Account(
        id=ledger.account_id,
        name=name,
        currency=newcomer.currency,
        zone=newcomer.zone,
        language=newcomer.language,
        created_at=asked.now,
    )
    contractor = Contractor(
        id=ContractorId(asked.new_id()),
        account_id=account.id,
        name=name,
        phone=newcomer.phone,
        paper=newcomer.paper,
    )
    member = Member(
        id=MemberId(asked.new_id()),
        account_id=account.id,
        contractor_id=contractor.id,
        name=name,
        role="owner",
        language=newcomer.language,
    )
    address = Address(
        id=AddressId(asked.new_id()),
        account_id=account.id,
        channel=newcomer.channel,
        value=newcomer.address,
        member_id=member.id,
        created_at=asked.now,
    )
    ledger.save(account, contractor, member, address)
    return Enrolled(account=account, contractor=contractor, member=member)


def name_business(ledger: Ledger, contractor_id: ContractorId, name: str) -> Contractor:
    """What invoices will say from now on; issued ones keep the name they were issued with. The account is called as the
    contractor that it began with.
    """
    contractor = replace(ledger.contractor(contractor_id), name=_name(name))
    ledger.save(contractor)
    if contractor_id == ledger.contractors()[0].id:
        ledger.save(replace(ledger.account(), name=contractor.name))
    return contractor


def letterhead(ledger: Ledger, contractor_id: ContractorId, said: Mapping[str, str]) -> Contractor:
    """What new invoices say beside the name: any of ``postal_address``, ``email``, ``phone`` (E.164) and ``paper``.

    An address in one line is broken after its first comma: the street, and the town.
    """
    facts: dict[str, Any] = dict(said)
    place = facts.get("postal_address", "")
    if place and "\n" not in place:
        facts["postal_address"] = "\n".join(part.strip() for part in place.split(",", 1))
    contractor = replace(ledger.contractor(contractor_id), **facts)
    ledger.save(contractor)
    return contractor


def work_in(ledger: Ledger, contractor_id: ContractorId, jurisdiction: str) -> Contractor:
    """Whose limits hold for this contractor's work: ISO 3166-2, or "" for what is not known."""
    contractor = replace(ledger.contractor(contractor_id), jurisdiction=jurisdiction)
    ledger.save(contractor)
    return contractor


def name_member(ledger: Ledger, member_id: MemberId, name: str) -> Member:
    """What this member is called. DoesNotAddUp: name.missing."""
    member = replace(ledger.member(member_id), name=_name(name))
    ledger.save(member)
    return member


def speak(ledger: Ledger, member_id: MemberId, language: Language) -> Member:
    """The language this member is answered in."""
    member = replace(ledger.member(member_id), language=language)
    ledger.save(member)
    return member


def speak_to_client(ledger: Ledger, client_id: ClientId, language: Language) -> Client:
    """The language this client is written to, and billed, from now on; what is issued stays as it is."""
    client = replace(ledger.client(client_id), language=language)
    ledger.save(client)
    return client


def create_project(ledger: Ledger, asked: Asked, contractor_id: ContractorId, plan: ProjectPlan) -> ProjectFile:
    """The project with its contract and schedule of values.

    DoesNotAddUp as ``resolve``; also name.missing, project.no_client, terms.too_long (most).
    """
    _check_due(plan.due_terms)
    values = resolve(plan.contract_sum, plan.terms)
    contractor = ledger.contractor(contractor_id)
    client = client_named(ledger, asked, plan.client)
    project = Project(
        id=ProjectId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=contractor.id,
        client_id=client.id,
        name=_name(plan.name),
        currency=plan.contract_sum.currency,
        tax_rate=plan.tax_rate,
        due_terms=plan.due_terms,
        zone=ledger.account().zone,
        created_at=asked.now,
    )
    contract = Contract(
        id=ContractId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=project.id,
        original_contract_sum=plan.contract_sum,
    )
    milestones = tuple(
        _milestone(asked, project, position, term, value)
        for position, (term, value) in enumerate(zip(plan.terms, values, strict=True), start=1)
    )
    ledger.save(client, project, contract, *milestones)
    return ledger.project_file(project.id)


def set_terms(ledger: Ledger, project_id: ProjectId, *, tax_rate: Rate | None, due_terms: DueTerms | None) -> Project:
    """Sales tax and due terms of invoices still to come. DoesNotAddUp: terms.too_long (most)."""
    _check_due(due_terms or ON_RECEIPT)
    file = ledger.project_file(project_id, lock=True)
    project = file.project
    project = replace(project, tax_rate=tax_rate or project.tax_rate, due_terms=due_terms or project.due_terms)
    ledger.save(project)
    if tax_rate and file.contract.terms.taxes:  # one rate was said where there were several: it is the only one now
        ledger.save(replace(file.contract, terms=replace(file.contract.terms, taxes=())))
    return project


def nothing_owed(file: ProjectFile) -> None:
    """Refusal: project.owed (project, number) while an invoice is open: its client may still pay it."""
    owed = [one for one in file.invoices if one.state in {"issued", "part_paid"}]
    if owed:
        raise Refusal("project.owed", project=file.project.name, number=owed[0].number)


def put_away(ledger: Ledger, project_id: ProjectId, *, away: bool = True) -> Project:
    """Off the lists, or back on them; nothing of it is deleted. Refusal as ``nothing_owed``."""
    file = ledger.project_file(project_id, lock=True)
    if away:
        nothing_owed(file)
    project = replace(file.project, state="finished" if away else "active")
    ledger.save(project)
    return project


def reach_client(ledger: Ledger, client_id: ClientId, *, phone: str = "", email: str = "") -> Client:
    """Where the client is written to from now on; what is not said stays."""
    client = ledger.client(client_id)
    client = replace(client, phone=phone or client.phone, email=email or client.email)
    ledger.save(client)
    return client


def find_project(ledger: Ledger, project_id: ProjectId | None) -> Project:
    """This one, or the newest when none is named. NotFound (project.none) when there is none at all."""
    projects = ledger.projects()
    if not projects:
        raise NotFound("project.none")
    return next((project for project in projects if project.id == project_id), projects[0])


def _milestone(asked: Asked, project: Project, position: int, term: Term, value: Money) -> Milestone:
    line = LineItem(
        id=LineItemId(asked.new_id()),
        description=_name(term.name),
        quantity=Decimal(1),
        unit_price=value,
        amount=value,
    )
    return Milestone(
        id=MilestoneId(asked.new_id()),
        account_id=project.account_id,
        project_id=project.id,
        contractor_id=project.contractor_id,
        position=position,
        name=_name(term.name),
        kind=term.kind,
        scheduled_value=value,
        lines=(line,),
        due=term.due,
        group=term.group,
        group_kind=term.group_kind,
    )


def _check_due(due_terms: DueTerms) -> None:
    if not 0 <= due_terms.days <= LONGEST_DUE_DAYS:
        raise DoesNotAddUp("terms.too_long", most=LONGEST_DUE_DAYS)


def _name(said: str, code: str = "name.missing") -> str:
    """One line, trimmed, of bounded length. DoesNotAddUp (the code) when nothing is left."""
    name = one_line(said, LONGEST_NAME)
    if not name:
        raise DoesNotAddUp(code)
    return name
