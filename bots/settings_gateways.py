"""The settings of the roads for money. A gateway whose settings are empty is not imported."""

from collections.abc import Iterator

from pydantic import BaseModel, Field, SecretStr

from bots.settings_vendors import NONE, SHORTEST_SECRET, goes_safely


class GatewaySettings(BaseModel):
    """Part of ``Settings``; every gateway's address can be set, for proxies and stand-ins."""

    stripe_secret_key: SecretStr = Field(NONE, description="Stripe: the secret or restricted key; empty: off")
    stripe_webhook_secret: SecretStr = Field(
        NONE, description="Stripe: the signing secret of the endpoint /webhooks/stripe; several, comma-separated"
    )
    stripe_connect: bool = Field(
        False,
        description="Stripe Connect: clients pay to each contractor's own Stripe account, which is set up by chat",
    )
    stripe_api_base: str = Field("https://api.stripe.com", description="Stripe: where calls go")
    square_access_token: SecretStr = Field(NONE, description="Square: the seller's access token; empty: off")
    square_location_id: str = Field("", description="Square: the location that is paid, L...")
    square_webhook_signature_key: SecretStr = Field(
        NONE, description="Square: the signature key of the webhook subscription at PUBLIC_BASE_URL/webhooks/square"
    )
    square_api_base: str = Field(
        "https://connect.squareup.com", description="Square: where calls go; https://connect.squareupsandbox.com to try"
    )
    paypal_client_id: str = Field("", description="PayPal: the app's client id; empty: off")
    paypal_client_secret: SecretStr = Field(NONE, description="PayPal: the app's secret")
    paypal_webhook_id: str = Field(
        "", description="PayPal: the id of the app's webhook at PUBLIC_BASE_URL/webhooks/paypal, for all events"
    )
    paypal_api_base: str = Field(
        "https://api-m.paypal.com", description="PayPal: where calls go; https://api-m.sandbox.paypal.com to try"
    )
    mollie_api_key: SecretStr = Field(NONE, description="Mollie: the API key, live_... or test_...; empty: off")
    mollie_api_base: str = Field("https://api.mollie.com", description="Mollie: where calls go")

    gocardless_access_token: SecretStr = Field(
        NONE, description="GoCardless: the access token, live_... or sandbox_...; empty: off"
    )
    gocardless_webhook_secret: SecretStr = Field(
        NONE, description="GoCardless: the secret of the endpoint /webhooks/gocardless; several, comma-separated"
    )
    gocardless_api_base: str = Field("", description="GoCardless: where calls go; empty: as the access token says")

    @property
    def stripe_webhook_secrets(self) -> tuple[str, ...]:
        """The endpoint's own, that of connected accounts, and the one before while it is being changed."""
        return _several(self.stripe_webhook_secret)

    @property
    def gocardless_webhook_secrets(self) -> tuple[str, ...]:
        """The endpoint's own, and the one before while it is being changed."""
        return _several(self.gocardless_webhook_secret)

    def gateway_problems(self) -> Iterator[str]:
        """What production cannot run with, in words that say what to set."""
        for vendor in ("stripe", "square", "paypal", "mollie", "gocardless"):
            name = f"{vendor}_api_base"
            if not goes_safely(str(getattr(self, name))):
                yield f"{name.upper()} must begin with https://: keys go there"
        yield from self._stripe_problems()
        yield from self._square_problems()
        yield from self._paypal_problems()
        mollie = self.mollie_api_key.get_secret_value()
        if mollie and not mollie.startswith(("live_", "test_")):
            yield "MOLLIE_API_KEY must begin with live_ or test_"
        yield from self._gocardless_problems()

    def _stripe_problems(self) -> Iterator[str]:
        if self.stripe_secret_key.get_secret_value() and not self.stripe_webhook_secrets:
            yield "STRIPE_SECRET_KEY is set, so STRIPE_WEBHOOK_SECRET must be set (whsec_...)"
        if any(len(one) < 16 for one in self.stripe_webhook_secrets):
            yield "STRIPE_WEBHOOK_SECRET must be made of secrets of 16 characters or more (whsec_...)"

    def _square_problems(self) -> Iterator[str]:
        if not self.square_access_token.get_secret_value():
            return
        if not self.square_location_id:
            yield "SQUARE_ACCESS_TOKEN is set, so SQUARE_LOCATION_ID must be set (L...)"
        if not self.square_webhook_signature_key.get_secret_value():
            yield "SQUARE_ACCESS_TOKEN is set, so SQUARE_WEBHOOK_SIGNATURE_KEY must be set"

    def _paypal_problems(self) -> Iterator[str]:
        if not self.paypal_client_id:
            return
        if not self.paypal_client_secret.get_secret_value():
            yield "PAYPAL_CLIENT_ID is set, so PAYPAL_CLIENT_SECRET must be set"
        if not self.paypal_webhook_id:
            yield "PAYPAL_CLIENT_ID is set, so PAYPAL_WEBHOOK_ID must be set (the webhook's id, not its address)"

    def _gocardless_problems(self) -> Iterator[str]:
        token = self.gocardless_access_token.get_secret_value()
        if token and not token.startswith(("live_", "sandbox_")):
            yield "GOCARDLESS_ACCESS_TOKEN must begin with live_ or sandbox_"
        if token and not self.gocardless_webhook_secrets:
            yield "GOCARDLESS_ACCESS_TOKEN is set, so GOCARDLESS_WEBHOOK_SECRET must be set"
        if any(len(one) < SHORTEST_SECRET for one in self.gocardless_webhook_secrets):
            yield f"GOCARDLESS_WEBHOOK_SECRET must be made of secrets of {SHORTEST_SECRET} characters or more"


def _several(secret: SecretStr) -> tuple[str, ...]:
    """Comma-separated."""
    return tuple(one.strip() for one in secret.get_secret_value().split(",") if one.strip())
