"""Refunds: what was asked to go back to a client.

Revision ID: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE refunds (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            payment_id uuid NOT NULL,
            invoice_id uuid NOT NULL,
            currency char(3) NOT NULL,
            amount_minor bigint NOT NULL CHECK (amount_minor > 0),
            state varchar NOT NULL,
            reason varchar NOT NULL,
            asked_by uuid,
            asked_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT refunds_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT refunds_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (account_id, payment_id) REFERENCES payments (account_id, id),
            CONSTRAINT refunds_invoice_id_fkey FOREIGN KEY (account_id, invoice_id) REFERENCES invoices (account_id, id),
            CONSTRAINT refunds_asked_by_fkey FOREIGN KEY (account_id, asked_by) REFERENCES members (account_id, id)
        );
        CREATE INDEX refunds_invoice_idx ON refunds (account_id, invoice_id, asked_at);
        CREATE TRIGGER refunds_kept BEFORE DELETE ON refunds FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
        """
    )
