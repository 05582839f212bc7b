"""What being late costs: a contractor's rule, as it is printed on each invoice, and what was charged.

Revision ID: 0029
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE contractors ADD COLUMN late_fee jsonb;
        ALTER TABLE invoices ADD COLUMN late_fee jsonb;
        ALTER TABLE milestones ADD COLUMN fee_of uuid;
        ALTER TABLE milestones ADD CONSTRAINT milestones_fee_of_fkey
            FOREIGN KEY (account_id, fee_of) REFERENCES invoices (account_id, id);
        """
    )
