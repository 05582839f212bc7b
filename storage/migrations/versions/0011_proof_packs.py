"""Proof packs, and the codes by which anyone can tell that one is ours.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE proof_packs (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            project_id uuid NOT NULL,
            milestone_id uuid NOT NULL,
            sheet jsonb NOT NULL,
            sheet_hash varchar NOT NULL,
            code varchar NOT NULL,
            made_by uuid NOT NULL,
            made_at timestamptz NOT NULL,
            pdf_key varchar,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT proof_packs_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT proof_packs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT proof_packs_project_id_fkey
                FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id),
            CONSTRAINT proof_packs_milestone_id_fkey
                FOREIGN KEY (account_id, milestone_id) REFERENCES milestones (account_id, id),
            CONSTRAINT proof_packs_made_by_fkey FOREIGN KEY (account_id, made_by) REFERENCES members (account_id, id)
        );
        CREATE UNIQUE INDEX proof_packs_code_key ON proof_packs (code);

        CREATE FUNCTION milepost_proof_pack_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF to_jsonb(OLD) - 'pdf_key' IS DISTINCT FROM to_jsonb(NEW) - 'pdf_key' THEN
                RAISE EXCEPTION 'a proof pack never changes: %', OLD.code USING ERRCODE = 'MP001';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER proof_packs_frozen BEFORE UPDATE ON proof_packs
            FOR EACH ROW EXECUTE FUNCTION milepost_proof_pack_frozen();
        CREATE TRIGGER proof_packs_kept BEFORE DELETE ON proof_packs
            FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
        """
    )
