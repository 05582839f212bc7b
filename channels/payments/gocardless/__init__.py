"""GoCardless: straight from the payer's bank account, at once where banks can, else by a debit that takes days."""
