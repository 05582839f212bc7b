"""Every error the engine raises on purpose.

MilepostError
├── Refusal            expected; reaches the person as words (code + details)
│   ├── NotFound       nothing of that id in this account
│   ├── NotAllowed     the action is not in the lifecycle's table, or not this person's
│   ├── OutOfDate      what was confirmed is no longer what stands
│   └── DoesNotAddUp   amounts that do not reconcile
├── Clash              somebody else was first; trying the same again sees what they did
└── Corrupt            a rule that must hold does not; logged with the job, never shown
"""

from collections.abc import Mapping


class MilepostError(Exception):
    """The root: catch this to catch everything Milepost raises itself."""


class Refusal(MilepostError):
    """An expected no. ``code`` picks the sentence, ``details`` fill it; both are data, never words."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, object] = details

    def __str__(self) -> str:
        return f"{self.code} {dict(self.details)}" if self.details else self.code


class NotFound(Refusal):
    """Nothing of that id in this account: another account's rows look exactly the same."""


class NotAllowed(Refusal):
    """The lifecycle's table has no such step from here."""


class OutOfDate(Refusal):
    """The person confirmed something that has changed since it was shown."""


class DoesNotAddUp(Refusal):
    """Amounts that must reconcile do not."""


class Clash(MilepostError):
    """What is there once only is there already: somebody else was first. The job is tried again, and finds it."""


class Corrupt(MilepostError):
    """A rule that must always hold is broken: stop, tell the operator, touch nothing."""
