"""Links to jobs and proposals have a version, so that they can be revoked.

Revision ID: 0017
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE projects ADD COLUMN link_version integer NOT NULL DEFAULT 1;
        ALTER TABLE projects ALTER COLUMN link_version DROP DEFAULT;
        ALTER TABLE proposals ADD COLUMN link_version integer NOT NULL DEFAULT 1;
        ALTER TABLE proposals ALTER COLUMN link_version DROP DEFAULT;

        CREATE OR REPLACE FUNCTION milepost_proposal_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            may_change CONSTANT text[] := ARRAY['pdf_key', 'project_id', 'viewed_at', 'code', 'link_version'];
        BEGIN
            IF OLD.signature IS NOT NULL AND to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
                RAISE EXCEPTION 'a signed proposal never changes: %', OLD.number USING ERRCODE = 'MP001';
            END IF;
            RETURN NEW;
        END;
        $$;
        """
    )
