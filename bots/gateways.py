"""Which roads for money are open: only what is set up is imported."""

from collections.abc import Callable, Collection, Mapping

from pydantic import SecretStr

from bots.settings import Settings
from bots.settings_gateways import GatewaySettings
from core.ports.payments import GatewayCapabilities, Means, PaymentGateway

Key = Callable[[str], bytes]


def open_gateways(settings: Settings, key: Key) -> dict[str, PaymentGateway]:
    """By name, in the order in which they are offered. ``key``: one of its own for each purpose."""
    opened = (_stripe(settings), _square(settings), _paypal(settings), _mollie(settings, key), _gocardless(settings))
    return {gateway.name: gateway for gateway in opened if gateway}


def half_set(settings: Settings) -> dict[str, tuple[list[str], list[str]]]:
    """By gateway, of those that have some of their settings and not all: what is set, and what is missing."""
    found = {}
    for name in names():
        fields = [
            one
            for one in GatewaySettings.model_fields
            if one.startswith(f"{name}_") and one not in {f"{name}_api_base", "stripe_connect"}
        ]
        filled = [one for one in fields if str(_plain(getattr(settings, one)))]
        if filled and len(filled) < len(fields):
            found[name] = ([one.upper() for one in filled], [one.upper() for one in fields if one not in filled])
    return found


def names() -> list[str]:
    """Every gateway that there is."""
    return [one.removesuffix("_api_base") for one in GatewaySettings.model_fields if one.endswith("_api_base")]


def _plain(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _stripe(settings: Settings) -> PaymentGateway | None:
    key = settings.stripe_secret_key.get_secret_value()
    if not (key and settings.stripe_webhook_secrets):
        return None
    from channels.payments.stripe.adapter import StripeGateway

    return StripeGateway(
        key, settings.stripe_webhook_secrets, settings.stripe_api_base, connect=settings.stripe_connect
    )


def _square(settings: Settings) -> PaymentGateway | None:
    token = settings.square_access_token.get_secret_value()
    signature_key = settings.square_webhook_signature_key.get_secret_value()
    if not (token and settings.square_location_id and signature_key):
        return None
    from channels.payments.square.adapter import SquareGateway

    return SquareGateway(token, settings.square_location_id, signature_key, settings.square_api_base)


def _paypal(settings: Settings) -> PaymentGateway | None:
    client, secret = settings.paypal_client_id, settings.paypal_client_secret.get_secret_value()
    if not (client and secret and settings.paypal_webhook_id):
        return None
    from channels.payments.paypal.adapter import PayPalGateway

    return PayPalGateway(client, secret, settings.paypal_webhook_id, settings.paypal_api_base)


def _mollie(settings: Settings, key: Key) -> PaymentGateway | None:
    """Mollie refuses an address that it cannot reach, so on one's own machine it is given none."""
    api_key = settings.mollie_api_key.get_secret_value()
    if not api_key:
        return None
    from channels.payments.mollie.adapter import MollieGateway

    called_at = f"{settings.base_url}/webhooks/mollie" if settings.base_url.startswith("https://") else ""
    return MollieGateway(api_key, called_at, key("mollie"), settings.mollie_api_base)


def _gocardless(settings: Settings) -> PaymentGateway | None:
    token = settings.gocardless_access_token.get_secret_value()
    if not (token and settings.gocardless_webhook_secrets):
        return None
    from channels.payments.gocardless.adapter import GoCardlessGateway

    return GoCardlessGateway(token, settings.gocardless_webhook_secrets, settings.gocardless_api_base)


def taking(gateways: Mapping[str, GatewayCapabilities], currency: str, payees: Collection[str] = ()) -> tuple[str, ...]:
    """The names of those that take this currency, the one that costs the contractor least offered first: the bank
    alone before the bank among others, and both before what knows cards only. ``payees``: at which of them the
    contractor has an account that can be paid to; some pay to no other.
    """
    able = {
        name: can for name, can in gateways.items() if can.takes(currency) and (not can.own_payees or name in payees)
    }
    return tuple(sorted(able, key=lambda name: _dear(able[name].means)))


def split(gateways: Mapping[str, GatewayCapabilities], names: Collection[str]) -> tuple[str, ...]:
    """Where a credit card costs the client more, its gateway is two ways to pay: "stripe.bank", by anything but a card,
    and "stripe.card". Those of banks come first, as before.
    """
    ways = []
    for name in names:
        able = gateways[name]
        dear = _dear(able.means)
        ways += [(0, f"{name}.bank"), (2, f"{name}.card")] if able.adds_card_fee else [(dear, name)]
    return tuple(way for _, way in sorted(ways, key=lambda one: one[0]))


def _dear(means: Collection[Means]) -> int:
    if "bank" not in means:
        return 2
    return 1 if len(means) > 1 else 0
