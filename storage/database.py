"""One PostgreSQL, and all that is kept in it. Everything that takes a connection is built here."""

from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine

from storage.at_gateways import AtGateways
from storage.backlog import Backlog
from storage.erasing import Erasing
from storage.exports.account import Whole
from storage.gateway_pauses import GatewayPauses
from storage.handed import SqlHanded
from storage.heard import Heard
from storage.inbox import PostgresInbox
from storage.ledger import SqlBooks
from storage.migrations.run import migrate
from storage.outbox import OutboundRows
from storage.parked import ParkedJobs
from storage.purging import Purging
from storage.turns import Turns
from storage.views import SqlReads
from storage.whole_exports import ExportProgress


class Database:
    """``url`` is a libpq URI; up to ``pool_size`` connections for the engine, and as many for the inbox once open."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self._engine = _engine(url, pool_size)
        self.books = SqlBooks(self._engine)
        self.turns = Turns(self._engine)
        self.reads = SqlReads(self._engine)
        self.outbox = OutboundRows(self._engine)
        self.heard = Heard(self._engine)
        self.handed = SqlHanded(self._engine)
        self.parked = ParkedJobs(self._engine)
        self.at_gateways = AtGateways(self._engine)
        self.gateway_pauses = GatewayPauses(self._engine)
        self.backlog = Backlog(self._engine)
        self.purging = Purging(self._engine)
        self.whole = Whole(self._engine)
        self.export_progress = ExportProgress(self._engine)
        self.erasing = Erasing(self._engine)
        self.inbox = PostgresInbox(url, pool_size=pool_size)

    @property
    def engine(self) -> Engine:
        """For what is built on it with a key of its own."""
        return self._engine

    def migrate(self) -> None:
        """Bring the tables up to date. Safe to call from several processes at once, and to kill."""
        migrate(self._engine)

    def reconnect(self) -> None:
        """Connections that lie in store are to a server that is gone. The inbox finds out by itself."""
        self._engine.dispose()

    def close(self) -> None:
        """The inbox is closed by who opened it."""
        self._engine.dispose()


def _engine(url: str, pool_size: int) -> Engine:
    """Libpq itself reads the URI, so that all its parameters hold (sslmode, several hosts, a service)."""

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(url, options="-c timezone=UTC")

    # Parameters are people's words and addresses: they stay out of errors and logs.
    return create_engine(
        "postgresql+psycopg://", creator=connect, pool_size=pool_size, max_overflow=0, hide_parameters=True
    )
