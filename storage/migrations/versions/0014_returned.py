"""What of a payment went back to the client, and the account and the end of a page to pay on.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE payments
            ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
            ADD COLUMN disputed_minor bigint NOT NULL DEFAULT 0,
            ADD COLUMN as_of timestamptz;
        ALTER TABLE payments
            ALTER COLUMN refunded_minor DROP DEFAULT,
            ALTER COLUMN disputed_minor DROP DEFAULT,
            ADD CONSTRAINT payments_returned_check
                CHECK (refunded_minor >= 0 AND disputed_minor >= 0 AND refunded_minor + disputed_minor <= amount_minor);
        ALTER TABLE payment_requests
            ADD COLUMN payee varchar NOT NULL DEFAULT '',
            ADD COLUMN ends_at timestamptz;
        ALTER TABLE payment_requests ALTER COLUMN payee DROP DEFAULT;
        """
    )
