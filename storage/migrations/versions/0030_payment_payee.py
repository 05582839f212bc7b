"""The account at the gateway that a payment came to: a contractor may have had several, one after the other.

Revision ID: 0030
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        ALTER TABLE payments ADD COLUMN payee varchar NOT NULL DEFAULT '';
        UPDATE payments p SET payee = q.payee
        FROM (
            SELECT DISTINCT ON (r.id) r.id, q.payee
            FROM payments r JOIN payment_requests q
                ON q.account_id = r.account_id AND q.invoice_id = r.invoice_id AND q.gateway = r.gateway
            WHERE q.payee <> ''
            ORDER BY r.id, q.created_at <= r.received_at DESC, q.created_at DESC
        ) q
        WHERE q.id = p.id;
        ALTER TABLE payments ALTER COLUMN payee DROP DEFAULT;
        """
    )
