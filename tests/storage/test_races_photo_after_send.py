"""Photos come, are kept and are billed at the same time, each on a connection of its own: none is dropped, none slips
into an invoice that was confirmed without it. The twin that locks nothing shows that these tests can tell.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest

from core.domain.errors import OutOfDate, Refusal
from storage.database import Database
from storage.ledger import SqlBooks, SqlLedger
from tests.core.site import Site
from tests.sizes import SOAK

INTERLEAVINGS = 1_000 if SOAK else 60
PHOTOS = 5
AT_ONCE = 4  # photos come, two jobs keep them, and a contractor taps
TAPPED = ("demo", "cabinets")
LONG = 30.0


class Slow(SqlLedger):
    """Stops for a moment, or not, between what it reads and what is decided on it: there the others come in."""

    locks = True

    def _project_file(self, project_id, *, lock):
        file = super()._project_file(project_id, lock=lock and self.locks)
        time.sleep(random.choice((0, 0, 0.001, 0.003)))
        return file

    def proof(self, proof_id, *, lock=False):
        return super().proof(proof_id, lock=lock and self.locks)


class WithoutLock(Slow):
    """The twin that must fail: it reads the same and holds nothing."""

    locks = False


class SlowBooks(SqlBooks):
    kind = Slow

    @contextmanager
    def open(self, account_id):
        with self._engine.begin() as connection:
            yield self.kind(account_id, connection)


class BooksWithoutLock(SlowBooks):
    kind = WithoutLock


class Hurried(Site):
    """Several threads ask it for ids; and like a turn, each transaction has looked at the project before it decides."""

    looked_at = None

    def new_id(self):
        return uuid4()

    @contextmanager
    def open(self):
        with super().open() as ledger:
            if self.looked_at:
                ledger.project_file(self.looked_at)
            yield ledger


class Interleaving:
    """One project with its photos and two invoices; ``seed`` decides how long each thread waits before each step, the
    kernel the rest.
    """

    def __init__(self, site, seed):
        self.site, self.seed, self.patient = site, seed, seed % 2 == 0
        self.project = site.project(name=f"Maple St {seed}").project
        self.target = site.milestone(self.project.id, "demo")
        site.looked_at = self.project.id
        self.start, self.arrived = threading.Barrier(AT_ONCE), threading.Semaphore(0)
        self.photos, self.to_keep = [], []
        self.invoices, self.confirmed, self.shown_again = {}, {}, 0

    def play(self):
        """To the end; what no rule of the game expects is raised here."""
        lines = (self.photos_come, self.photos_are_kept, self.photos_are_kept, self.contractor_taps)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = [pool.submit(self._line, line, place) for place, line in enumerate(lines)]
        for one in running:
            one.result()

    def _line(self, line, place):
        dice = random.Random(f"{self.seed} {place}")
        pace = dice.choice((0.002, 0.01, 0.05))  # seconds; a slow hand and a quick one meet in every way
        if line == self.photos_come and self.seed % 5 == 0:
            pace = 0.25  # bad signal: on any machine, however busy, some photos come after Send
        self.start.wait(LONG)
        line(lambda: time.sleep(dice.random() * pace))

    def photos_come(self, pause):
        for _ in range(PHOTOS):
            pause()
            (photo,) = self.site.photos_arrive(self.project.id, self.target.id)
            self.photos.append(photo.id)
            self.to_keep.append(photo)
            self.arrived.release()
        for _ in range(2):  # the word to each keeper that no more come
            self.to_keep.append(None)
            self.arrived.release()

    def photos_are_kept(self, pause):
        while self.arrived.acquire(timeout=LONG) and (photo := self.to_keep.pop(0)):
            pause()
            self.site.keep(photo)

    def contractor_taps(self, pause):
        for name in TAPPED:
            milestone = self.site.milestone(self.project.id, name)
            pause()
            self.invoices[name] = self._sent(name, milestone, pause)

    def _sent(self, name, milestone, pause):
        """What changed is shown and confirmed again; who is patient waits for photos on their way."""
        while True:
            shown = self.site.draft(self.project.id, milestone)
            pause()
            try:
                issued = self.site.issue(shown, without_arriving=not self.patient)
            except OutOfDate:
                self.shown_again += 1
            except Refusal as refused:
                assert refused.code == "draft.proofs_arriving"  # noqa: PT017 - any other refusal is a fault
                self.shown_again += 1
            else:
                self.confirmed[name] = {str(one.id) for one in shown.proofs}
                return issued.invoice

    def wrong(self):
        """Each photo that is not where it must be, and why; nothing when all is well."""
        with self.site.open() as ledger:
            proofs = ledger.proofs(self.project.id)
            file = ledger.project_file(self.project.id)
        open_ones = {one.id for one in file.milestones if one.state == "planned"}
        found = [f"dropped: {one}" for one in set(self.photos) - {one.id for one in proofs}]
        found += [f"{one.state}, though its bytes are safe: {one.id}" for one in proofs if one.state != "kept"]
        found += [
            f"waits where no draft takes it: {one.id}"
            for one in proofs
            if one.invoice_id is None and one.milestone_id not in open_ones
        ]
        return found + [problem for name in TAPPED for problem in self._wrong_in(name, file, proofs)]

    def _wrong_in(self, name, file, proofs):
        issued = self.invoices[name]
        kept = next(one for one in file.invoices if one.id == issued.id)
        printed = {one["id"] for one in kept.sheet["proofs"]}
        if kept.sheet != issued.sheet:
            yield f"the issued sheet of {name} changed"
        if printed != self.confirmed[name]:
            yield f"{name} prints other photos than were confirmed: {printed ^ self.confirmed[name]}"
        if printed != {str(one.id) for one in proofs if one.invoice_id == issued.id}:
            yield f"the photos of {name} are not those it prints"

    @property
    def late(self):
        """How many came too late for the first invoice."""
        return PHOTOS - len(self.confirmed[TAPPED[0]])


@pytest.fixture
def wide(database_url):
    database = Database(database_url, pool_size=AT_ONCE + 1)
    yield database
    database.close()


@pytest.mark.timeout(1200)
def test_photos_and_send_at_the_same_time_drop_nothing_and_slip_nothing_in(wide):
    site = Hurried(SlowBooks(wide._engine))
    late = shown_again = 0
    for seed in range(INTERLEAVINGS):
        one = Interleaving(site, seed)
        one.play()
        assert one.wrong() == [], f"seed {seed}"
        late, shown_again = late + one.late, shown_again + one.shown_again
    photos = INTERLEAVINGS * PHOTOS
    assert photos / 10 < late < photos * 9 / 10, "photos came before Send and after it"
    assert shown_again > INTERLEAVINGS / 2, "they met at all"


def test_without_the_lock_the_same_photos_are_lost(wide):
    site = Hurried(BooksWithoutLock(wide._engine))
    for seed in range(INTERLEAVINGS):
        one = Interleaving(site, seed)
        one.play()
        if any("waits where no draft takes it" in problem for problem in one.wrong()):
            return
    raise AssertionError("nothing was lost without the lock: the test above cannot tell")
