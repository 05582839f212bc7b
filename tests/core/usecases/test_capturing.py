from dataclasses import replace

import pytest

from core.domain.errors import Clash, NotFound, Refusal
from core.usecases import capturing
from core.usecases.locking import locked_proofs
from tests.core.site import Site, examined, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def demo(site, kitchen):
    return site.milestone(kitchen.id, "demo")


@pytest.fixture
def cabinets(site, kitchen):
    return site.milestone(kitchen.id, "cabinets")


def test_each_file_is_a_proof_at_once_and_its_bytes_are_fetched_by_a_job(site, kitchen, demo):
    proofs = site.photos_arrive(kitchen.id, demo.id, 3, caption="walls\x00 out")
    assert [one.state for one in proofs] == ["arriving"] * 3
    assert {one.caption for one in proofs} == {"walls out"}
    jobs = [job for job in site.books.jobs if job.name == "fetch_proof"]
    assert [job.args["proof_id"] for job in jobs] == [str(one.id) for one in proofs]


@pytest.mark.parametrize(
    ("said", "kind"), [("photo", "photo"), ("video", "video"), ("document", "document"), ("other", "document")]
)
def test_what_a_file_is_said_to_be_is_only_a_first_guess(site, kitchen, demo, said, kind):
    (proof,) = site.photos_arrive(kitchen.id, demo.id, kind=said)
    assert proof.kind == kind
    with site.open() as ledger:
        found = capturing.keep_proof(ledger, proof.id, replace(examined("bytes"), kind="video"))
    assert found.kind == "video"


def test_a_file_that_came_another_way_is_fetched_there(site, kitchen, demo):
    (proof,) = site.photos_arrive(kitchen.id, demo.id, via="portal")
    (other,) = site.photos_arrive(kitchen.id, demo.id)
    assert (proof.channel, other.channel == "portal") == ("portal", False)


def test_a_file_may_come_before_there_is_a_project(site):
    (proof,) = site.photos_arrive(None, None)
    kept = site.keep(proof)
    assert (kept.state, kept.project_id, kept.milestone_id) == ("kept", None, None)


def test_a_file_may_wait_for_its_milestone(site, kitchen):
    (proof,) = site.photos_arrive(kitchen.id, None)
    assert site.keep(proof).milestone_id is None


def test_a_milestone_without_a_project_is_no_place(site, demo):
    (proof,) = site.photos_arrive(None, demo.id)
    assert proof.milestone_id is None


def test_a_file_for_a_billed_milestone_goes_to_the_next_one(site, kitchen, demo, cabinets):
    site.bill(kitchen.id, "demo")
    (proof,) = site.photos_arrive(kitchen.id, demo.id)
    assert proof.milestone_id == cabinets.id


def test_a_file_after_everything_is_billed_is_kept_and_waits(site, kitchen, demo):
    site.bill(kitchen.id, "demo", "cabinets", "final")
    (proof,) = site.photos_arrive(kitchen.id, demo.id)
    assert (proof.project_id, proof.milestone_id) == (kitchen.id, None)
    assert site.keep(proof).state == "kept"


def test_the_job_that_keeps_a_proof_may_run_twice(site, kitchen, demo):
    (proof,) = site.photos_arrive(kitchen.id, demo.id)
    first = site.keep(proof)
    assert (first.state, first.size, first.original_key) == ("kept", 1234, f"key/{first.sha256}")
    assert site.keep(proof, "other bytes") == first


def test_the_same_bytes_twice_on_one_milestone_are_one_proof(site, kitchen, demo, cabinets):
    one, two = site.photos_arrive(kitchen.id, demo.id, 2)
    (elsewhere,) = site.photos_arrive(kitchen.id, cabinets.id)
    assert [site.keep(proof, "same").state for proof in (one, two, elsewhere)] == ["kept", "duplicate", "kept"]


def test_bytes_that_were_withdrawn_may_come_again(site, kitchen, demo):
    one, two = site.photos_arrive(kitchen.id, demo.id, 2)
    site.withdraw(site.keep(one, "same"))
    assert site.keep(two, "same").state == "kept"


