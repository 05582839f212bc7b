"""A photo of a check is kept with the payment that it shows.

Revision ID: 0026
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE proofs
            ADD COLUMN payment_id uuid,
            ADD CONSTRAINT proofs_payment_id_fkey
                FOREIGN KEY (account_id, payment_id) REFERENCES payments (account_id, id);
        CREATE INDEX proofs_payment_idx ON proofs (account_id, payment_id) WHERE payment_id IS NOT NULL;
        """
    )
