"""Each time that a client opened an invoice's page. Of what was opened before, the first time is known.

Revision ID: 0031
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE openings (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            invoice_id uuid NOT NULL,
            opened_at timestamptz NOT NULL,
            last_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT openings_end_after_they_begin CHECK (last_at >= opened_at),
            CONSTRAINT openings_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT openings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT openings_invoice_id_fkey
                FOREIGN KEY (account_id, invoice_id) REFERENCES invoices (account_id, id)
        );
        CREATE INDEX openings_invoice_idx ON openings (account_id, invoice_id, opened_at);
        INSERT INTO openings (id, account_id, invoice_id, opened_at, last_at)
        SELECT gen_random_uuid(), account_id, id, viewed_at, viewed_at FROM invoices WHERE viewed_at IS NOT NULL
        ORDER BY viewed_at;
        """
    )
