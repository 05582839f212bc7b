"""A gateway that said when to come back is not called before by anybody: else all other jobs go on asking it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from inspect import iscoroutinefunction
from typing import Any, cast

from bots.patience import LONGEST_ASKED
from core.ports.payments import GatewayFailed, PaymentGateway
from storage.gateway_pauses import GatewayPauses

Call = Callable[..., Coroutine[Any, Any, Any]]


class PausingGateways(Mapping[str, PaymentGateway]):
    """The gateways for whoever can come back later. While one wants to be left alone, its calls are put off to that
    moment without being made (GatewayFailed, with ``retry_after``). What it does by itself, as verifying a signature,
    is as ever.
    """

    def __init__(self, gateways: Mapping[str, PaymentGateway], pauses: GatewayPauses) -> None:
        self._gateways = gateways
        self._pauses = pauses

    def __getitem__(self, name: str) -> PaymentGateway:
        return cast("PaymentGateway", _Pausing(self._gateways[name], self._pauses))

    def __iter__(self) -> Iterator[str]:
        return iter(self._gateways)

    def __len__(self) -> int:
        return len(self._gateways)


class _Pausing:
    """It can do what its gateway can: it has those calls, and no other, so that it is of the same ports."""

    def __init__(self, gateway: PaymentGateway, pauses: GatewayPauses) -> None:
        self._gateway = gateway
        for name in dir(type(gateway)):
            call = getattr(gateway, name, None)
            if not name.startswith("_") and iscoroutinefunction(call):
                setattr(self, name, _held(gateway.name, call, pauses))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)


def _held(gateway: str, call: Call, pauses: GatewayPauses) -> Call:
    async def held(*args: Any, **named: Any) -> Any:
        left = await asyncio.to_thread(pauses.left, gateway)
        if left:
            raise GatewayFailed(f"{gateway}: wants to be left alone", retry_after=left)
        try:
            return await call(*args, **named)
        except GatewayFailed as failure:
            if failure.retry_after:
                await asyncio.to_thread(pauses.note, gateway, min(failure.retry_after, LONGEST_ASKED))
            raise

    return held
