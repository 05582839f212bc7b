"""A proof pack holds what was kept of one milestone, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.domain.errors import Corrupt, NotFound, Refusal
from core.domain.ids import ProofPackId
from core.domain.pairing import Mark
from core.domain.proof_pack import ProofPackSheet, read_code
from core.usecases import capturing, proof_packs
from core.usecases.proof_packs import PackWish, keep_pack_pdf, make_proof_pack
from tests.core.site import Site, examined


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def project(site):
    return site.project().project


def make(site, project, name="demo", wish=None, **asked):
    with site.open() as ledger:
        demo = site.milestone(project.id, name)
        return make_proof_pack(ledger, site.asked(**asked), project.id, demo.id, site.stationery, wish)


def sheet_of(made):
    return ProofPackSheet.from_json(made.pack.sheet)


def keep(site, project, caption="", name="demo", kind="photo", **found):
    (proof,) = site.photos_arrive(project.id, site.milestone(project.id, name).id, caption=caption, kind=kind)
    with site.open() as ledger:
        return capturing.keep_proof(ledger, proof.id, replace(examined(str(proof.id), kind), **found))


def test_it_says_of_each_file_what_when_and_from_whom(site, project):
    proof = keep(site, project, "dust walls", taken_at=datetime(2026, 11, 22, 14, 30, tzinfo=UTC))
    sheet = sheet_of(make(site, project))
    (file,) = sheet.files
    assert (file.caption, file.received, file.taken) == ("dust walls", "2026-11-22 07:00", "2026-11-22 06:30")
    assert (file.received_at, sheet.made_at) == ("2026-11-22T15:00:00+00:00",) * 2
    assert file.sha256 == proof.sha256
    assert (file.sender, file.badge, file.location) == (site.firm.member.name, "", "")
    assert (sheet.contractor.name, sheet.client, sheet.project) == ("Rivera Builders", "Dana Lee", "Maple St kitchen")
    assert (sheet.milestone, sheet.title, sheet.note) == ("demo", "pack.title", "")
    assert [label for label, _ in sheet.facts] == ["pack.files", "pack.first", "pack.made"]


def test_it_is_frozen_with_its_fingerprint_and_a_code_and_a_job_draws_it(site, project):
    keep(site, project)
    site.books.jobs.clear()
    made = make(site, project, wish=PackWish(hand_to={"channel": "simulator", "address": "me"}))
    pack = made.pack
    assert pack.sheet_hash == sheet_of(made).fingerprint
    assert read_code(pack.code) == pack.code == sheet_of(made).number
    (job,) = site.books.jobs
    assert (job.name, job.queue) == ("render_proof_pack", "documents")
    assert job.args == {
        "account_id": str(site.account_id),
        "pack_id": str(pack.id),
        "channel": "simulator",
        "address": "me",
    }
    assert make(site, project).pack.code != pack.code


def test_only_what_is_kept_on_this_milestone_is_in_it_and_no_voice_note(site, project):
    demo = site.milestone(project.id, "demo")
    mine = keep(site, project)
    keep(site, project, name="cabinets")
    keep(site, project, kind="voice", copies=None)
    site.refuse(site.photos_arrive(project.id, demo.id)[0])
    site.withdraw(keep(site, project))
    site.photos_arrive(project.id, demo.id)
    made = make(site, project)
    assert [file.id for file in sheet_of(made).files] == [str(mine.id)]
    assert (made.files, made.left_out, made.arriving) == (1, 0, 1)


def test_what_is_on_an_invoice_is_in_it_too(site, project):
    billed = keep(site, project)
    site.bill(project.id, "demo")
    assert [file.id for file in sheet_of(make(site, project)).files] == [str(billed.id)]


def test_where_it_was_taken_is_told_only_when_that_is_wanted(site, project):
    keep(site, project, location="37.80440,-122.27120")
    assert sheet_of(make(site, project)).files[0].location == ""
    assert sheet_of(make(site, project, wish=PackWish(with_location=True))).files[0].location == "37.80440,-122.27120"


def test_videos_and_documents_say_how_long_they_are(site, project):
    keep(site, project, kind="video")
    keep(site, project, kind="document")
    badges = [file.badge for file in sheet_of(make(site, project)).files]
    assert badges == ["proof.video length=0:32", "proof.document n=4"]


def test_captions_that_say_before_and_after_make_pairs(site, project):
    before, after = keep(site, project, "before"), keep(site, project, "after")
    keep(site, project, "demo done")
    keep(site, project, "before", kind="document")
    wish = PackWish(mark=lambda caption: Mark(caption) if caption in {"before", "after"} else None)
    assert sheet_of(make(site, project, wish=wish)).pairs == ((str(before.id), str(after.id)),)
    assert sheet_of(make(site, project)).pairs == ()


def test_above_its_limit_the_newest_are_taken_and_it_says_so(site, project, monkeypatch):
    monkeypatch.setattr(proof_packs, "MOST_FILES", 2)
    kept = []
    for _ in range(3):
        kept.append(keep(site, project))
        site.later(minutes=1)
    made = make(site, project)
    assert [file.id for file in sheet_of(made).files] == [str(one.id) for one in kept[1:]]
    assert (made.files, made.left_out) == (2, 1)
    assert sheet_of(made).note == "pack.newest n=2 of=3"
    assert sheet_of(made).facts[2] == ("pack.last", "2026-11-22 07:02")


def test_without_a_file_there_is_none(site, project):
    with pytest.raises(Refusal) as none:
        make(site, project)
    site.photos_arrive(project.id, site.milestone(project.id, "demo").id)
    with pytest.raises(Refusal) as arriving:
        make(site, project)
    assert (none.value.code, arriving.value.code) == ("pack.nothing", "pack.arriving")


def test_it_is_made_for_somebody(site, project):
    keep(site, project)
    with pytest.raises(Corrupt, match="for a member"):
        make(site, project, member=False)


def test_its_pdf_is_kept_once(site, project):
    keep(site, project)
    pack = make(site, project).pack
    with site.open() as ledger:
        kept = keep_pack_pdf(ledger, pack.id, "account/pdf")
    assert kept == replace(pack, pdf_key="account/pdf")
    with site.open() as ledger:
        assert keep_pack_pdf(ledger, pack.id, "account/other") is None
        assert ledger.proof_pack(pack.id).pdf_key == "account/pdf"


def test_an_unknown_pack_is_not_found(site):
    with site.open() as ledger, pytest.raises(NotFound):
        ledger.proof_pack(ProofPackId(site.new_id()))
