"""On which days clients are reminded: by contractor, client, job, and as it held for each invoice.

Revision ID: 0024
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE contractors ADD COLUMN reminders jsonb;
        ALTER TABLE clients ADD COLUMN reminders jsonb;
        ALTER TABLE projects ADD COLUMN reminders jsonb;
        ALTER TABLE reminder_plans ADD COLUMN days jsonb NOT NULL DEFAULT '[-3, 0, 3, 7, 14, 30]';
        ALTER TABLE reminder_plans ALTER COLUMN days DROP DEFAULT;
        UPDATE reminder_plans SET last_step = 'before_3' WHERE last_step = 'before';
        """
    )
