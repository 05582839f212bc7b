"""How much the tests try: enough at each run, everything at MILEPOST_SOAK=1. The only place that reads that name."""

import os

SOAK = os.environ.get("MILEPOST_SOAK") == "1"
