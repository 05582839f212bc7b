"""What a credit card costs a client more, where a contractor wants that and the law of the job's place allows it; and
where a job is, when that was said.

Revision ID: 0037
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE contractors ADD COLUMN card_fee_ppm integer;
        ALTER TABLE contractors ADD CONSTRAINT contractors_card_fee CHECK (card_fee_ppm > 0 AND card_fee_ppm <= 30000);
        ALTER TABLE projects ADD COLUMN jurisdiction varchar NOT NULL DEFAULT '';
        """
    )
