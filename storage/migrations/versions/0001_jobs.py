"""Procrastinate's own schema, at the version it shipped with, and what keeps a backlog fast.

Later versions of Procrastinate bring SQL files of their own: each becomes a revision, beside its text.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A backlog on many locks collapses without this index and fresh statistics (measured: 8 jobs a second, with them 380).
FAST = """
CREATE INDEX procrastinate_jobs_milepost_lock_idx ON procrastinate_jobs (lock, priority, id) WHERE status = 'todo';
ALTER TABLE procrastinate_jobs SET (
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100,
    autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 100, autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE procrastinate_events SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE procrastinate_workers SET (autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0);
"""


def upgrade() -> None:
    schema = Path(__file__).with_name("procrastinate_3_10.sql").read_text()
    connection = op.get_bind().connection.driver_connection
    connection.execute(schema)  # as it is: many statements, and percent signs that are no parameters
    connection.execute(FAST)
