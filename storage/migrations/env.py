"""Alembic's entry: runs on the connection that was handed in, inside its transaction."""

from typing import Any

from alembic import context

from storage.tables import METADATA


def ours(_: object, name: str | None, kind: str, *__: Any) -> bool:
    """Procrastinate's tables have their own history: autogenerate does not see them."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    include_object=ours,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
