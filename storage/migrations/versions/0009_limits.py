"""Where a contractor works, and what went beyond a limit of that place, with the reason.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE contractors ADD COLUMN jurisdiction varchar NOT NULL DEFAULT '';
        CREATE TABLE limit_overrides (
            id uuid NOT NULL,
            account_id uuid NOT NULL,
            project_id uuid,
            proposal_id uuid,
            limit_id varchar NOT NULL,
            limit_version date NOT NULL,
            currency char(3) NOT NULL,
            proposed_minor bigint NOT NULL,
            allowed_minor bigint NOT NULL,
            reason varchar NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY,
            PRIMARY KEY (id),
            CONSTRAINT limit_overrides_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT limit_overrides_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT limit_overrides_project_id_fkey
                FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id),
            CONSTRAINT limit_overrides_recorded_by_fkey
                FOREIGN KEY (account_id, recorded_by) REFERENCES members (account_id, id)
        );
        CREATE INDEX limit_overrides_project_idx ON limit_overrides (account_id, project_id);
        """
    )