def test_a_refused_file_says_why_and_stays_in_quarantine(site, kitchen, demo):
    (proof,) = site.photos_arrive(kitchen.id, demo.id)
    refused = site.refuse(proof, "media.unreadable")
    assert (refused.state, refused.refusal, refused.original_key) == ("refused", "media.unreadable", "quarantine")
    assert site.refuse(proof, "media.too_large") == refused
    assert site.keep(proof) == refused


def test_proofs_move_to_another_milestone_whatever_became_of_their_bytes(site, kitchen, demo, cabinets):
    kept = site.photos_kept(kitchen.id, demo.id)[0]
    (arriving,) = site.photos_arrive(kitchen.id, demo.id)
    moved = site.place([kept, arriving, kept], kitchen.id, cabinets.id)
    assert [(one.id, one.state) for one in moved] == [(kept.id, "kept"), (arriving.id, "arriving")]
    assert {one.milestone_id for one in moved} == {cabinets.id}
    assert site.keep(arriving).milestone_id == cabinets.id


def test_a_proof_that_its_new_milestone_has_already_becomes_a_duplicate_and_back(site, kitchen, demo, cabinets):
    (one,) = site.photos_arrive(kitchen.id, demo.id)
    (two,) = site.photos_arrive(kitchen.id, cabinets.id)
    site.keep(one, "same")
    site.keep(two, "same")
    assert site.place([two], kitchen.id, demo.id)[0].state == "duplicate"
    assert site.place([two], kitchen.id, demo.id)[0].state == "duplicate"
    assert site.place([two], kitchen.id, cabinets.id)[0].state == "kept"


def test_a_proof_moves_to_another_project(site, kitchen, demo):
    oak = site.project(name="Oak Ave").project
    target = site.milestone(oak.id, "demo")
    (proof,) = site.photos_kept(kitchen.id, demo.id)
    assert site.place([proof], oak.id, target.id)[0].project_id == oak.id
    assert site.draft(kitchen.id, demo).proofs == ()
    assert site.draft(oak.id, target).proofs[0].id == proof.id


def test_files_that_came_before_the_project_find_their_place_once(site, kitchen, demo):
    one, two = site.photos_arrive(None, None, 2)
    site.keep(one, "same")
    site.keep(two, "same")
    assert {one.state for one in site.place([one, two], kitchen.id, demo.id)} == {"kept", "duplicate"}


def test_files_on_no_milestone_of_their_project_are_told_with_every_draft_and_invoice(site, kitchen, demo):
    one, two, voice = site.photos_arrive(None, None, 3)
    for proof, kind in ((one, "photo"), (two, "video"), (voice, "voice")):
        with site.open() as ledger:
            capturing.keep_proof(ledger, proof.id, replace(examined(str(proof.id)), kind=kind))
    assert site.draft(kitchen.id, demo).on_no_part == ()
    placed = site.place([one, two, voice], kitchen.id, None)
    assert [(proof.project_id, proof.milestone_id) for proof in placed] == [(kitchen.id, None)] * 3
    shown = site.draft(kitchen.id, demo)
    assert [proof.id for proof in shown.on_no_part] == [one.id, two.id]
    assert shown.proofs == ()
    assert site.issue(shown).on_no_part == shown.on_no_part


def test_nothing_is_placed_on_a_billed_milestone(site, kitchen, demo, cabinets):
    (proof,) = site.photos_kept(kitchen.id, cabinets.id)
    site.bill(kitchen.id, "demo")
    with pytest.raises(Refusal) as refused:
        site.place([proof], kitchen.id, demo.id)
    assert (refused.value.code, refused.value.details) == ("milestone.billed", {"name": "demo"})


def test_what_an_issued_invoice_printed_stays_in_it(site, kitchen, demo, cabinets):
    (printed,) = site.photos_kept(kitchen.id, demo.id)
    (refused,) = site.photos_arrive(kitchen.id, demo.id)
    site.refuse(refused)
    site.bill(kitchen.id, "demo")
    assert site.place([printed, refused], kitchen.id, cabinets.id) == ()
    assert site.withdraw(printed, refused) == ()
    assert site.proof(printed).milestone_id == demo.id


