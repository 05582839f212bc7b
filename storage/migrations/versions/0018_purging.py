"""Raw bodies of what came in are forgotten after a time, and what is done nightly says when it was done.

Revision ID: 0018
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE INDEX inbox_body_idx ON inbox (received_at) WHERE body IS NOT NULL;
        CREATE TABLE nightly_runs (
            name varchar NOT NULL,
            ran_at timestamptz NOT NULL,
            done bigint NOT NULL,
            PRIMARY KEY (name)
        );
        """
    )
