"""The read model of a proposal's page: the proposal and its parties, in one statement."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, select

from core.domain.account import Account
from core.domain.party import Client, Contractor
from core.domain.proposal import Proposal
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


PROPOSAL_PAGE = (
    select(*_COLUMNS, table_of(Account).c.zone)
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
    )


def _of(kind: type[Any], row: Mapping[Any, Any]) -> dict[str, Any]:
    prefix = f"{kind.__name__}."
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
