"""Templates of proposals.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE proposal_templates (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            contractor_id uuid NOT NULL,
            name varchar NOT NULL,
            currency char(3) NOT NULL,
            blueprint jsonb NOT NULL,
            created_by uuid NOT NULL,
            created_at timestamptz NOT NULL,
            removed_at timestamptz,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT proposal_templates_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT proposal_templates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT proposal_templates_contractor_id_fkey
                FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id),
            CONSTRAINT proposal_templates_created_by_fkey
                FOREIGN KEY (account_id, created_by) REFERENCES members (account_id, id)
        );
        """
    )
