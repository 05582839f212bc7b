"""What a bank's file may be, and what reading it may cost."""

MIB = 1024 * 1024

MAX_BYTES = 10 * MIB
MAX_LINES = 20_000
MAX_TEXT = 400  # characters of one line's words; what is longer is cut
MAX_ID = 120
MAX_ELEMENTS = 600_000  # of XML; 20,000 entries of 30 each
SECONDS = 20.0
MEMORY_BYTES = 384 * MIB
FIRST_YEAR, LAST_YEAR = 1990, 2100
