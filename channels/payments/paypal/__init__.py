"""PayPal: orders that the payer approves there and that are captured here, for the one account of the settings."""
