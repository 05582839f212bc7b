"""What clients say to single lines of an invoice.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE line_answers (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            invoice_id uuid NOT NULL,
            milestone_id uuid NOT NULL,
            kind varchar NOT NULL,
            words varchar NOT NULL,
            by varchar NOT NULL,
            at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT line_answers_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT line_answers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT line_answers_invoice_id_fkey
                FOREIGN KEY (account_id, invoice_id) REFERENCES invoices (account_id, id),
            CONSTRAINT line_answers_milestone_id_fkey
                FOREIGN KEY (account_id, milestone_id) REFERENCES milestones (account_id, id)
        );
        CREATE INDEX line_answers_invoice_idx ON line_answers (account_id, invoice_id, at);
        CREATE TRIGGER line_answers_kept BEFORE DELETE ON line_answers
            FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
        """
    )
