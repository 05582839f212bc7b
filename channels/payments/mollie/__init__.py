"""Mollie's hosted checkout: iDEAL, bank transfers, cards and what else is switched on in the account."""
