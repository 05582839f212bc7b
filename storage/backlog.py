"""What waits to be done, as the planner sees it."""

from sqlalchemy import Engine

# Fetching a job from a backlog on many locks is 40 times slower by statistics of before the burst; autovacuum comes
# once a minute. Small tables are fast whatever the planner thinks of them.
_STALE = """
SELECT n_mod_since_analyze > 1000 AND n_live_tup > 500
FROM pg_stat_user_tables WHERE relid = 'procrastinate_jobs'::regclass
"""
_ANALYSE = "ANALYZE procrastinate_jobs"


class Backlog:
    """The table of jobs as a whole."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def look_anew(self) -> bool:
        """Make the planner's statistics anew when a burst made them wrong. Whether it did."""
        with self._engine.begin() as connection:
            stale = bool(connection.exec_driver_sql(_STALE).scalar())
            if stale:
                connection.exec_driver_sql(_ANALYSE)
        return stale
