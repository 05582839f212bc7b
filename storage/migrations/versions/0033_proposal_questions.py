"""What was asked and answered about a proposal, kept with it.

Revision ID: 0033
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE proposal_questions (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            proposal_id uuid NOT NULL,
            author varchar NOT NULL,
            text varchar NOT NULL,
            asked_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT proposal_questions_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT proposal_questions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT proposal_questions_proposal_id_fkey
                FOREIGN KEY (account_id, proposal_id) REFERENCES proposals (account_id, id)
        );
        CREATE INDEX proposal_questions_proposal_idx ON proposal_questions (account_id, proposal_id, asked_at);
        """
    )
