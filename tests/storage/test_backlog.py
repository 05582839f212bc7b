"""After a burst, the planner is told what the table of jobs is like now."""

import pytest

ANALYSED = "SELECT analyze_count FROM pg_stat_user_tables WHERE relname = 'procrastinate_jobs'"
NOW = "SELECT pg_stat_force_next_flush()"  # else a connection tells its counts when it is next asked something
BURST = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock)
SELECT 'chat', 'take_in', 'chat-' || mod(n, 256) FROM generate_series(1, {}) AS n
"""


@pytest.fixture(autouse=True)
def _by_hand(ask, database_url):
    """Autovacuum would be first, sometimes; and what was deleted before would be counted, were the database not new."""
    ask("ALTER TABLE procrastinate_jobs SET (autovacuum_enabled = false)")


def test_a_burst_is_looked_at_once(database, ask):
    [(before,)] = ask(ANALYSED)
    ask(BURST.format(3000))
    ask(NOW)
    assert database.backlog.look_anew()
    assert not database.backlog.look_anew()
    assert ask(ANALYSED) == [(before + 1,)]


def test_a_quiet_table_is_left_alone(database, ask):
    ask(BURST.format(50))
    ask(NOW)
    assert not database.backlog.look_anew()
