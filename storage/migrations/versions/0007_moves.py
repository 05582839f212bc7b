"""The former name of an address is remembered, for what was said there and is taken in late.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE moves (
            channel varchar NOT NULL,
            before varchar NOT NULL,
            after varchar NOT NULL,
            moved_at timestamptz NOT NULL,
            PRIMARY KEY (channel, before)
        );
        """
    )
