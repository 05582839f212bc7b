"""Which roads for money are open: only what is set up is imported."""

from collections.abc import Mapping

from bots.settings import Settings
from core.ports.payments import GatewayCapabilities, PaymentGateway


def open_gateways(settings: Settings) -> dict[str, PaymentGateway]:
    """By name, in the order in which they are offered."""
    found: dict[str, PaymentGateway] = {}
    key = settings.stripe_secret_key.get_secret_value()
    if key and settings.stripe_webhook_secrets:
        from channels.payments.stripe.adapter import StripeGateway

        found["stripe"] = StripeGateway(key, settings.stripe_webhook_secrets, settings.stripe_api_base)
    token = settings.square_access_token.get_secret_value()
    signature_key = settings.square_webhook_signature_key.get_secret_value()
    if token and settings.square_location_id and signature_key:
        from channels.payments.square.adapter import SquareGateway

        found["square"] = SquareGateway(token, settings.square_location_id, signature_key, settings.square_api_base)
    return found


def taking(gateways: Mapping[str, GatewayCapabilities], currency: str) -> tuple[str, ...]:
    """The names of those that take this currency, the first one offered first."""
    return tuple(name for name, can in gateways.items() if can.takes(currency))
