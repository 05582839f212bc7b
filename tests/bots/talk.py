"""The dialogue itself, on a real database and without the web: what is said goes in, what is answered comes out."""

import hashlib
import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bots import batches
from bots.conversation import Conversations
from bots.credit_notes import CreditNotes
from bots.settings import Settings
from bots.telling import Roads
from bots.wording import wording
from core.domain.ids import AccountId
from core.domain.invitation import Codes
from core.domain.proof import Copies
from core.ports.messaging import Attachment, Inbound, Message
from core.ports.payments import GatewayCapabilities
from core.usecases import billing, capturing
from storage.database import Database
from storage.documents.words import SHEET_WORDS
from storage.mapping_json import message_from_json

JOB = "New job: Maple St kitchen for Dana Lee {client}, $24,000: deposit 10%, demo 4500, cabinets 8000, final rest"
ME, DANA, SAM = "+14155550111", "+16285550134", "+13125550135"
SANDBOX = GatewayCapabilities(hosted_page=True, delayed_success=True, refunds=False, test_mode=True)
OPENING = 4  # turns
_ALL = "SELECT id::text, message FROM outbound WHERE address = %s ORDER BY created_at, key"


@dataclass(slots=True)
class Talk:
    """Everybody's phones. ``said`` remembers how much of each phone was read."""

    database: Database
    conversations: Conversations
    seen: dict[str, int] = field(default_factory=dict)
    ids: itertools.count = field(default_factory=lambda: itertools.count(1))

    def says(self, text="", *, of=ME, files=0, names=(), tap=None, album=None, **more):
        """The answers to it. Files are kept at once, and their one reply is among the answers."""
        self.hears(text, of=of, files=files, names=names, tap=tap, album=album, **more)
        if files or names:
            self.keep()
            self.report(more.get("place") or of)
        return self.news(more.get("place") or of)

    def hears(self, text="", *, of=ME, files=0, names=(), tap=None, album=None, channel="simulator", **more):
        """What came in, and nothing after it: files are still on their way."""
        n = next(self.ids)
        names = names or tuple(f"IMG_{n}_{place}.jpg" for place in range(files))
        attachments = tuple(Attachment(kind="photo", ref=f"ref:{name}", file_name=name) for name in names)
        inbound = Inbound(
            channel=channel,
            external_id=str(n),
            sender=of,
            text=text,
            attachments=attachments,
            tap=tap,
            album=album,
            sent_at=datetime.now(UTC),
            **more,
        )
        with self.database.turns.begin() as turn:
            self.conversations.take(turn, inbound, f"turn:{n}")

    def taps(self, label, *, of=ME, nth=-1, place=""):
        """On the newest message that has this choice, or another by its place."""
        tokens = [
            f"{outbound}.{place}"
            for outbound, message in self.everything(place or of)
            for place, button in enumerate(message.buttons)
            if button.label == label
        ]
        return self.says(tap=tokens[nth], of=of, place=place)

    def everything(self, of=ME) -> list[tuple[str, Message]]:
        with self.database.engine.connect() as connection:
            return [(key, message_from_json(kept)) for key, kept in connection.exec_driver_sql(_ALL, (of,))]

    def news(self, of=ME) -> list[Message]:
        """What was not read yet."""
        messages = [message for _, message in self.everything(of)]
        fresh, self.seen[of] = messages[self.seen.get(of, 0) :], len(messages)
        return fresh

    def goes_on_after(self, turns):
        """What was said on another ``Talk``, on the database that this one's is a copy of."""
        self.ids = itertools.count(turns + 1)
        self.news()
        return self

    def account(self, of=ME) -> AccountId:
        return next(one.account_id for one in self.database.reads.who("simulator", of) if one.member_id)

    def proofs(self, of=ME):
        with self.database.books.open(self.account(of)) as ledger:
            places = [None, *(one.id for one in ledger.projects())]
            return [proof for place in places for proof in ledger.proofs(place)]

    def keep(self, of=ME):
        """The bytes are fetched and examined; what is called .txt is no photo."""
        with self.database.books.open(self.account(of)) as ledger:
            for proof in [one for one in self.proofs(of) if one.state == "arriving"]:
                if proof.file_name.endswith(".txt"):
                    capturing.refuse_proof(ledger, proof.id, "media.not_taken", kept_key=None, sha256=None)
                else:
                    capturing.keep_proof(ledger, proof.id, _examined(proof.file_name))

    def report(self, where=ME):
        """The one reply to what came together."""
        with self.database.turns.begin() as turn:
            batch = turn.session("simulator", where).get("batch")
        if batch:
            account = str(self.account(batch["by"]))
            batches.report(self.database, self.conversations, account, ("simulator", where), batch["id"])

    def files(self, of=ME):
        """Every project, whole, the newest first."""
        with self.database.books.open(self.account(of)) as ledger:
            return [ledger.project_file(one.id) for one in ledger.projects()]

    def render(self, of=ME):
        """The PDFs of issued invoices are made, and go out."""
        for file in self.files(of):
            for invoice in (one for one in file.invoices if one.pdf_key is None):
                self._send_out(invoice)
            for note in (one for one in file.credit_notes if one.pdf_key is None):
                self._credits.send_out(note.account_id, note.id, "pdf")

    @property
    def _credits(self) -> CreditNotes:
        return CreditNotes(
            database=self.database,
            blobs=None,
            links=None,
            conversations=self.conversations,
            deliveries=None,
            base_url="",
        )

    def _send_out(self, invoice):
        from uuid import uuid4

        from bots.perform.drafts import tell_client_of
        from core.usecases.asking import Asked

        with self.database.turns.begin() as turn:
            ledger = turn.ledger(invoice.account_id)
            kept = billing.keep_pdf(ledger, Asked(now=turn.received_at, new_id=uuid4), invoice.id, "pdf")
            file = ledger.project_file(kept.project_id).by(kept.contractor_id)
            link = str(ledger.link_of(kept.id).id)
            tell_client_of(self.conversations.teller(turn, ledger), file, kept, link, f"invoice:{kept.id}")


def _examined(name: str) -> capturing.Examined:
    voice = name.endswith(".ogg")
    copies = Copies(client="c", page="p", thumb="t", client_type="image/jpeg", width=4, height=3)
    return capturing.Examined(
        kind="voice" if voice else "photo",
        media_type="audio/ogg" if voice else "image/jpeg",
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size=10,
        original_key="o",
        copies=None if voice else copies,
        taken_at=None,
        location=None,
        pages=0,
        duration_seconds=0,
    )


def talk_on(database: Database, folder: Path) -> Talk:
    settings = Settings(_env_file=None, data_dir=folder, album_pause_seconds=0)
    conversations = Conversations(
        reads=database.reads,
        words=wording,
        roads=Roads(phones=("simulator",)),
        settings=settings,
        sheet_codes=SHEET_WORDS,
        gateways={
            "sandbox": GatewayCapabilities(hosted_page=True, delayed_success=True, refunds=False, test_mode=True)
        },
        codes=Codes(b"a key for the tests of thirty-two"),
    )
    return Talk(database, conversations)


def opened(talk: Talk) -> None:
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB.format(client=DANA))
    talk.taps("Create job")


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


def all_text(messages) -> str:
    return "\n".join(message.text for message in messages)


_SCRUB = ((re.compile(r"\b(?:[A-Z][a-z]{2} \d{1,2}, \d{4}|\d{1,2} [a-z]{3,4} \d{4})\b"), "<day>"),)


def scrubbed(text: str) -> str:
    """Without what changes from day to day."""
    for pattern, instead in _SCRUB:
        text = pattern.sub(instead, text)
    return text
