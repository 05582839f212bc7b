"""What an account takes with it: its books as CSV, for people and for bookkeeping programs, and all that is kept."""
