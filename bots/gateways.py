"""Which roads for money are open: only what is set up is imported."""

from bots.settings import Settings
from core.ports.payments import PaymentGateway


def open_gateways(settings: Settings) -> dict[str, PaymentGateway]:
    """By name, in the order in which they are offered."""
    found: dict[str, PaymentGateway] = {}
    key = settings.stripe_secret_key.get_secret_value()
    if key and settings.stripe_webhook_secrets:
        from channels.payments.stripe.adapter import StripeGateway

        found["stripe"] = StripeGateway(key, settings.stripe_webhook_secrets, settings.stripe_api_base)
    return found
