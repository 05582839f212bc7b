"""When each contractor hears how their money stands, once a week.

Revision ID: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE digests (
            account_id uuid NOT NULL,
            member_id uuid NOT NULL,
            weekday integer NOT NULL,
            hour integer NOT NULL,
            next_at timestamptz,
            said_week date,
            PRIMARY KEY (account_id, member_id),
            CONSTRAINT digests_member_id_fkey FOREIGN KEY (account_id, member_id)
                REFERENCES members (account_id, id) ON DELETE CASCADE
        );
        CREATE INDEX digests_next_idx ON digests (next_at) WHERE next_at IS NOT NULL;
        """
    )
