"""Several contractors on one job: who is of the account, and who does which milestone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from string import ascii_uppercase

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import ContractorId, MilestoneId, ProjectId
from core.domain.milestone import Milestone
from core.domain.party import Contractor
from core.domain.text import LONGEST_NAME, one_line
from core.domain.totals import billed_so_far
from core.domain.withholding import unapplied
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.capturing import milestone_of

MOST_CONTRACTORS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The milestones before and after, as they stand in the schedule, and who does them now."""

    contractor: Contractor
    before: tuple[Milestone, ...]
    after: tuple[Milestone, ...]


def add_contractor(ledger: Ledger, asked: Asked, name: str) -> Contractor:
    """One more party that bills, with numbers of its own; its letterhead comes later.

    DoesNotAddUp: name.missing, contractor.too_many (most). Refusal: contractor.known (name) when one is called so.
    """
    name = one_line(name, LONGEST_NAME)
    if not name:
        raise DoesNotAddUp("name.missing")
    others = ledger.contractors()
    twin = next((one for one in others if one.name.casefold() == name.casefold()), None)
    if twin:
        raise Refusal("contractor.known", name=twin.name)
    if len(others) >= MOST_CONTRACTORS:
        raise DoesNotAddUp("contractor.too_many", most=MOST_CONTRACTORS)
    taken = {one.number_prefix for one in others}
    first = others[0]
    contractor = Contractor(
        id=ContractorId(asked.new_id()),
        account_id=ledger.account_id,
        name=name,
        number_prefix=next(one for one in _prefixes(name) if one not in taken),
        paper=first.paper,
        jurisdiction=first.jurisdiction,
    )
    ledger.save(contractor)
    return contractor


def assign(
    ledger: Ledger, project_id: ProjectId, milestone_ids: Sequence[MilestoneId], contractor_id: ContractorId
) -> Assigned:
    """These are done, and so billed, by that contractor from now on; all of them or none.

    Refusal: milestone.none; contractor.billed (name, contractor) once one is on an invoice that still stands;
    contractor.deposit (contractor, deposit, left) when a deposit would be more than is left to credit it on.
    """
    file = ledger.project_file(project_id, lock=True)
    contractor = ledger.contractor(contractor_id)
    wanted = {milestone_of(file, one).id for one in milestone_ids}
    before = tuple(one for one in file.milestones if one.id in wanted)
    check_unbilled(file, [one for one in before if one.contractor_id != contractor_id])
    after = tuple(replace(one, contractor_id=contractor_id) for one in before)
    now = {one.id: one for one in after}
    as_it_would_be = replace(file, milestones=tuple(now.get(one.id, one) for one in file.milestones))
    _check_deposits(as_it_would_be, frozenset(one.contractor_id for one in before) - {contractor_id})
    ledger.save(*after)
    return Assigned(contractor=contractor, before=before, after=after)


def check_unbilled(file: ProjectFile, milestones: Sequence[Milestone]) -> None:
    """Refusal: contractor.billed (name, contractor) for the first that stands on an invoice."""
    for one in milestones:
        if stands_on_an_invoice(file, one):
            raise Refusal("contractor.billed", name=one.name, contractor=file.named(one.contractor_id).name)


def stands_on_an_invoice(file: ProjectFile, milestone: Milestone) -> bool:
    """Not void, and not taken back whole."""
    standing = (one for one in file.invoices if one.state not in {"void", "credited"})
    return any(milestone.id in {*one.milestone_ids, *(part.milestone_id for part in one.parts)} for one in standing)


def _check_deposits(file: ProjectFile, of: frozenset[ContractorId]) -> None:
    """What was asked for ahead must still fit on what its contractor is going to bill."""
    currency = file.project.currency
    for one in (file.named(each) for each in of):
        story = file.story.of(one.id)
        deposit = unapplied((story.invoices, story.credit_notes), currency)
        left = file.story.part_of(one.id) - billed_so_far(story, currency)
        if deposit > left:
            raise Refusal("contractor.deposit", contractor=one.name, deposit=deposit, left=left)


def _prefixes(name: str) -> Iterator[str]:
    """LP, then LOP, LOPE, ... of Lopez Plumbing; where that runs out, with letters behind it."""
    words = ["".join(sign for sign in word if sign.isalpha()).upper() for word in name.split()]
    words = [word for word in words if word] or ["C"]
    rest = "".join(word[0] for word in words[1:3])
    for length in range(1, len(words[0]) + 1):
        yield f"{words[0][:length]}{rest}-"
    yield from (f"{words[0][0]}{rest}{first}{second}-" for first, second in product(ascii_uppercase, repeat=2))
