"""Gateways that keep records of payers."""

from typing import Protocol, runtime_checkable

from core.ports.payments import PageAsked


@runtime_checkable
class Forgetting(Protocol):
    """A gateway that makes a record of the payer for each page, name and addresses in it, and can remove it."""

    async def forget_payer(self, page: PageAsked) -> bool:
        """What was paid stays. False while it has to wait: the page can still be paid on, or money is on its way. A
        record that is not there is no error. Raises GatewayFailed.
        """
        ...
