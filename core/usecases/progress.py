"""How far a milestone is, as the contractor says it: a share of its value, and materials stored for it."""

from dataclasses import dataclass, replace
from fractions import Fraction

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import MilestoneId, ProjectId
from core.domain.invoice import WHOLE
from core.domain.lifecycle import MILESTONE
from core.domain.milestone import Milestone, MilestoneState
from core.domain.money import PPM, Money, Rate, half_away_from_zero
from core.domain.progress import billed_of, to_date
from core.domain.schedule import current_for_billing
from core.domain.terms import NOTHING_SAID, Progress, nearest
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.capturing import open_milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A milestone before and after it was said, what of it is done by now, and what of that is billed."""

    before: Milestone
    after: Milestone
    to_date: Money
    billed: Money


def say_progress(ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId, progress: Progress) -> Reached:
    """All of it is as good as "done"; ``NOTHING_SAID`` takes back what was said.

    DoesNotAddUp: progress.not_a_share, progress.stored (name, value), progress.over (name, value, completed, stored),
    line.other_currency (currency). Refusal: milestone.none, milestone.billed (name), progress.below_billed (name,
    billed, to_date).
    """
    file = ledger.project_file(project_id, lock=True)
    before = open_milestone(file, milestone_id)
    _check(before, progress)
    after = replace(before, progress=progress, state=_state(before, progress))
    billed = billed_of(before, file.invoices, file.credit_notes)
    reached = to_date(after)
    if reached < billed:
        raise Refusal("progress.below_billed", name=before.name, billed=billed, to_date=reached)
    ledger.save(after)
    return Reached(before=before, after=after, to_date=reached, billed=billed)


def after_billing(file: ProjectFile, milestone: Milestone, share: Rate) -> Rate:
    """How far it is once ``share`` of its value is billed besides what is billed already.

    Refusal: progress.left (name, left) when there is not that much of it.
    """
    billed = billed_of(milestone, file.invoices, file.credit_notes)
    value = milestone.scheduled_value
    before = nearest(billed, value) if value.minor > 0 else WHOLE
    said = milestone.progress.percent_complete
    if said and value.share(said) == billed:
        before = said  # exactly as it was said: the amount alone tells it to a millionth only
    if before.ppm + share.ppm > PPM:
        raise Refusal("progress.left", name=milestone.name, left=Rate(PPM - before.ppm))
    return Rate(before.ppm + share.ppm)


def after_amount(file: ProjectFile, milestone: Milestone, amount: Money) -> Progress:
    """How far it is once ``amount`` is billed besides what is billed already: to the cent, where no share is.

    DoesNotAddUp: progress.not_a_share. Refusal: progress.left (name, left), progress.stored_too (name, stored, amount)
    where what is stored comes to more than that.
    """
    nothing = Money.zero(amount.currency)
    billed = billed_of(milestone, file.invoices, file.credit_notes)
    left = max(milestone.scheduled_value - billed, nothing)
    if amount > left:
        raise Refusal("progress.left", name=milestone.name, left=left)
    stored = milestone.progress.stored or nothing
    if stored and billed + amount <= stored:
        raise Refusal("progress.stored_too", name=milestone.name, stored=stored, amount=amount)
    return _exactly(milestone, nothing if amount.minor <= 0 else billed + amount - stored)


def after_quantity(file: ProjectFile, milestone: Milestone, share: Fraction, *, more: bool) -> Progress:
    """How far it is with this share of it done, or (``more``) billed besides what is billed already.

    DoesNotAddUp: progress.not_a_share. Refusal: as ``after_amount``.
    """
    value = milestone.scheduled_value
    if not 0 < share <= 1:
        raise DoesNotAddUp("progress.not_a_share")
    amount = Money(half_away_from_zero(value.minor * share), value.currency)
    return after_amount(file, milestone, amount) if more else _exactly(milestone, amount)


def _exactly(milestone: Milestone, amount: Money) -> Progress:
    """All of it is all; what is stored stays as it was said."""
    value, said = milestone.scheduled_value, milestone.progress
    if amount.minor <= 0:
        raise DoesNotAddUp("progress.not_a_share")
    if amount == value:
        return replace(said, percent_complete=WHOLE, exact=None)
    return replace(said, percent_complete=nearest(amount, value), exact=amount)


def to_bill(file: ProjectFile, proven: frozenset[object]) -> Milestone | None:
    """What "invoice" means: as ``current_for_billing``, where a milestone that is further than it is billed counts as
    proven, and one that is not is passed over as long as there are others.
    """
    further = [one for one in file.milestones if to_date(one) > billed_of(one, file.invoices, file.credit_notes)]
    said = frozenset(one.id for one in further if one.progress != NOTHING_SAID)
    return current_for_billing(further, proven | said) or current_for_billing(file.milestones, proven)


def _check(milestone: Milestone, progress: Progress) -> None:
    value, share, stored = milestone.scheduled_value, progress.percent_complete, progress.stored
    if share is not None and not 0 < share.ppm <= PPM:
        raise DoesNotAddUp("progress.not_a_share")
    if stored is None:
        return
    if stored.currency != value.currency:
        raise DoesNotAddUp("line.other_currency", currency=value.currency)
    if stored.minor < 0 or stored > value:
        raise DoesNotAddUp("progress.stored", name=milestone.name, value=value)
    completed = progress.completed(value)
    if completed + stored > value:
        details = {"completed": completed, "stored": stored}
        raise DoesNotAddUp("progress.over", name=milestone.name, value=value, **details)


def _state(milestone: Milestone, progress: Progress) -> MilestoneState:
    """Done when all of it is said to be; anything less takes "done" back."""
    done = milestone.state == "done"
    if (progress.percent_complete == WHOLE) == done:
        return milestone.state
    return MILESTONE.after(milestone.state, "reopen" if done else "finish")
