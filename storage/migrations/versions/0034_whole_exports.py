"""Exports of everything of an account, asked for in chat: made as a job, to be had for a few days.

Revision ID: 0034
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE whole_exports (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            member_id uuid NOT NULL,
            channel varchar NOT NULL,
            address varchar NOT NULL,
            state varchar NOT NULL,
            asked_at timestamptz NOT NULL,
            files_done integer NOT NULL,
            files integer NOT NULL,
            missing integer NOT NULL,
            size bigint NOT NULL,
            ends_at timestamptz,
            file_key varchar NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT whole_exports_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT whole_exports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT whole_exports_member_id_fkey
                FOREIGN KEY (account_id, member_id) REFERENCES members (account_id, id)
        );
        CREATE UNIQUE INDEX whole_exports_making_key ON whole_exports (account_id) WHERE state = 'making';
        CREATE INDEX whole_exports_kept_idx ON whole_exports (ends_at) WHERE file_key <> '';
        """
    )
