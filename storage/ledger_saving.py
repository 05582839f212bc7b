"""Insert, or replace what has the same id in the same account; and what the database's refusals mean."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NoReturn, TypeVar

import psycopg
from sqlalchemy import Connection, Executable, Table, bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from core.domain.account import Account, Address
from core.domain.errors import Clash, Corrupt, NotAllowed, NotFound
from core.domain.ids import AccountId
from core.domain.invoice import Draft, Invoice
from core.ports.ledger import Entity
from storage.ledger_sql import list_of, name_of, table_of
from storage.mapping import ROWS, once, row_of
from storage.tables import METADATA

E = TypeVar("E", bound=Entity)

_KINDS = tuple(ROWS)
FROZEN = "MP001"  # raised by our own trigger when something would change that never changes


def save(connection: Connection, account_id: AccountId, entities: Sequence[Entity]) -> None:
    """Kinds in an order in which references hold; the last of two with the same id counts."""
    for kind in sorted({type(entity) for entity in entities}, key=_KINDS.index):
        latest = {entity.id: entity for entity in entities if type(entity) is kind}
        _check_scope(account_id, latest.values())
        _save_kind(connection, kind, tuple(latest.values()))


def add(connection: Connection, account_id: AccountId, entities: Sequence[E]) -> tuple[E, ...]:
    """Of one kind: those that were not there. Two transactions at once: the second waits, and finds them there."""
    latest = {entity.id: entity for entity in sorted(entities, key=lambda one: one.id)}
    _check_scope(account_id, latest.values())
    if not latest:
        return ()
    # Of any key: with one named, the other (account_id, id) may be what the second of two breaks, and it would fail.
    statement = upsert(table_of(type(entities[0]))).on_conflict_do_nothing()
    rows = [row_of(entity) for entity in latest.values()]
    kept = set(connection.execute(statement.returning(table_of(type(entities[0])).c.id), rows).scalars())
    return tuple(entity for entity in {one.id: one for one in entities}.values() if entity.id in kept)


def _check_scope(account_id: AccountId, entities: Any) -> None:
    for entity in entities:
        if (entity.id if isinstance(entity, Account) else entity.account_id) != account_id:
            _not_found(entity)


def _save_kind(connection: Connection, kind: type[Any], entities: Sequence[Any]) -> None:
    kept = connection.execute(_upsert(kind), [row_of(entity) for entity in entities]).scalars()
    listed = list_of(kind)
    strangers = {entity.id for entity in entities} - set(kept)
    for entity in entities:
        if entity.id in strangers:
            _not_found(entity)
        if listed is not None:
            _save_list(connection, listed, entity)


@once
def _upsert(kind: type[Any]) -> Executable:
    """An id that another account has is neither changed nor returned."""
    table = table_of(kind)
    statement = upsert(table)
    values = {column.name: statement.excluded[column.name] for column in table.c if column.name not in _FIXED}
    ours = None if kind is Account else table.c.account_id == statement.excluded.account_id
    return statement.on_conflict_do_update(index_elements=["id"], set_=values, where=ours).returning(table.c.id)


_FIXED = {"id", "account_id", "place"}


def _save_list(connection: Connection, table: Table, owner: Draft | Invoice) -> None:
    """A draft's milestones are replaced; an invoice's are written once."""
    of_owner = table.c.owner_id == bindparam("owner")
    wanted = select(table.c.milestone_id).where(of_owner).order_by(table.c.position)
    listed = tuple(connection.execute(wanted, {"owner": owner.id}).scalars())
    if listed == owner.milestone_ids:
        return
    if listed and isinstance(owner, Invoice):
        raise Corrupt(f"invoice {owner.id} never changes its milestones")
    if listed:
        connection.execute(delete(table).where(of_owner), {"owner": owner.id})
    rows = [
        {"account_id": owner.account_id, "owner_id": owner.id, "position": position, "milestone_id": milestone_id}
        for position, milestone_id in enumerate(owner.milestone_ids)
    ]
    if rows:
        connection.execute(insert(table), rows)


def _not_found(entity: Any) -> NoReturn:
    raise NotFound(f"{name_of(type(entity))}.not_found", id=str(entity.id))


@contextmanager
def speaking_of(entities: Sequence[Entity]) -> Iterator[None]:
    """The database's refusals in the house's words."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig
        if isinstance(cause, psycopg.Error):
            _refuse(cause, entities)
        raise


def _refuse(cause: psycopg.Error, entities: Sequence[Entity]) -> None:
    constraint = cause.diag.constraint_name or ""
    if isinstance(cause, psycopg.errors.ForeignKeyViolation):
        raise NotFound(f"{_referred().get(constraint, 'reference')}.not_found") from cause
    if constraint == "addresses_member_key":
        channels = [entity.channel for entity in entities if isinstance(entity, Address)]
        raise NotAllowed("address.taken", channel=", ".join(channels)) from cause
    if isinstance(cause, psycopg.errors.UniqueViolation):
        raise Clash(f"already there: {constraint}") from cause
    if isinstance(cause, psycopg.errors.CheckViolation) or cause.sqlstate == FROZEN:
        raise Corrupt(cause.diag.message_primary or constraint) from cause


@cache
def _referred() -> dict[str, str]:
    """Constraint -> what kind it refers to. What only rows refer to (a room) is left out."""
    names = {table_of(kind).name: name_of(kind) for kind in ROWS}
    return {
        str(constraint.name): names[constraint.referred_table.name]
        for table in METADATA.tables.values()
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name in names
    }
