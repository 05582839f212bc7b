"""What Milepost does, one transaction at a time: load, decide, save, append jobs. Never calls out."""
