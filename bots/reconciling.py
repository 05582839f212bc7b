"""The books are held against each gateway's own list: what never reached us is taken in, what differs is said."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from bots.conversation import Conversations
from core.domain.money import Money
from core.ports.payments import GatewayEvent, GatewayFailed, Listing, PaymentGateway
from storage.at_gateways import Ours
from storage.database import Database

DAYS = 14
_STATES = {"processing": "pending", "failed": "failed"}


class DoesNotAgree(Exception):
    """What a nightly run found; the job is parked with these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``what``: "differs", or "missing_there": it counts here, and the gateway does not list it. ``payee``: the account
    there, "" for the one of the settings.
    """

    gateway: str
    payee: str
    payment: str
    what: Literal["differs", "missing_there"]
    here: str
    there: str


@dataclass(slots=True, kw_only=True)
class Report:
    """``checked``: payments of ours on each list, by the gateway and, where there are several, the account there;
    ``taken_in``: of them, what had not reached us, or not all; ``strangers``: what is on a list and answers no request
    of ours; ``silent``: gateways that cannot be asked; ``unanswered``: lists that did not come, and why.
    """

    checked: dict[str, int] = field(default_factory=dict)
    taken_in: int = 0
    strangers: int = 0
    silent: list[str] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciling:
    """Asks every gateway that lists its payments; each payment is taken in by itself."""

    database: Database
    conversations: Conversations
    gateways: Mapping[str, PaymentGateway]

    async def nightly(self, timestamp: int) -> None:
        """Raises DoesNotAgree with what is to be looked at."""
        del timestamp
        report = await self.run(DAYS)
        found = []
        if report.differences:
            told = "; ".join(
                f"{_list(one.gateway, one.payee)} {one.payment} {one.what}" for one in report.differences[:10]
            )
            found.append(f"{len(report.differences)} payments do not agree: {told}")
        if report.unanswered:
            found.append("no list came from " + "; ".join(f"{name} ({why})" for name, why in report.unanswered.items()))
        if found:
            raise DoesNotAgree(f"{', and '.join(found)} (milepost reconcile)")

    async def run(self, days: int) -> Report:
        """Over the payments of the last ``days``. A list that does not come holds up no other."""
        report = Report()
        with self.database.turns.begin() as turn:
            now = turn.received_at
        for name, gateway in self.gateways.items():
            lister: object = gateway
            if not isinstance(lister, Listing):
                report.silent.append(name)
                continue
            # What came since then may not be on the list yet, and is not missed on it.
            since = (now - timedelta(days=days), now - gateway.capabilities.listed_within)
            for payee in await asyncio.to_thread(self.database.at_gateways.payees, name):
                try:
                    events = await lister.payments_since(since[0], payee)
                except GatewayFailed as failure:
                    report.unanswered[_list(name, payee)] = failure.reason
                    continue
                listed = {event.external_id: event for event in events}
                await asyncio.to_thread(self._compare, report, gateway, payee, listed, since)
        return report

    def _compare(
        self,
        report: Report,
        gateway: PaymentGateway,
        payee: str,
        listed: Mapping[str, GatewayEvent],
        between: tuple[datetime, ...],
    ) -> None:
        name, test_mode, since = gateway.name, gateway.capabilities.test_mode, between[0]
        # What came before the list begins may be on it, when it changed since; so ours are read from further back.
        before = self.database.at_gateways.payments(name, since - timedelta(days=DAYS))
        behind = [event for payment, event in listed.items() if not _agree(before.get(payment, ()), event)]
        strangers = sum(not self._taken(event, test_mode=test_mode) for event in behind)
        after = self.database.at_gateways.payments(name, since - timedelta(days=DAYS))
        report.strangers += strangers
        report.checked[_list(name, payee)] = len(listed) - strangers
        report.taken_in += sum(after.get(one.external_id) != before.get(one.external_id) for one in behind)
        report.differences += _differences(name, payee, listed, after, between)

    def _taken(self, event: GatewayEvent, *, test_mode: bool) -> bool:
        """Whether it answers a request of ours."""
        with self.database.turns.begin() as turn:
            return self.conversations.take_payment(turn, event, test_mode=test_mode)


def _agree(ours: tuple[Ours, ...], event: GatewayEvent) -> bool:
    return bool(ours) and all(_agrees(one, event) for one in ours)


def _agrees(ours: Ours, event: GatewayEvent) -> bool:
    """A payment that did not succeed there must not count here, nor be on its way when that is over; of one that did,
    all amounts are the same.
    """
    if event.outcome != "succeeded":
        return ours.state in (_STATES[event.outcome], "parked")
    if ours.state != "succeeded":
        return False
    back = event.refunded if event.refunds == "known" else max(event.refunded, ours.refunded)
    return (ours.amount, ours.refunded, ours.disputed) == (event.amount, back, event.disputed)


def _differences(
    name: str,
    payee: str,
    listed: Mapping[str, GatewayEvent],
    ours: Mapping[str, tuple[Ours, ...]],
    between: tuple[datetime, ...],
) -> Iterator[Difference]:
    """One for each account that has it otherwise: what is parked with one may count with another."""
    at = partial(Difference, gateway=name, payee=payee)
    for payment, event in listed.items():
        for mine in ours.get(payment, ()):
            if not _agrees(mine, event):
                there = _words(event.outcome, event.amount, event.refunded, event.disputed)
                yield at(payment=payment, what="differs", here=_said(mine), there=there)
    for payment, mine in ((payment, one) for payment, ones in ours.items() for one in ones):
        due = mine.payee == payee and mine.state == "succeeded" and between[0] < mine.received_at < between[1]
        if due and payment not in listed:
            yield at(payment=payment, what="missing_there", here=_said(mine), there="")


def _list(name: str, payee: str) -> str:
    return f"{name} {payee}" if payee else name


def _said(one: Ours) -> str:
    return _words(one.state, one.amount, one.refunded, one.disputed)


def _words(state: str, amount: Money, refunded: Money, disputed: Money) -> str:
    back = (("refunded", refunded), ("disputed", disputed))
    went_back = "".join(f", {word} {one.decimal}" for word, one in back if one)
    return f"{state}, {amount.currency} {amount.decimal}{went_back}"
