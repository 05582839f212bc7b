"""How often a job is tried again, and when: only tries of ours count, not that somebody outside put it off."""

from dataclasses import dataclass, field
from math import ceil

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from bots.settings import Settings
from core.ports.messaging import SendFailed
from core.ports.payments import GatewayFailed

LONGEST_ASKED = 3600
PUT_OFF = 24


@dataclass(frozen=True)
class Patience(BaseRetryStrategy):
    """Waits ``base``, then its powers, but never above ``longest`` (seconds): what waits holds its chat's line, and the
    deaths of workers count as tries too, so that the powers alone would come to hours. A vendor that says when is
    heeded, up to ``LONGEST_ASKED``: that is no try of ours, the first ``most`` times. ``pace`` stretches or shortens
    our own waits, never what a vendor asks for.

    ``put_off``: how often each job under way was put off before, of those that were.
    """

    tries: int
    base: int
    longest: int
    pace: float = 1.0
    most: int = PUT_OFF
    put_off: dict[int | None, int] = field(default_factory=dict)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        last, ours = self.is_last(job, exception), self._ours(job, exception)
        self.put_off.pop(job.id, None)
        if last:
            return None
        wait = min(self.base ** max(1, ours), self.longest) * self.pace
        return RetryDecision(retry_in={"seconds": max(wait, min(ceil(asked_for(exception) or 0), LONGEST_ASKED))})

    def is_last(self, job: Job, failure: BaseException | None = None) -> bool:
        """Whether this try ends it when it fails so; None for a failure of ours."""
        return self._ours(job, failure) >= self.tries

    def _ours(self, job: Job, failure: BaseException | None) -> int:
        """The tries that count, with this one."""
        put_off = failure is not None and asked_for(failure) is not None
        return tries_of_ours(job.attempts + 1, self.put_off.get(job.id, 0) + put_off, self.most)


def tries_of_ours(tries: int, put_offs: int, most: int = PUT_OFF) -> int:
    """How many of ``tries`` count, of which so many were put off."""
    return tries - min(put_offs, most)


def asked_for(failure: BaseException) -> float | None:
    """Seconds after which whoever is outside wants to be asked again; None where it does not say."""
    return failure.retry_after if isinstance(failure, SendFailed | GatewayFailed) else None


def retrying(settings: Settings, *, outside: bool, most: int = PUT_OFF) -> Patience:
    """Eight tries are made within two minutes; where something else than our database works, within five."""
    base, longest = (3, 60) if outside else (2, 16)
    return Patience(settings.job_attempts, base, longest, settings.retry_pace, most)
