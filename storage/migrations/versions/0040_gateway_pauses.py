"""A gateway that said when to come back is left alone by all jobs of all workers until then.

Revision ID: 0040
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE gateway_pauses (
            gateway varchar PRIMARY KEY,
            until timestamptz NOT NULL
        )
        """
    )
