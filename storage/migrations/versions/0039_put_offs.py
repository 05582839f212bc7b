"""A job that others put off has its own tries left: how often it was put off is kept beside why it failed.

Revision ID: 0039
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE job_failures ADD COLUMN put_offs integer NOT NULL DEFAULT 0")
