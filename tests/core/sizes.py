"""How much the engine's tests try: enough at each run, everything at MILEPOST_SOAK=1."""

from tests.sizes import SOAK

EXAMPLES = 20_000 if SOAK else 500  # of each property of money, schedules, totals, sheets, links
STORIES = 300 if SOAK else 100  # of the state machine, in memory
STEPS = 50 if SOAK else 40
DATABASE_STORIES = 300 if SOAK else 15
DATABASE_STEPS = 50 if SOAK else 30
INTERLEAVINGS = 1_000 if SOAK else 100  # of photos with Invoice and Send
ORDERS = 2_000 if SOAK else 200  # of the same gateway events
