"""Media intake: what arrived is examined, and the copies that may be shown are made, in a limited child process."""
