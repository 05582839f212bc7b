"""How much the engine's tests try: enough at each run, everything at MILEPOST_SOAK=1."""

from tests.sizes import SOAK

EXAMPLES = 20_000 if SOAK else 500  # of each property of money, schedules, totals, sheets, links
STORIES = 1_000 if SOAK else 30  # of the state machine, in memory: a quick look, PostgreSQL plays ten times as many
STEPS = 50 if SOAK else 40
DATABASE_STORIES = 5_000 if SOAK else 300  # of the same on PostgreSQL, over all shards
DATABASE_STEPS = 100 if SOAK else 50
SHARDS = 12  # each well within the time that a test may take, also on a busy machine
PLANTED_STEPS = 5  # after what happens at the start of each
PLANTED_STORIES = 1_000 if SOAK else 400  # at most: the first that shows a planted bug is the last
INTERLEAVINGS = 1_000 if SOAK else 100  # of photos with Invoice and Send
ORDERS = 2_000 if SOAK else 200  # of the same gateway events
