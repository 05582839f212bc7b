"""What a file of an estimate may be, and what reading it may cost."""

MIB = 1024 * 1024

MAX_BYTES = 10 * MIB
MAX_ROWS = 2000
MAX_PAGES = 100
MAX_CELLS = 64  # in one row
MAX_CELL = 1000  # characters; what is longer is cut here, and told where lines are made
MAX_TEXT = 2_000_000  # characters in all
MAX_UNPACKED = 24 * MIB
MAX_ELEMENTS = 500_000  # of XML; 2,000 rows of 64 cells have about half
SECONDS = 20.0
MEMORY_BYTES = 384 * MIB
