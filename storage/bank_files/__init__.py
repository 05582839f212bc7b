"""Files that banks give their customers: what came in by them, read in a limited child."""
