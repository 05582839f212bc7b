"""E-mail: letters out over SMTP, answers and bounces in by Mailgun's signed webhooks."""
