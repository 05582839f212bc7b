"""How people are reached: consents, invitations, rooms, vendors' sealed tokens; and what is known of each address.

Revision ID: 0004
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(Path(__file__).with_name("0004_reaching.sql").read_text())
