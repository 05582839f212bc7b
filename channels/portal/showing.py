"""From what is known about an invoice to the page that shows it; drawn once, then kept while nothing changes."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.browsing import Asset
from channels.portal.autopay import agreeing, chargeable, saved_name
from channels.portal.bank_drawing import DrawCode, drawn, no_code
from core.domain.card_fee import CardFee, fee_of
from core.domain.money import Money, total
from core.domain.payment import BY_NAME, UNSEEN
from core.domain.sheet import InvoiceSheet, SheetLine, SheetProof, SheetSection
from core.ports.wording import Wording
from core.usecases.answer_views import LineAnswerView
from core.usecases.invoice_views import InvoicePage, PaymentView
from core.usecases.proof_views import ProofView

HERE = Path(__file__).parent
STYLE = Asset.read(HERE / "static" / "portal.css")
SCRIPT = Asset.read(HERE / "static" / "portal.js")
UPLOAD_SCRIPT = Asset.read(HERE / "static" / "upload.js")
SIGN_SCRIPT = Asset.read(HERE / "static" / "proposal.js")
VERIFY_SCRIPT = Asset.read(HERE / "static" / "verify.js")
EDIT_SCRIPT = Asset.read(HERE / "static" / "edit.js")
ICON = Asset.read(HERE / "static" / "icon.svg")
_ALL = (STYLE, SCRIPT, UPLOAD_SCRIPT, SIGN_SCRIPT, EDIT_SCRIPT, VERIFY_SCRIPT, ICON)
ASSETS: Mapping[str, Asset] = {asset.name: asset for asset in _ALL}
NONCE_MARK = secrets.token_hex(24)  # stands in a kept page where each visit's own nonce goes
_MOST_KEPT = 256
_JUST_NOW = timedelta(minutes=10)
_METHODS = frozenset({"card", "cash", "check", "transfer", "bank", "zelle", "venmo", "other"})

Notice = Literal[
    "", "approve", "ask", "approve_line", "ask_line", "empty", "back", "sent", "charging", "autopay_stopped",
    "part_wrong",
]  # fmt: skip
Standing = Literal["void", "paid", "processing", "declined", "checked", "part_paid", "due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One proof to tap open. ``alt`` says what is seen; addresses are paths of this site."""

    kind: Literal["photo", "video", "document"]
    alt: str
    caption: str
    when: str
    badge: str
    mark: str
    thumb: str
    page: str
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A milestone on the page. ``line``: its id where it can be approved or asked about for itself; ``said``: the
    newest word on it.
    """

    name: str
    amount: str
    lines: tuple[SheetLine, ...]
    pictures: tuple[Picture, ...]
    line: str = ""
    said: LineAnswerView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visit's page depends on beside the invoice: ``here`` is the path of the page, ``wish`` the language
    that its address asks for ("" for none), ``asked`` the money_digest at this browser's last tap on Pay. ``job``: the
    path of the page of the whole project, "" where there is none. ``ways``: the gateways to choose from, ``keeps``:
    those that can keep what is paid with. ``card_fee``: what a credit card costs on top, and the code of the words
    that the law of the place wants beside it. ``typed``: what was no amount to pay.
    """

    here: str
    words: Wording
    wish: str = ""
    notice: Notice = ""
    asked: str = ""
    job: str = ""
    ways: tuple[str, ...] = ("",)
    keeps: tuple[str, ...] = ()
    card_fee: CardFee | None = None
    typed: str = ""
    now: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A drawn page, the invoice it shows, and the stamp under which that was read (None: no stamps are taken)."""

    invoice: InvoicePage
    html: bytes
    stamp: str | None


@dataclass(slots=True)
class Shelf:
    """Draws pages and keeps the plain ones: a kept page is used only while the invoice behind it is equal."""

    templates: Environment = field(
        default_factory=lambda: Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
    draw_code: DrawCode = no_code
    _kept: "OrderedDict[tuple[str, str], Kept]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def known(self, here: str, wish: str, stamp: str, nonce: str) -> bytes | None:
        """The kept page of this address, if it was drawn from what this very stamp stands for."""
        kept = self._kept.get((here, wish))
        return _with_nonce(kept.html, nonce) if kept and kept.stamp == stamp else None

    def page(self, invoice: InvoicePage, visit: Visit, nonce: str, stamp: str | None = None) -> bytes:
        """The page's HTML (UTF-8) with this visit's nonce in its forms. ``stamp`` was taken before ``invoice`` was
        read, so that a change in between is found at the next visit.
        """
        return _with_nonce(self._drawn(invoice, visit, stamp), nonce)

    def small(self, name: str, words: Wording, root: str, **details: object) -> bytes:
        """One of the small pages around it (lost, opening, refused)."""
        template = self.templates.get_template(name)
        html = template.render(words=words, root=root, style=STYLE.name, icon=ICON.name, **details)
        return html.encode(errors="replace")

    def _drawn(self, invoice: InvoicePage, visit: Visit, stamp: str | None) -> bytes:
        if visit.notice:
            return self._draw(invoice, visit)
        place = (visit.here, visit.wish)
        kept = self._kept.get(place)
        same = kept is not None and kept.invoice == invoice
        if kept is None or not same or kept.stamp != stamp:
            html = kept.html if kept and same else self._draw(invoice, visit)
            kept = Kept(invoice, html, stamp)
            with self._lock:
                self._kept[place] = kept
                self._kept.move_to_end(place)
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
        return kept.html

    def _draw(self, invoice: InvoicePage, visit: Visit) -> bytes:
        sheet = InvoiceSheet.from_json(invoice.sheet)
        notice = _notice(invoice, visit)
        state = _standing(invoice, notice)
        template = self.templates.get_template("invoice.html")
        html = template.render(
            words=visit.words,
            page=invoice,
            sheet=sheet,
            parts=tuple(_parts(invoice, sheet, visit)),
            state=state,
            notice=notice,
            payments=sorted(invoice.payments, key=lambda one: one.received_at),
            processing=_in(invoice, "pending") or invoice.balance,
            unseen=any(one.state == "pending" and one.note == UNSEEN for one in invoice.payments),
            agreeing=agreeing(invoice, visit.words, visit.keeps),
            chargeable=chargeable(invoice, visit.keeps),
            saved=saved_name(invoice.saved, visit.words) if invoice.saved else "",
            credit=_credit(invoice),
            method=lambda payment: _method(payment, visit.words),
            digest=money_digest(invoice),
            here=visit.here,
            job=visit.job,
            ways=visit.ways,
            typed=visit.typed,
            card_rate=visit.card_fee.rate if visit.card_fee else None,
            fee_words=lambda amount: tuple(_fee_words(amount, visit)),
            bank=drawn(invoice, self.draw_code),
            root=visit.here.rpartition("/i/")[0],
            style=STYLE.name,
            script=SCRIPT.name,
            icon=ICON.name,
            nonce=NONCE_MARK,
        )
        return html.encode(errors="replace")  # half a surrogate pair must not cost the whole page


def _fee_words(amount: Money, visit: Visit) -> Iterator[str]:
    """What a credit card costs on top, before anything is chosen, and what the law of the place wants said."""
    if visit.card_fee is None:
        return
    fee = fee_of(amount, visit.card_fee.rate)
    said = {"rate": visit.card_fee.rate, "fee": fee, "total": amount + fee, "amount": amount}
    yield visit.words.text("portal.card_fee", **said)
    if visit.card_fee.notice:
        yield visit.words.text(visit.card_fee.notice)


def _with_nonce(html: bytes, nonce: str) -> bytes:
    return html.replace(NONCE_MARK.encode(), nonce.encode())


def money_state(invoice: InvoicePage) -> Standing:
    """The one thing to say about the money, the most final first."""
    if invoice.state in {"void", "credited"}:
        return "void"
    if invoice.balance.minor <= 0:
        return "paid"
    if _in(invoice, "pending") >= invoice.balance or invoice.charging:
        return "processing"
    newest = max(invoice.payments, key=lambda one: one.received_at, default=None)
    by_news: dict[str, Standing] = {"failed": "declined", "parked": "checked"}
    if newest and newest.state in by_news:
        return by_news[newest.state]
    return "part_paid" if invoice.paid.minor > 0 else "due"


def part_shown(invoice: InvoicePage, minor: int) -> Money | None:
    """This much, if it is what is not disputed as the page stands now; None for all, and for what was shown before."""
    part = invoice.undisputed if invoice.disputed else None
    return part if part and part.minor == minor else None


def money_digest(invoice: InvoicePage) -> str:
    """Changes when anything about the money does: an open page compares it to know that there is news."""
    said = [
        (one.receipt_number, one.state, one.amount.minor, one.refunded, one.disputed, one.received_at, one.note)
        for one in invoice.payments
    ]
    stands = (invoice.state, invoice.paid, invoice.balance, invoice.disputed, invoice.charging)
    return hashlib.sha256(repr((*stands, said)).encode()).hexdigest()[:16]


def _notice(invoice: InvoicePage, visit: Visit) -> Notice:
    """Back from the gateway, the word that the payment is being looked up goes as soon as there is a result: one that
    was not there at the tap on Pay, so that an earlier decline is not taken for the result of trying again.
    """
    if visit.notice != "back":
        return visit.notice
    settled = money_state(invoice) in {"paid", "void", "processing"}
    fresh = any(visit.now - one.received_at < _JUST_NOW for one in invoice.payments)
    news = visit.asked != money_digest(invoice) if visit.asked else fresh
    return "" if settled or news else "back"


def _standing(invoice: InvoicePage, notice: Notice) -> Standing:
    """While a result is looked up, an earlier decline is no news."""
    state = money_state(invoice)
    if notice == "back" and state == "declined":
        return "part_paid" if invoice.paid.minor > 0 else "due"
    return state


def _in(invoice: InvoicePage, state: str) -> Money:
    return total((one.amount for one in invoice.payments if one.state == state), invoice.balance.currency)


def _credit(invoice: InvoicePage) -> Money:
    """What was paid beyond what was asked."""
    paid = (one for one in invoice.payments if one.state == "succeeded")
    return total((one.surplus for one in paid), invoice.balance.currency)


def _method(payment: PaymentView, words: Wording) -> str:
    """How it was paid, in words; what is not known is shown as it was said."""
    if payment.note in BY_NAME:
        return payment.note
    known = payment.method.lower()
    said = words.text(f"portal.method.{known}") if known in _METHODS else payment.method
    return " ".join(part for part in (said, payment.note) if part and part != UNSEEN)


def _parts(invoice: InvoicePage, sheet: InvoiceSheet, visit: Visit) -> Iterator[Part]:
    views = {str(view.id): view for view in invoice.proofs}
    known = {proof.id: proof for proof in sheet.proofs if proof.id in views}
    answers = {str(one.milestone_id): one for one in invoice.answers}
    several = sum(1 for one in sheet.sections if one.milestone_id) > 1
    for section in sheet.sections:
        mine = [known.pop(proof_id) for proof_id in section.proof_ids if proof_id in known]
        line = section.milestone_id if several else ""
        yield replace(_part(section, mine, views, visit), line=line, said=answers.get(line))
    if known:  # a proof that no milestone claims is still shown
        rest = SheetSection("", visit.words.text("portal.more_proof"), (), "", ())
        yield _part(rest, list(known.values()), views, visit)


def _part(section: SheetSection, proofs: list[SheetProof], views: Mapping[str, ProofView], visit: Visit) -> Part:
    pictures = []
    for place, proof in enumerate(proofs, 1):
        alt = visit.words.text(
            f"portal.alt.{proof.kind}", caption=proof.caption or section.name, place=place, count=len(proofs)
        )
        pictures.append(_picture(proof, views[proof.id], alt, visit.here))
    return Part(name=section.name, amount=section.amount, lines=section.lines, pictures=tuple(pictures))


def _picture(proof: SheetProof, view: ProofView, alt: str, here: str) -> Picture:
    where = f"{here}/proof/{view.id}"
    return Picture(
        kind=proof.kind,
        alt=alt,
        caption=proof.caption,
        when=proof.when,
        badge=proof.badge,
        mark=proof.short_hash,
        thumb=f"{where}/thumb",
        page=f"{where}/page",
        client=f"{where}/client",
    )
