"""Photos of checks and transfers, kept with the payment that they show: private, and no proof of work."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, own, reply
from bots.counting import counted_proofs
from bots.intents.folding import fold
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.paid_how import amount_paid
from core.domain.ids import InvoiceId, PaymentId, ProofId
from core.domain.payment import Payment
from core.domain.proof import Copies, Proof
from core.ports.ledger import ProjectFile
from core.ports.messaging import Enclosure
from core.usecases.filing import evidence_of, file_with_payment, take_from_payment

_SOON = timedelta(minutes=10)
_MOST_SHOWN = 4
_MOST_OTHERS = 4
_FEW = 2  # a check has two sides; more than that is an album of the work
_KINDS = {"photo", "document"}
# A caption that tells what the picture is; any other says that it shows the work.
_OF_MONEY = re.compile(
    r"\b(?:checks?|cheques?|zelle|venmo|cash ?app|paypal|transfer|transferencia|deposit slip|comprobante)\b"
)


def keep(desk: Desk, args: Args) -> Replies:
    """By a tap: the files that came right before or after the words about a payment are of that payment."""
    filed = _file(desk, args["proofs"], args["invoice"], args["payment"])
    return [_kept(filed) if filed else reply("evidence.not_kept")]


def keep_with(desk: Desk, args: Args, payment: Payment, told: Reply) -> Reply:
    """What was told of the payment, and its evidence: kept where the photo came with the words, else offered."""
    if args.get("proofs"):
        filed = _file(desk, args["proofs"], str(payment.invoice_id), str(payment.id))
        return _together(told, _kept(filed)) if filed else told
    recent = _recent(desk, [ProofId(UUID(one)) for one in desk.session.last_proofs])
    return offered(told, payment, recent)


def offered(told: Reply, payment: Payment | None, proofs: Sequence[Proof]) -> Reply:
    """One tap, and nothing happens without it."""
    if payment is None or not proofs:
        return told
    ids = [str(one.id) for one in proofs]
    do = command("evidence.keep", payment=str(payment.id), invoice=str(payment.invoice_id), proofs=ids)
    asked = reply("evidence.offer", what=counted_proofs(proofs), amount=payment.amount)
    return _together(told, asked, option("button.keep_with_payment", do))


def just_recorded(desk: Desk, proofs: Sequence[Proof]) -> Payment | None:
    """The payment that was told of right before these files came, when they may show it."""
    if not proofs or len(_recent(desk, [one.id for one in proofs])) != len(proofs):
        return None
    step = next((one for one in reversed(desk.session.undo) if one["do"] == "payment.recorded"), None)
    if step is None:
        return None
    invoice = desk.ledger.invoice(InvoiceId(UUID(step["invoice"])))
    file = desk.ledger.project_file(invoice.project_id)
    payment = next((one for one in file.payments if str(one.id) == step["payment"]), None)
    told_at = step.get("at", payment.received_at.timestamp() if payment else 0)  # a bank's line has a day of its own
    if payment is None or payment.state != "succeeded" or desk.asked.now.timestamp() - told_at > _SOON.total_seconds():
        return None
    return None if evidence_of(desk.ledger.proofs(file.project.id), payment.id) else payment


def give_back(desk: Desk, file: ProjectFile, payment: PaymentId) -> None:
    """With a payment that was taken back: the files wait, and are the last ones again, for when it is told anew."""
    freed = take_from_payment(desk.ledger, file, payment)
    if freed:
        desk.session.last_proofs = [str(one.id) for one in freed]


def undo_kept(desk: Desk, step: Args) -> Reply:
    invoice = desk.ledger.invoice(InvoiceId(UUID(step["invoice"])))
    file = desk.ledger.project_file(invoice.project_id)
    freed = take_from_payment(desk.ledger, file, PaymentId(UUID(step["payment"])))
    if not freed:
        return reply("undo.nothing")
    desk.session.last_proofs = [str(one.id) for one in freed]
    return reply("evidence.waits", what=counted_proofs(freed), project=file.project.name)


def show(desk: Desk, args: Args) -> Replies:
    """The newest payment that is meant, with what is kept of it; others by a tap. Never before a room."""
    if desk.inbound.place:
        return [reply("room.in_private")]
    found = _kept_payments(desk, args)
    if not found:
        return [reply("evidence.none_of", about=args["about"]) if args.get("about") else reply("evidence.none")]
    (file, payment, proofs), *others = found
    choices = [_other(desk, one_file, one) for one_file, one, _ in others[:_MOST_OTHERS]]
    wording = desk.teller.words(desk.member.language)
    copies = [one.copies for one in proofs if one.copies]
    details: dict[str, Any] = {
        "amount": amount_paid(payment),
        "client": file.client.name,
        "number": desk.ledger.invoice(payment.invoice_id).number,
        "when": wording.day(payment.received_at.date()),
        "what": counted_proofs(proofs),
    }
    files = tuple(_picture(one, place) for place, one in enumerate(copies[:_MOST_SHOWN], 1))
    code = "evidence.shown" if files else "evidence.arriving"
    return [Reply(code, details, tuple(choices), enclosures=files)]


def _kept_payments(desk: Desk, args: Args) -> list[tuple[ProjectFile, Payment, tuple[Proof, ...]]]:
    """Those that have any, the newest first: one by its id, by the number of its check, or by who or what for."""
    about = args.get("about") or ""
    found = []
    for project in desk.ledger.projects():
        proofs = desk.ledger.proofs(project.id)
        if not any(one.payment_id for one in proofs):
            continue
        file = desk.ledger.project_file(project.id)
        for payment in file.payments:
            kept = evidence_of(proofs, payment.id)
            meant = str(payment.id) == args["payment"] if args.get("payment") else _is_about(file, payment, about)
            if kept and meant:
                found.append((file, payment, kept))
    return sorted(found, key=lambda one: one[1].received_at, reverse=True)


def _is_about(file: ProjectFile, payment: Payment, about: str) -> bool:
    if not about or fold(payment.note) == fold(about.strip("# ")):
        return True
    return any(one.id == payment.invoice_id and fits(file, one, about) for one in file.invoices)


def _other(desk: Desk, file: ProjectFile, payment: Payment) -> Option:
    wording = desk.teller.words(desk.member.language)
    label = f"{wording.money(payment.amount)} {wording.day(payment.received_at.date())} {file.client.name}"
    return own(label, command("evidence.show", payment=str(payment.id)))


def _picture(copies: Copies, place: int) -> Enclosure:
    """The copy that was made to be shown, without what the camera tells of itself."""
    ending = "pdf" if copies.client_type == "application/pdf" else "jpg"
    return Enclosure(
        source=f"blob:{copies.client}", file_name=f"payment-{place}.{ending}", media_type=copies.client_type
    )


def _file(desk: Desk, proofs: Sequence[str], invoice: str, payment: str) -> tuple[Proof, ...]:
    """They are no photos of the work any more: "undo" gives them back as what waits."""
    ids = [ProofId(UUID(one)) for one in proofs]
    filed = file_with_payment(desk.ledger, ids, InvoiceId(UUID(invoice)), PaymentId(UUID(payment)))
    if filed:
        taken = [str(one.id) for one in filed]
        desk.session.last_proofs = [one for one in desk.session.last_proofs if one not in taken]
        desk.session.undo = [one for one in desk.session.undo if one.get("proofs") != list(proofs)]
        desk.session.remember(do="evidence.kept", payment=payment, invoice=invoice)
    return filed


def _kept(filed: Sequence[Proof]) -> Reply:
    return reply("evidence.kept", what=counted_proofs(filed)) if filed else NOTHING


def _together(told: Reply, more: Reply, *choices: Option) -> Reply:
    alone = replace(told, choices=(), enclosures=())
    return Reply("lines", {"lines": (alone, more)}, (*choices, *told.choices), told.expects, told.enclosures)


def _recent(desk: Desk, ids: Sequence[ProofId]) -> tuple[Proof, ...]:
    """One or two files that came just now and are on no invoice, and whose words do not say that they show the work."""
    proofs = [desk.ledger.proof(one) for one in ids]
    fresh = [one for one in proofs if _may_show_money(one) and desk.asked.now - one.received_at <= _SOON]
    return tuple(fresh) if 0 < len(proofs) == len(fresh) <= _FEW else ()


def _may_show_money(proof: Proof) -> bool:
    free = proof.state in {"arriving", "kept"} and proof.invoice_id is None and proof.payment_id is None
    silent = not proof.caption or _OF_MONEY.search(fold(proof.caption)) is not None
    return free and silent and proof.kind in _KINDS


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {"evidence.keep": keep, "evidence.show": show}
