"""Square: payment links for cards and wallets, of the one seller whose token is in the settings."""
