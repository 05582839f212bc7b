"""Where card payments go: how the contractor's own account at a gateway stands, and the page that sets it up."""

from bots.commands import NOTHING, Reply, reply
from bots.perform.desk import Args, Desk, Replies
from bots.telling import Teller
from core.domain.payee import Payee
from core.usecases.payees import PayeeHeard, payee_of


def ask(desk: Desk, _args: Args) -> Replies:
    """One gateway is asked for; where money goes to one account for all, nobody has anything to set up, and it is said
    whose account that is.
    """
    shared = _shared(desk)
    if not desk.own_payees:
        return [reply("payee.on", shared=shared) if desk.gateways else reply("payee.none")]
    gateway = min(desk.own_payees)
    payee = payee_of(desk.ledger, desk.member.contractor_id, gateway)
    name = reply(f"gateway.{gateway}")
    if payee and payee.state == "ready":
        return [reply("payee.ready", gateway=name, shared=shared)]
    details = {"gateway": name, "needs": needs(payee), "shared": shared}
    return [Reply("payee.go_on" if payee else "payee.begin", details, payee=str(desk.member.id))]


def _shared(desk: Desk) -> Reply | tuple[Reply, ...]:
    """A line for each where real money of every firm here goes to the account of whoever runs the installation."""
    shared = (one for one, can in desk.gateways.items() if not (can.own_payees or can.test_mode))
    names = [reply(f"gateway.{one}") for one in shared]
    return tuple(reply("payee.shared", gateway=one) for one in names) or NOTHING


def needs(payee: Payee | None) -> Reply | tuple[Reply, ...]:
    """A line for each thing that is still asked for."""
    if payee is None:
        return NOTHING
    asked_for = payee.still_needs or ("other",)  # it is not ready, and does not say why
    return tuple(reply("payee.line", what=reply(f"payee.need_{one}")) for one in asked_for)


def tell(teller: Teller, heard: PayeeHeard | None, key: str) -> None:
    """Those who run the contractor hear that it is ready, or not any more."""
    if heard is None or not heard.changed:
        return
    payee = heard.payee
    code = {"ready": "told.payee_ready", "started": "told.payee_stopped", "off": "told.payee_off"}[payee.state]
    details = {"gateway": reply(f"gateway.{payee.gateway}"), "needs": needs(payee)}
    teller.members(Reply(code, details), key, payee.contractor_id)
