"""What a credit card costs on top: asked for beside what is owed, and what of it came and is still there.

Revision ID: 0038
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE payment_requests
            ADD COLUMN means varchar NOT NULL DEFAULT '',
            ADD COLUMN card_fee_minor bigint NOT NULL DEFAULT 0,
            ADD CONSTRAINT payment_requests_card_fee_check CHECK (card_fee_minor >= 0);
        ALTER TABLE payments
            ADD COLUMN card_fee_minor bigint NOT NULL DEFAULT 0,
            ADD CONSTRAINT payments_card_fee_check CHECK (card_fee_minor >= 0);
        ALTER TABLE payment_requests ALTER COLUMN means DROP DEFAULT, ALTER COLUMN card_fee_minor DROP DEFAULT;
        ALTER TABLE payments ALTER COLUMN card_fee_minor DROP DEFAULT;
        """
    )
