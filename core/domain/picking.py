"""What the client picks in a proposal: optional lines, and one alternative of each choice."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from core.domain.errors import Refusal
from core.domain.ids import LineItemId
from core.domain.proposal import Proposal, ProposalLine, ProposalSection


def pick(proposal: Proposal, chosen: Collection[LineItemId]) -> Proposal:
    """With these options in and no others. Refusal: proposal.pick_one (choice) where not exactly one alternative of a
    choice is in; a line chosen stands for all of its alternative.
    """
    sections = tuple(_picked(section, frozenset(chosen)) for section in proposal.sections)
    return replace(proposal, sections=sections)


def at_first(proposal: Proposal) -> Proposal:
    """With what is marked as picked; of a choice without a mark, its first alternative."""
    return pick(proposal, [line.id for section in proposal.sections for line in _marked(section)])


def _marked(section: ProposalSection) -> Iterator[ProposalLine]:
    marked = {line.choice for line in section.lines if line.picked}
    first: dict[str, str] = {}
    for line in section.lines:
        unmarked = bool(line.choice) and line.choice not in marked
        if line.picked or (unmarked and first.setdefault(line.choice, line.alternative) == line.alternative):
            yield line


def _picked(section: ProposalSection, chosen: frozenset[LineItemId]) -> ProposalSection:
    wanted: dict[str, set[str]] = {line.choice: set() for line in section.lines if line.choice}
    for line in section.lines:
        if line.choice and line.id in chosen:
            wanted[line.choice].add(line.alternative)
    for choice, alternatives in wanted.items():
        if len(alternatives) != 1:
            raise Refusal("proposal.pick_one", choice=choice)
    return replace(section, lines=tuple(replace(line, picked=_is_in(line, wanted, chosen)) for line in section.lines))


def _is_in(line: ProposalLine, wanted: dict[str, set[str]], chosen: frozenset[LineItemId]) -> bool:
    if line.choice:
        return line.alternative in wanted[line.choice]
    return line.optional and line.id in chosen
