"""Slack: signed events or Socket Mode in, Block Kit out. Translations only; the dialogue decides."""
