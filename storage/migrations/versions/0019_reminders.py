"""Reminders: one plan an invoice, found by when it is looked at next.

Revision ID: 0019
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE reminder_plans (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            invoice_id uuid NOT NULL,
            begun_on date NOT NULL,
            last_step varchar NOT NULL,
            last_on date,
            state varchar NOT NULL,
            why varchar NOT NULL,
            until date,
            next_at timestamptz,
            cleared_at timestamptz,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT reminder_plans_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT reminder_plans_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT reminder_plans_invoice_id_fkey
                FOREIGN KEY (account_id, invoice_id) REFERENCES invoices (account_id, id)
        );
        CREATE UNIQUE INDEX reminder_plans_invoice_key ON reminder_plans (account_id, invoice_id);
        CREATE INDEX reminder_plans_next_idx ON reminder_plans (next_at) WHERE next_at IS NOT NULL;
        """
    )
