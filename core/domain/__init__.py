"""What Milepost knows about money, work and people: frozen values, no I/O, no clock, no environment."""
