"""A bank's file in a conversation: it is sent, fetched, read in the child, and answered, as the job does it."""

import asyncio
from dataclasses import dataclass, field

from bots.estimates import Estimates
from bots.importing import Importing
from bots.known import Session
from core.ports.messaging import FetchFailed
from storage.bank_files.reader import BankFiles
from storage.blobs.local import LocalBlobs
from storage.estimates.reader import Grids
from storage.media.intake import Intake
from tests.bots.talk import ME


@dataclass
class Shelf:
    """What was sent, by its reference: the one thing of a channel that reading a file needs."""

    files: dict[str, bytes] = field(default_factory=dict)

    async def fetch(self, ref, path, most):
        if len(self.files[ref]) > most:
            raise FetchFailed("media.too_large", final=True)
        path.write_bytes(self.files[ref])


@dataclass
class Teller:
    """Who sends files. ``talk`` is the conversation that they are sent in."""

    talk: object
    importing: Importing
    shelf: Shelf

    def sends(self, name, content, text="", of=ME, place=""):
        """The answers once it was read."""
        self.shelf.files[f"ref:{name}"] = content
        self.talk.hears(text, of=of, names=(name,), **({"place": place} if place else {}))
        return self.reads(of, place)

    def taps(self, label, of=ME):
        """A choice that has the file read again."""
        self.talk.taps(label, of=of)
        return self.reads(of)

    def reads(self, of=ME, place=""):
        where = place or of
        with self.talk.database.turns.begin() as turn:
            waiting = Session.from_json(turn.session("simulator", where)).imports
        self.talk.news(where)
        account = str(self.talk.account(of))
        for one in waiting:
            asyncio.run(self.importing.read(account, "simulator", where, one["id"], last_try=True))
        return self.talk.news(where)


def teller_of(talk, folder, hatch):
    shelf = Shelf()
    importing = Importing(
        database=talk.database,
        channels={"simulator": shelf},
        blobs=LocalBlobs(folder / "blobs"),
        conversations=talk.conversations,
        estimates=Estimates(Grids(hatch)),
        bank_files=BankFiles(hatch),
        intake=Intake(),
        max_file_bytes=50 * 1024 * 1024,
    )
    return Teller(talk, importing, shelf)


def csv(*rows, head="Date,Description,Amount"):
    """Rows of (day, words, amount)."""
    return "\n".join([head, *(f'{day},"{words}","{amount}"' for day, words, amount in rows), ""]).encode()
