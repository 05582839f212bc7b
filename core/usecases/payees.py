"""A contractor's own account at a gateway: noted when it is made, and how it stands whenever that is heard."""

from dataclasses import dataclass, replace
from uuid import uuid5

from core.domain.ids import ContractorId, PayeeId
from core.domain.payee import Payee, PayeeState
from core.ports.ledger import Ledger
from core.ports.payees import PayeeNews
from core.usecases.asking import Asked


@dataclass(frozen=True, slots=True)
class PayeeHeard:
    """``changed``: from or to "ready", or "off"; what is merely still needed is no news."""

    payee: Payee
    changed: bool


def payee_of(ledger: Ledger, contractor_id: ContractorId, gateway: str) -> Payee | None:
    """The one that counts: an account that is off is followed by another."""
    mine = (one for one in ledger.payees() if (one.contractor_id, one.gateway) == (contractor_id, gateway))
    return next((one for one in mine if one.state != "off"), None)


def ready_for(ledger: Ledger, contractor_id: ContractorId, gateway: str) -> str:
    """The account at that gateway that money for this contractor may go to; "" where there is none."""
    known = payee_of(ledger, contractor_id, gateway)
    return known.external_id if known and known.state == "ready" else ""


def note_payee(ledger: Ledger, asked: Asked, contractor_id: ContractorId, gateway: str, news: PayeeNews) -> PayeeHeard:
    """The account was made; made twice it is one."""
    known = _known(ledger, gateway, news)
    fresh = Payee(
        id=PayeeId(uuid5(ledger.account_id, f"{gateway} {news.external_id}")),  # two taps at once note one
        account_id=ledger.account_id,
        contractor_id=contractor_id,
        gateway=gateway,
        external_id=news.external_id,
        created_at=asked.now,
    )
    return _heard(ledger, known or fresh, news)


def hear_payee(ledger: Ledger, gateway: str, news: PayeeNews) -> PayeeHeard | None:
    """None for an account that is not known here."""
    known = _known(ledger, gateway, news)
    return _heard(ledger, known, news) if known else None


def _known(ledger: Ledger, gateway: str, news: PayeeNews) -> Payee | None:
    """Its owner comes back to our page in the moment in which the gateway tells: who is second finds it told."""
    return next(
        (one for one in ledger.payees(lock=True) if (one.gateway, one.external_id) == (gateway, news.external_id)), None
    )


def _heard(ledger: Ledger, payee: Payee, news: PayeeNews) -> PayeeHeard:
    """One that is off stays so."""
    state: PayeeState = "ready" if news.may_charge else "started"
    if news.gone or payee.state == "off":
        state = "off"
    now = replace(payee, state=state, needs=",".join(news.needs) if state == "started" else "")
    ledger.save(now)
    return PayeeHeard(now, now.state != payee.state)
