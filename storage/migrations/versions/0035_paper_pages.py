"""A paper that was signed may get more pages, and nothing else of what was signed changes.

Revision ID: 0035
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE OR REPLACE FUNCTION milepost_proposal_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            may_change CONSTANT text[] := ARRAY[
                'pdf_key', 'project_id', 'viewed_at', 'code', 'link_version', 'signature'];
            was CONSTANT jsonb := coalesce(OLD.signature->'more_keys', '[]');
            pages CONSTANT jsonb := coalesce(NEW.signature->'more_keys', '[]');
        BEGIN
            IF OLD.signature IS NOT NULL AND (
                to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change
                OR OLD.signature - 'more_keys' IS DISTINCT FROM NEW.signature - 'more_keys'
                OR NOT pages @> was
                OR (pages <> was AND OLD.signature->>'how' <> 'paper')
            ) THEN
                RAISE EXCEPTION 'a signed proposal never changes: %', OLD.number USING ERRCODE = 'MP001';
            END IF;
            RETURN NEW;
        END;
        $$;
        """
    )