def test_a_withdrawn_proof_is_in_no_draft_and_its_bytes_may_still_arrive(site, kitchen, demo, cabinets):
    kept = site.photos_kept(kitchen.id, demo.id)[0]
    (arriving,) = site.photos_arrive(kitchen.id, demo.id)
    assert {one.state for one in site.withdraw(kept, arriving)} == {"withdrawn"}
    assert site.keep(arriving).state == "withdrawn"
    assert site.withdraw(kept) == ()
    assert site.place([kept], kitchen.id, cabinets.id) == ()
    shown = site.draft(kitchen.id, demo)
    assert (shown.proofs, shown.arriving) == ((), 0)


def test_a_milestone_of_another_project_is_none(site, kitchen):
    oak = site.project(name="Oak Ave").project
    (proof,) = site.photos_arrive(kitchen.id, None)
    with pytest.raises(Refusal, match=r"milestone\.none"):
        site.place([proof], kitchen.id, site.milestone(oak.id, "demo").id)


def test_another_firms_proof_is_not_found(site, kitchen, demo):
    (proof,) = site.photos_arrive(kitchen.id, demo.id)
    stranger = Site(site.books)
    with pytest.raises(NotFound):
        stranger.keep(proof)


class Elsewhere:
    """Books in which somebody moves a proof between the look and the lock."""

    def __init__(self, ledger, moved):
        self._ledger, self._moved = ledger, moved

    def proof(self, proof_id, *, lock=False):
        return self._moved if lock else self._ledger.proof(proof_id)

    def project_file(self, project_id, *, lock=False):
        return self._ledger.project_file(project_id, lock=lock)


def test_a_proof_that_moved_meanwhile_is_tried_again(site, kitchen, demo):
    oak = site.project(name="Oak Ave").project
    (proof,) = site.photos_arrive(kitchen.id, demo.id)
    (moved,) = site.place([proof], oak.id, site.milestone(oak.id, "demo").id)
    with site.open() as ledger:
        ledger.save(proof)
        with pytest.raises(Clash, match="moved"):
            locked_proofs(Elsewhere(ledger, moved), [proof.id])


def test_late_files_wait_at_the_next_work_that_is_worth_something(site, kitchen, demo, cabinets):
    (line,) = cabinets.lines
    site.add_line(kitchen.id, cabinets.id, "credit", -line.amount)
    (late,) = site.photos_arrive(kitchen.id, demo.id)
    issued = site.issue(site.draft(kitchen.id, demo), without_arriving=True)
    assert [one.id for one in issued.left_behind] == [late.id]
    assert site.proof(late).milestone_id == site.milestone(kitchen.id, "final").id
    assert site.milestone(kitchen.id, "cabinets").scheduled_value == usd("0")


def test_a_location_sent_beside_files_stays_unless_the_camera_said_its_own(site, kitchen, demo):
    first, second = site.photos_arrive(kitchen.id, demo.id, 2)
    with site.open() as ledger:
        capturing.keep_proof(ledger, first.id, replace(examined("a"), location="1.000000,2.000000"))
        located = capturing.locate_proofs(ledger, [first.id, second.id], "3.000000,4.000000")
        assert [one.id for one in located] == [second.id]
        kept = capturing.keep_proof(ledger, second.id, replace(examined("b"), location=None))
        assert ledger.proof(first.id).location == "1.000000,2.000000"
        assert kept.location == "3.000000,4.000000"


def test_a_caption_can_be_changed_until_an_invoice_has_printed_it(site, kitchen, demo):
    (proof,) = site.photos_arrive(kitchen.id, demo.id, caption="walls out")
    site.keep(proof)
    with site.open() as ledger:
        assert [one.caption for one in capturing.recaption_proofs(ledger, [proof.id], "all\x00 out")] == ["all out"]
    site.bill(kitchen.id, "demo")
    with site.open() as ledger:
        assert capturing.recaption_proofs(ledger, [proof.id], "too late") == ()


def test_a_voice_note_is_of_its_milestone_and_never_printed(site, kitchen, demo):
    photo, note = site.photos_arrive(kitchen.id, demo.id, 2)
    site.keep(photo)
    with site.open() as ledger:
        kept = capturing.keep_proof(ledger, note.id, replace(examined("voice"), kind="voice", copies=None))
    assert (kept.milestone_id, kept.copies) == (demo.id, None)
    site.bill(kitchen.id, "demo")
    with site.open() as ledger:
        assert ledger.proof(note.id).invoice_id is None
        assert ledger.proof(photo.id).invoice_id is not None
