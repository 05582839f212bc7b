"""Why a job failed is kept beside it, so that a parked job tells its reason.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE job_failures (
            job_id bigint PRIMARY KEY,
            reason varchar NOT NULL,
            failed_at timestamptz NOT NULL
        )
        """
    )
