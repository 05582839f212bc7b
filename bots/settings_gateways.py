"""The settings of the roads for money. A gateway whose settings are empty is not imported."""

from collections.abc import Iterator

from pydantic import BaseModel, Field, SecretStr

from bots.settings_vendors import NONE, goes_safely


class GatewaySettings(BaseModel):
    """Part of ``Settings``; every gateway's address can be set, for proxies and stand-ins."""

    stripe_secret_key: SecretStr = Field(NONE, description="Stripe: the secret or restricted key; empty: off")
    stripe_webhook_secret: SecretStr = Field(
        NONE, description="Stripe: the signing secret of the endpoint /webhooks/stripe; several, comma-separated"
    )
    stripe_api_base: str = Field("https://api.stripe.com", description="Stripe: where calls go")

    @property
    def stripe_webhook_secrets(self) -> tuple[str, ...]:
        """The endpoint's own, that of connected accounts, and the one before while it is being changed."""
        several = self.stripe_webhook_secret.get_secret_value().split(",")
        return tuple(one.strip() for one in several if one.strip())

    def gateway_problems(self) -> Iterator[str]:
        """What production cannot run with, in words that say what to set."""
        if not goes_safely(self.stripe_api_base):
            yield "STRIPE_API_BASE must begin with https://: keys go there"
        if self.stripe_secret_key.get_secret_value() and not self.stripe_webhook_secrets:
            yield "STRIPE_SECRET_KEY is set, so STRIPE_WEBHOOK_SECRET must be set (whsec_...)"
        if any(len(one) < 16 for one in self.stripe_webhook_secrets):
            yield "STRIPE_WEBHOOK_SECRET must be made of secrets of 16 characters or more (whsec_...)"
