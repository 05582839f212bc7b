"""The read model of a proposal's page: the proposal and its parties, in one statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.domain.account import Account
from core.domain.party import Client, Contractor
from core.domain.proposal import Proposal, ProposalQuestion
from core.usecases.invoice_views import QuestionView
from core.usecases.views import ProposalPage
from storage.ledger_sql import table_of
from storage.mapping import entity_of

_KINDS: tuple[type[Any], ...] = (Proposal, Contractor, Client)
_COLUMNS = [
    column.label(f"{kind.__name__}.{column.name}")
    for kind in _KINDS
    for column in table_of(kind).c
    if column.name != "place"
]


def _beside(kind: type[Any], column: str) -> Any:
    """Of the same account, and of no other."""
    proposals, table = table_of(Proposal), table_of(kind)
    return and_(table.c.account_id == proposals.c.account_id, table.c.id == proposals.c[column])


def _said() -> Any:
    """What was asked and answered about it, in order."""
    said, proposals = table_of(ProposalQuestion).c, table_of(Proposal).c
    one = func.json_build_array(said.author, said.text, said.asked_at)
    ordered = aggregate_order_by(one, said.asked_at, said.place)
    theirs = and_(said.account_id == proposals.account_id, said.proposal_id == proposals.id)
    return select(func.json_agg(ordered)).where(theirs).correlate(table_of(Proposal)).scalar_subquery().label("said")


PROPOSAL_PAGE = (
    select(*_COLUMNS, table_of(Account).c.zone, _said())
    .join_from(table_of(Proposal), table_of(Contractor), _beside(Contractor, "contractor_id"))
    .join(table_of(Client), _beside(Client, "client_id"))
    .join(table_of(Account), table_of(Account).c.id == table_of(Proposal).c.account_id)
    .where(table_of(Proposal).c.id == bindparam("id"))
)


def proposal_page_from(row: Mapping[Any, Any]) -> ProposalPage:
    return ProposalPage(
        proposal=entity_of(Proposal, _of(Proposal, row)),
        contractor=entity_of(Contractor, _of(Contractor, row)),
        client=entity_of(Client, _of(Client, row)),
        zone=row["zone"],
        questions=tuple(
            QuestionView(author=author, text=text, asked_at=datetime.fromisoformat(asked_at))
            for author, text, asked_at in row["said"] or ()
        ),
    )


def _of(kind: type[Any], row: Mapping[Any, Any]) -> dict[str, Any]:
    prefix = f"{kind.__name__}."
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
