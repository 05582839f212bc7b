"""Contracts as contractors write them: terms, parts of milestones, several taxes, retainage, deposits, credit notes.

Revision ID: 0008
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(Path(__file__).with_name("0008_contracts.sql").read_text())
