"""What a client does on the page of a proposal becomes one inbox item, however often it is tapped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from channels.portal.adapter import NAME
from core.domain.account import Language
from core.domain.ids import ProposalId
from core.ports.inbox import InboxItem

Action = Literal["seen", "code", "sign", "decline", "ask"]
ACTIONS = frozenset(get_args(Action))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSaid:
    """``revision`` is the one that was seen, ``nonce`` the form's own, ``fields`` what a signature needs besides: name,
    drawing, picks, hash, code, ip and device.
    """

    proposal_id: ProposalId
    revision: int
    action: Action
    nonce: str = ""
    text: str = ""
    language: Language
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def external_id(self) -> str:
        """The same form with the same words is the same item; "seen" is said once of each revision."""
        said = json.dumps([self.nonce, self.text, dict(self.fields)], sort_keys=True)
        told = f"{self.proposal_id}:{self.revision}:{self.action}"
        return f"{told}:{hashlib.sha256(said.encode()).hexdigest()[:32]}" if self.nonce else told

    def item(self, now: datetime) -> InboxItem:
        content: dict[str, Any] = {
            "external_id": self.external_id,
            "proposal": str(self.proposal_id),
            "revision": self.revision,
            "action": self.action,
            "text": self.text,
            "language": self.language,
            "fields": dict(self.fields),
            "at": now.isoformat(),
        }
        return InboxItem(
            source=NAME,
            external_id=self.external_id,
            line=f"{NAME}:{self.proposal_id}",
            body=json.dumps(content, ensure_ascii=False).encode(),
        )
