"""SMS, MMS and WhatsApp through Twilio: two channels that share an account, its signature and its two webhooks."""
