"""Who is reached where; and words to a firm that works for the one who writes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.intents.names import match
from bots.perform.clients import Counter, perform_client
from bots.perform.desk import Args, Desk, Replies
from bots.perform.inviting import DAYS, invite
from bots.perform.people import called, people
from bots.telling import render
from core.domain.ids import AccountId, ClientId, InvoiceId, ProjectId
from core.domain.party import Client
from core.domain.payment import Way
from core.usecases import onboarding


def reach(desk: Desk, args: Args) -> Replies:
    """A first way to reach them is taken; what takes the place of a known one is confirmed: invoices and receipts go
    there. So does a first number, where there was an e-mail address: phones are tried before it.
    """
    client = meant(desk, args)
    if isinstance(client, Reply):
        return [client]
    said = {"phone": args.get("phone") or "", "email": args.get("email") or ""}
    if said["phone"] == desk.inbound.sender:
        return [reply("client.own_number", client=client.name)]
    replaced = [old for old, new in ((client.phone, said["phone"]), (client.email, said["email"])) if new and old]
    changes = [old for old in replaced if old not in said.values()]
    if said["phone"] and not client.phone and client.email:
        changes = [*changes, client.email]
    if not any(said.values()):
        return [reply("client.known_as", client=client.name, reach=client.phone or client.email)]
    if changes and args.get("instead_of") != changes[0]:
        sure = command("client.contact", client=str(client.id), instead_of=changes[0], **said)
        choices = (option("button.change_it", sure), option("button.leave", command("menu.back")))
        new = said["phone"] or said["email"]
        return [reply("client.contact_change", *choices, client=client.name, reach=new, old=changes[0])]
    former = {"phone": client.phone if said["phone"] else "", "email": client.email if said["email"] else ""}
    desk.session.remember(do="client.reached", client=str(client.id), **former)
    client = onboarding.reach_client(desk.ledger, client.id, **said)
    return [reply("client.contact_set", client=client.name, reach=said["phone"] or said["email"])]


def invite_client(desk: Desk, args: Args) -> Replies:
    """What to forward: the client picks the road, and is reached there from then on."""
    client = meant(desk, args, "invite.client")
    if isinstance(client, Reply):
        return [client]
    invitation = invite(desk, "client", timedelta(days=DAYS), client_id=client.id)
    business = desk.ledger.account().name
    card = render(
        Reply("invite.client_card", {"client": called(client.name), "business": business}),
        desk.teller.words(client.language),
    )
    forward = reply("invite.forward_client", client=client.name, days=DAYS)
    return [forward, Reply("invite.card", {"words": card.text}, invitation_id=str(invitation.id))]


def meant(desk: Desk, args: Args, do: str = "client.contact") -> Client | Reply:
    """By id, by name among the firm's clients, else the current project's."""
    if args.get("client"):
        return desk.ledger.client(ClientId(UUID(args["client"])))
    if not args.get("name"):
        return desk.ledger.project_file(desk.project_id(args)).client
    files = [desk.ledger.project_file(ProjectId(one.id)) for one in desk.known.projects]
    clients = list({file.client.id: file.client for file in files}.values())
    found = match(args["name"], tuple(one.name for one in clients))
    if found.best is not None:
        return clients[found.best]
    likely = [clients[index] for index in found.candidates] or clients
    said = {name: value for name, value in args.items() if name not in {"name", "client"}}
    options = people(likely, lambda one: command(do, client=str(one.id), **said))
    code = "client.which" if found.candidates else "client.which_not"
    return reply(code, *options, name=args["name"])


def ask_hired(desk: Desk, args: Args) -> Replies:
    """A contractor may be a client, too: these words go to the firm that billed them."""
    ledger = desk.teller.turn.ledger(AccountId(UUID(args["account"])))
    counter = Counter(
        ledger=ledger,
        asked=replace(desk.asked, member_id=None),
        teller=desk.teller.of(ledger),
        invoice_id=InvoiceId(UUID(args["invoice"])),
        way=Way(""),
    )
    desk.session.remember(do="words.sent", client=ledger.account().name)
    return perform_client(counter, command("client.ask", text=args["text"]))
