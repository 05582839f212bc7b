"""What a bank's file says came in: which of it is whose payment, and for what."""
