"""What can be meant about several contractors on a job. Names are as said."""

from dataclasses import dataclass

from bots.intents.intent import BusinessFacts


@dataclass(frozen=True, slots=True)
class ContractorAdded:
    """``name`` None: it is still to be said. ``facts``: what stands on their invoices beside it, said with it."""

    name: str | None = None
    facts: BusinessFacts | None = None


@dataclass(frozen=True, slots=True)
class ContractorsAsked:
    """Who works for this firm, and who does what on the job."""


@dataclass(frozen=True, slots=True)
class DoneBy:
    """``parts`` of a job, as said; ``who`` None: the firm that the job is with."""

    parts: tuple[str, ...]
    who: str | None


@dataclass(frozen=True, slots=True)
class FactsOfContractor:
    """What their invoices say beside the name. ``who``: as said; None for the one that was just spoken of."""

    facts: BusinessFacts
    who: str | None = None


@dataclass(frozen=True, slots=True)
class DepositTo:
    """``who`` gets the deposit, and credits it; None: the firm that the job is with."""

    who: str | None


Sharing = DepositTo | ContractorAdded | ContractorsAsked | DoneBy | FactsOfContractor
