"""Where contractors are paid by bank transfer: every version, and none of them ever changed.

Revision ID: 0025
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE bank_details (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            contractor_id uuid NOT NULL,
            facts jsonb NOT NULL,
            said_by uuid NOT NULL,
            said_at timestamptz NOT NULL,
            state varchar NOT NULL,
            in_force_at timestamptz,
            code jsonb,
            told_at timestamptz,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT bank_details_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT bank_details_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT bank_details_contractor_id_fkey
                FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id),
            CONSTRAINT bank_details_said_by_fkey FOREIGN KEY (account_id, said_by) REFERENCES members (account_id, id)
        );
        CREATE INDEX bank_details_contractor_idx ON bank_details (account_id, contractor_id);
        CREATE INDEX bank_details_waiting_idx ON bank_details (in_force_at) WHERE told_at IS NULL AND state = 'kept';

        CREATE FUNCTION milepost_bank_details_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            may_change CONSTANT text[] := ARRAY['state', 'in_force_at', 'code', 'told_at'];
        BEGIN
            IF to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change
                OR (OLD.in_force_at IS NOT NULL AND NEW.in_force_at IS DISTINCT FROM OLD.in_force_at) THEN
                RAISE EXCEPTION 'bank details never change, new ones are added: %', OLD.id USING ERRCODE = 'MP001';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER bank_details_frozen BEFORE UPDATE ON bank_details
            FOR EACH ROW EXECUTE FUNCTION milepost_bank_details_frozen();
        """
    )
