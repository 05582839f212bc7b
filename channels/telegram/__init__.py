"""Telegram's Bot API: https://core.telegram.org/bots/api. Updates come by webhook or by long polling."""
