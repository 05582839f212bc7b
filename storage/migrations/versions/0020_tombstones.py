"""What was erased leaves a tombstone: what it was, the hash of its bytes, why, and when; never changed but for its end.

Revision ID: 0020
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE tombstones (
            id bigint GENERATED ALWAYS AS IDENTITY,
            account_id uuid NOT NULL,
            sha256 varchar NOT NULL,
            reason varchar NOT NULL,
            erased_at timestamptz NOT NULL,
            gone_at timestamptz,
            PRIMARY KEY (id),
            CONSTRAINT tombstones_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
        );
        CREATE INDEX tombstones_waiting_idx ON tombstones (account_id) WHERE gone_at IS NULL;
        CREATE TRIGGER tombstones_kept BEFORE DELETE ON tombstones
            FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
        """
    )
