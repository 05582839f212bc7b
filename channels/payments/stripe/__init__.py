"""Stripe Checkout: cards, wallets and bank debits, each payment on the account of the one who is paid."""
