"""What a vendor says of a message before it has told us the message's id waits here for the id.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE early_reports (
            channel varchar NOT NULL,
            vendor_id varchar NOT NULL,
            status varchar NOT NULL,
            reason varchar NOT NULL,
            window_closed boolean NOT NULL,
            unreachable boolean NOT NULL,
            arrived_at timestamptz NOT NULL,
            PRIMARY KEY (channel, vendor_id, status)
        );
        CREATE INDEX early_reports_arrived_idx ON early_reports (arrived_at);
        CREATE INDEX outbound_instead_idx ON outbound (instead_of) WHERE instead_of IS NOT NULL;
        """
    )
