"""What was handed to a vendor that has no idempotency key is known to all processes.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE handed_pieces (
            account_id uuid NOT NULL,
            outbound_id uuid NOT NULL,
            channel varchar NOT NULL,
            delivery varchar NOT NULL,
            place varchar NOT NULL,
            began_at timestamptz NOT NULL,
            vendor_id varchar,
            PRIMARY KEY (delivery, place),
            CONSTRAINT handed_pieces_outbound_id_fkey
                FOREIGN KEY (account_id, outbound_id) REFERENCES outbound (account_id, id)
        );
        CREATE UNIQUE INDEX handed_pieces_vendor_key ON handed_pieces (channel, vendor_id)
            WHERE vendor_id IS NOT NULL;
        """
    )
