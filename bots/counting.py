"""How many of what, in a person's words: "3 photos", "1 video"; of several kinds or of papers, "4 files"."""

from collections.abc import Iterable

from bots.commands import Reply, reply
from core.domain.proof import Proof, ProofKind

_CODES = {"photo": "count.photos", "video": "count.videos"}


def counted(kinds: Iterable[ProofKind | str]) -> Reply:
    """At least one."""
    found = list(kinds)
    one_kind = found[0] if len(set(found)) == 1 else ""
    return reply(_CODES.get(one_kind, "count.files"), n=len(found))


def counted_proofs(proofs: Iterable[Proof]) -> Reply:
    """At least one."""
    return counted(one.kind for one in proofs)
