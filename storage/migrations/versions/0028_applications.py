"""The application for payment of an invoice, as the client got it first: kept, and never another one.

Revision ID: 0028
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE invoices ADD COLUMN application_key varchar;

        CREATE OR REPLACE FUNCTION milepost_invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            may_change CONSTANT text[] :=
                ARRAY['state', 'pdf_key', 'application_key', 'sent_at', 'viewed_at', 'approved_at'];
        BEGIN
            IF to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change
                OR (OLD.application_key IS NOT NULL AND NEW.application_key IS DISTINCT FROM OLD.application_key) THEN
                RAISE EXCEPTION 'an issued invoice never changes: %', OLD.number USING ERRCODE = 'MP001';
            END IF;
            RETURN NEW;
        END;
        $$;
        """
    )
