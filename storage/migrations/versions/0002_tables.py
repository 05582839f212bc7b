"""Our own tables, and the triggers that keep what is issued as it is.

Revision ID: 0002
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(Path(__file__).with_name("0002_tables.sql").read_text())
    connection.execute(Path(__file__).with_name("0002_frozen.sql").read_text())
