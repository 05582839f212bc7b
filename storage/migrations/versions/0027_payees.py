"""Contractors' own accounts at gateways.

Revision ID: 0027
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE payees (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            contractor_id uuid NOT NULL,
            gateway varchar NOT NULL,
            external_id varchar NOT NULL,
            state varchar NOT NULL,
            needs varchar NOT NULL,
            created_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT payees_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT payees_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT payees_contractor_id_fkey
                FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id)
        );
        CREATE UNIQUE INDEX payees_external_key ON payees (gateway, external_id);
        CREATE INDEX payees_contractor_idx ON payees (account_id, contractor_id);
        """
    )
