"""The parts that are to be billed on a day are found by it: every ten minutes all parts there are were read for them.

Revision ID: 0036
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX milestones_day_idx ON milestones ((due->>'day')) WHERE due->>'on' = 'date'")
