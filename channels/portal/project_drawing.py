"""From what is known about a whole project to what its page shows: every word and figure decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from channels.portal.showing import Picture
from core.domain.links import ChangeLinks, Links
from core.domain.money import Money, total
from core.domain.standing import Standing, per_mille, stage_of, standings, whole
from core.domain.terms import GroupKind
from core.ports.wording import Wording
from core.usecases.project_views import InvoiceOnPage, MilestoneOnPage, ProjectPage
from core.usecases.proof_views import ProofView
from core.usecases.told_steps import told_due, told_stage

_GONE = frozenset({"void", "credited"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an open invoice stands about this step, and where it is approved or asked about."""

    words: str
    kind: str
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone on the page. ``figures`` are (words, amount); ``due``: when it will be billed, "" once it was. ``by``
    tells who does it, where several do the job.
    """

    id: str
    name: str
    value: str
    state: str
    words: str
    figures: tuple[tuple[str, str], ...]
    due: str
    pictures: tuple[Picture, ...]
    more: str
    answers: tuple[Answer, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A room, phase, trade or task with its steps; ``name`` "" for those of none."""

    name: str
    kind: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The whole as a picture: widths of a thousand, each at least as wide as the next. ``words`` say the same."""

    done: int
    billed: int
    paid: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoiced:
    """An issued invoice in the list; ``address`` is "" where its link was revoked. ``to`` tells whom it pays, where
    several do the job.
    """

    number: str
    to: str
    words: str
    balance: Money
    open: bool
    day: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A change order in the list; ``address`` is where it is answered, "" once it was."""

    description: str
    amount: str
    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that the template shows beside the page's own names. ``next``: the invoice to pay first, if any is open."""

    bar: Bar
    figures: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    invoices: tuple[Invoiced, ...]
    next: Invoiced | None
    next_work: str
    changes: tuple[Changed, ...]
    money: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """The links to what is told of here and done elsewhere."""

    invoices: Links
    changes: ChangeLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """``here`` is the path of the page, ``root`` that of the site."""

    page: ProjectPage
    words: Wording
    here: str
    root: str
    ways: Ways

    def whole(self) -> Whole:
        page = self.page
        found = standings(page.milestones, [one.bill for one in page.invoices])
        sums = whole(found.values(), page.currency)
        invoices = tuple(self._invoice(one) for one in page.invoices if one.state not in _GONE)
        return Whole(
            bar=self._bar(sums),
            figures=tuple((self.words.text(f"whole.{code}"), self.words.money(one)) for code, one in _parts(sums)),
            groups=tuple(self._groups([(one, found[one.id]) for one in page.milestones])),
            invoices=invoices,
            next=self._next(),
            next_work=self._next_work(),
            changes=tuple(self._changes()),
            money=tuple(self._money(sums)),
        )

    # ---- the whole -----------------------------------------------------------------------------

    def _bar(self, sums: Standing) -> Bar:
        done, billed, paid = (per_mille(one, sums.value) for one in (sums.done, sums.billed, sums.paid))
        said = {name: f"{share // 10}%" for name, share in (("done", done), ("billed", billed), ("paid", paid))}
        return Bar(done=done, billed=billed, paid=paid, words=self.words.text("whole.bar", **said))

    def _next(self) -> Invoiced | None:
        unpaid = [one for one in self.page.invoices if one.balance.minor > 0 and one.state not in _GONE]
        first = min(unpaid, key=lambda one: one.due_on, default=None)
        return self._invoice(first) if first else None

    def _next_work(self) -> str:
        """A deposit is paid, and no work."""
        steps = (one for one in self.page.milestones if one.kind == "work")
        left = (one for one in steps if one.state == "planned" and one.scheduled_value)
        first = next(left, None)
        return self.words.text("whole.next_work", name=first.name) if first else ""

    def _money(self, sums: Standing) -> Iterator[tuple[str, str]]:
        page = self.page
        approved = total((one.amount for one in page.changes if one.state == "approved"), page.currency)
        rows = [("original", page.original_contract_sum), ("changes", approved), ("to_date", sums.value)]
        deposits = [-one.deposit_applied for one in page.invoices if one.kind == "deposit"]
        credited = total((one.deposit_applied for one in page.invoices if one.kind != "deposit"), page.currency)
        asked = total(deposits, page.currency)
        rows += [("billed", sums.billed), ("to_bill", sums.value - sums.billed)]
        if page.terms.retainage or sums.held or any(part.retained for one in page.invoices for part in one.bill.parts):
            rows += [("held", sums.held), ("released", self._released())]
        if asked:
            rows += [("deposit", asked), ("deposit_credited", credited), ("deposit_left", asked - credited)]
        received = total((one.bill.paid for one in page.invoices), page.currency)
        rows.append(("received", received))
        for code, amount in rows:
            if amount or code not in {"changes", "released"}:
                yield self.words.text(f"whole.money.{code}"), self.words.money(amount)

    def _released(self) -> Money:
        bills = (one.bill for one in self.page.invoices)
        released = (part.retained for bill in bills for part in bill.parts if part.retained.minor < 0)
        back = (part.retained for one in self.page.invoices for part in one.bill.credited if part.retained.minor < 0)
        return total(back, self.page.currency) - total(released, self.page.currency)

    def _changes(self) -> Iterator[Changed]:
        for one in self.page.changes:
            waiting = one.state == "proposed"
            yield Changed(
                description=one.description,
                amount=self.words.money(one.amount),
                words=self.words.text("whole.change.waiting" if waiting else "whole.change.approved"),
                address=f"{self.root}/c/{self.ways.changes.token(one.id, self.page.link_version)}" if waiting else "",
            )

    def _invoice(self, one: InvoiceOnPage) -> Invoiced:
        settled = one.balance.minor <= 0
        code = "paid" if settled else "part_paid" if one.bill.paid.minor > 0 else "open"
        address = "" if one.revoked else f"{self.root}/i/{self.ways.invoices.token(one.link_id, one.link_version)}"
        return Invoiced(
            number=one.number,
            to=self.words.text("whole.pay_to", contractor=one.contractor) if one.contractor else "",
            words=self.words.text(f"whole.invoice.{code}", paid=one.bill.paid, total=one.bill.total),
            balance=one.balance,
            open=not settled,
            day=self.words.day(one.due_on),
            address=address,
        )

    # ---- the schedule --------------------------------------------------------------------------

    def _groups(self, found: Sequence[tuple[MilestoneOnPage, Standing]]) -> Iterator[Group]:
        """Those of one name that follow each other."""
        for (name, kind), members in groupby(found, key=lambda one: (one[0].group, one[0].group_kind)):
            yield Group(name=name, kind=self._kind(kind), steps=tuple(self._step(*one) for one in members))

    def _kind(self, kind: GroupKind) -> str:
        return self.words.text(f"whole.kind.{kind}") if kind else ""

    def _step(self, one: MilestoneOnPage, stands: Standing) -> Step:
        state = stage_of(one.state, stands)
        figures = [("billed", stands.billed), ("paid_work", stands.paid), ("held_back", stands.held)]
        more = one.photos - len(one.proofs)
        return Step(
            id=str(one.id),
            name=one.name,
            value=self.words.money(one.scheduled_value),
            state=state,
            words=told_stage(state, stands, self.words),
            figures=tuple((self.words.text(f"whole.{code}"), self.words.money(sum_)) for code, sum_ in figures if sum_),
            due=told_due(one, self.words) if state in {"planned", "part", "done"} else "",
            pictures=tuple(self._pictures(one)),
            more=self.words.text("whole.more", n=more) if more else "",
            answers=tuple(self._answers(one)),
            by=self.words.text("whole.done_by", contractor=one.contractor) if one.contractor else "",
        )

    def _answers(self, one: MilestoneOnPage) -> Iterator[Answer]:
        """Of what is paid there is nothing to say any more."""
        for invoice in self.page.invoices:
            asks = {part.milestone_id for part in invoice.bill.parts if part.amount}
            if one.id not in asks or invoice.state in {"paid", *_GONE} or invoice.revoked:
                continue
            said = next((answer.kind for answer in invoice.answers if answer.milestone_id == one.id), "")
            kind = said or ("approve" if invoice.approved_at else "")
            place = f"#line-{one.id}" if len(asks) > 1 else ""
            yield Answer(
                words=self.words.text(f"whole.answer.{kind}") if kind else "",
                kind=kind,
                label=self.words.text("whole.answer.give", number=invoice.number),
                address=f"{self.root}/i/{self.ways.invoices.token(invoice.link_id, invoice.link_version)}{place}",
            )

    def _pictures(self, one: MilestoneOnPage) -> Iterator[Picture]:
        for place, proof in enumerate(one.proofs, 1):
            alt = self.words.text(
                f"portal.alt.{proof.kind}", caption=proof.caption or one.name, place=place, count=len(one.proofs)
            )
            yield self._picture(proof, alt)

    def _picture(self, proof: ProofView, alt: str) -> Picture:
        where, words = f"{self.here}/proof/{proof.id}", self.words
        moment = words.moment(proof.taken_at or proof.received_at, self.page.zone)
        return Picture(
            kind=proof.kind,
            alt=alt,
            caption=proof.caption,
            when=words.text("proof.taken" if proof.taken_at else "proof.received", when=moment),
            badge=self._badge(proof),
            mark=proof.short_hash,
            thumb=f"{where}/thumb",
            page=f"{where}/page",
            client=f"{where}/client",
        )

    def _badge(self, proof: ProofView) -> str:
        if proof.kind == "video":
            minutes, seconds = divmod(proof.duration_seconds, 60)
            return self.words.text("proof.video", length=f"{minutes}:{seconds:02d}")
        return self.words.text("proof.document", n=proof.pages) if proof.kind == "document" else ""


def _parts(sums: Standing) -> tuple[tuple[str, Money], ...]:
    held = (("held_back", sums.held),) if sums.held else ()
    return (("done", sums.done), ("billed", sums.billed), ("paid_work", sums.paid), *held)
