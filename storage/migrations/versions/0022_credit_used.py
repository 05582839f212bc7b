"""What was paid with a client's credit names the payment that the credit is of.

Revision ID: 0022
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE payments
            ADD COLUMN credit_of uuid,
            ADD CONSTRAINT payments_credit_of_fkey
                FOREIGN KEY (account_id, credit_of) REFERENCES payments (account_id, id),
            ADD CONSTRAINT payments_credit_check CHECK ((gateway = 'credit') = (credit_of IS NOT NULL));
        """
    )
