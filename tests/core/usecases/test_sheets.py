from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.errors import Corrupt
from core.domain.invoice import WHOLE
from core.domain.sheet import InvoiceSheet
from core.usecases import capturing
from core.usecases.reckoning import reckon
from core.usecases.sheets import Reckoned, build_sheet, share_of
from tests.core.site import Site, examined, usd


@pytest.fixture
def site():
    return Site()


def keep(site, proof, **found):
    with site.open() as ledger:
        return capturing.keep_proof(ledger, proof.id, replace(examined(str(proof.id), proof.kind), **found))


def sheet_of(site, project, name="demo"):
    return site.draft(project.id, site.milestone(project.id, name)).sheet


def test_a_sheet_says_who_bills_whom_for_what(site):
    project = site.project().project
    with site.open() as ledger:
        firm = replace(ledger.contractor(site.firm.contractor.id), postal_address="1 Main St\n\nOakland", phone="+1510")
        ledger.save(firm)
    sheet = sheet_of(site, project)
    assert (sheet.contractor.name, sheet.contractor.lines) == ("Rivera Builders", ("1 Main St", "Oakland", "+1510"))
    assert (sheet.client.name, sheet.client.lines) == ("Dana Lee", ("+14155550134",))
    assert (sheet.project, sheet.paper, sheet.currency) == ("Maple St kitchen", "letter", "USD")
    assert sheet.words == {"bill_to": "sheet.bill_to", "amount": "sheet.amount"}
    assert sheet.dates == (("date.due", "terms.due n=0"),)


def test_every_line_is_printed_with_its_quantity_price_and_amount(site):
    project = site.project().project
    demo = site.milestone(project.id, "demo")
    site.add_line(project.id, demo.id, "tile", usd("0.15"), "1000.50")
    (section,) = sheet_of(site, project).sections
    agreed, added = section.lines
    assert (agreed.description, agreed.quantity, agreed.unit_price, agreed.note) == ("demo", "1", "USD 4500.00", "")
    assert (added.quantity, added.unit_price, added.amount, added.amount_minor) == (
        "1000.5",
        "USD 0.15",
        "USD 150.08",
        15008,
    )
    assert added.note == "sheet.added_work"
    assert section.amount == "USD 4650.08"


def test_a_round_quantity_is_printed_without_an_exponent(site):
    project = site.project().project
    demo = site.milestone(project.id, "demo")
    site.add_line(project.id, demo.id, "tile", usd("0.01"), "1000")
    assert sheet_of(site, project).sections[0].lines[1].quantity == "1000"


def test_each_step_of_the_sum_is_printed(site):
    project = site.project(tax="8.625").project
    site.bill(project.id, "cabinets")
    sheet = sheet_of(site, project)
    assert [(one.label, one.amount, one.kind) for one in sheet.figures] == [
        ("figure.subtotal", "USD 4500.00", "step"),
        ("figure.tax rate=8.625 %", "USD 388.13", "step"),
        ("figure.total", "USD 4888.13", "total"),
        ("figure.contract_sum", "USD 24000.00", "context"),
        ("figure.previously_billed", "USD 8000.00", "context"),
        ("figure.this_invoice", "USD 4500.00", "context"),
        ("figure.balance_to_finish", "USD 11500.00", "context"),
    ]
    assert (sheet.total, sheet.total_minor) == ("USD 4888.13", 488_813)


def test_no_tax_is_no_line(site):
    sheet = sheet_of(site, site.project().project)
    assert [one.kind for one in sheet.figures].count("step") == 1


def test_proofs_are_printed_with_their_time_and_hash_and_belong_to_their_section(site):
    project = site.project().project
    demo = site.milestone(project.id, "demo")
    (taken,) = site.photos_arrive(project.id, demo.id, caption="x" * 200)
    (received,) = site.photos_arrive(project.id, demo.id)
    taken = keep(site, taken, taken_at=datetime(2026, 11, 20, 9, 30))  # noqa: DTZ001 - a camera's local time
    keep(site, received)
    sheet = sheet_of(site, project)
    one, two = sheet.proofs
    assert (one.when, two.when) == ("proof.taken when=2026-11-20 09:30", "proof.received when=2026-11-22 07:00")
    assert (len(one.caption), one.short_hash, one.badge, one.open_qr) == (140, taken.sha256[:10], "", False)
    assert sheet.sections[0].proof_ids == (one.id, two.id)


def captions(site, project, *batches):
    """What is printed under photos that came in this order, each (its batch, its own words)."""
    demo = site.milestone(project.id, "demo")
    for batch, words in batches:
        (proof,) = site.photos_arrive(project.id, demo.id, batch=batch, caption=words)
        site.keep(proof)
    return [one.caption for one in sheet_of(site, project).proofs]


def test_an_albums_caption_holds_for_all_of_its_photos_wherever_it_stands(site):
    came = (("a", ""), ("a", "north wall"), ("a", ""), ("b", ""), ("", ""))
    assert captions(site, site.project().project, *came) == ["north wall"] * 3 + ["", ""]


def test_several_captions_in_an_album_are_each_for_their_own_photo(site):
    came = (("a", "before"), ("a", ""), ("a", "after"), ("b", "sink"), ("b", "sink"), ("b", ""))
    assert captions(site, site.project().project, *came) == ["before", "", "after", "sink", "sink", "sink"]


def test_an_albums_caption_holds_though_the_photo_beside_it_is_no_photo_or_elsewhere(site):
    project = site.project().project
    broken, moved, left = (
        site.photos_arrive(project.id, site.milestone(project.id, "demo").id, batch=batch, caption=words)[0]
        for batch, words in (("a", "north wall"), ("b", "sink"), ("c", "wrong"))
    )
    site.refuse(broken), site.keep(moved), site.keep(left)
    site.place([moved], project.id, site.milestone(project.id, "cabinets").id)
    site.withdraw(left)
    assert captions(site, project, ("a", ""), ("b", ""), ("c", "")) == ["north wall", "sink", ""]


def test_the_invoice_says_what_was_shown_under_its_own_number(site):
    project = site.project().project
    captions(site, project, ("a", "north wall"), ("a", ""))
    shown = site.draft(project.id, site.milestone(project.id, "demo"))
    invoice = InvoiceSheet.from_json(site.issue(shown).invoice.sheet)
    assert [one.caption for one in invoice.proofs] == ["north wall"] * 2
    own = {"kind": "draft", "title": shown.sheet.title, "number": "", "dates": shown.sheet.dates}
    assert replace(invoice, **own) == shown.sheet
    assert (invoice.kind, invoice.number) == ("invoice", "INV-0001")


def test_a_cameras_own_zone_is_told_in_the_projects(site):
    project = site.project().project
    (proof,) = site.photos_arrive(project.id, site.milestone(project.id, "demo").id)
    keep(site, proof, taken_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    assert sheet_of(site, project).proofs[0].when == "proof.taken when=2026-11-20 01:30"


@pytest.mark.parametrize(
    ("kind", "found", "badge"),
    [
        ("video", {"duration_seconds": 32}, "proof.video length=0:32"),
        ("video", {"duration_seconds": 3661}, "proof.video length=61:01"),
        ("document", {"pages": 4}, "proof.document n=4"),
    ],
)
def test_a_video_and_a_document_say_so_and_are_opened_by_code(site, kind, found, badge):
    project = site.project().project
    (proof,) = site.photos_arrive(project.id, site.milestone(project.id, "demo").id, kind=kind)
    keep(site, proof, **found)
    (printed,) = sheet_of(site, project).proofs
    assert (printed.kind, printed.badge, printed.open_qr) == (kind, badge, True)


def test_each_milestone_is_a_section_with_its_own_proofs(site):
    project = site.project().project
    demo, cabinets = site.milestone(project.id, "demo"), site.milestone(project.id, "cabinets")
    (one,) = site.photos_kept(project.id, demo.id)
    (two,) = site.photos_kept(project.id, cabinets.id)
    sheet = site.draft(project.id, demo, cabinets).sheet
    assert [section.proof_ids for section in sheet.sections] == [(str(one.id),), (str(two.id),)]


def test_a_voice_note_is_refused_by_the_sheet_itself(site):
    project = site.project().project
    demo = site.milestone(project.id, "demo")
    (proof,) = site.photos_kept(project.id, demo.id)
    with site.open() as ledger:
        file = ledger.project_file(project.id)
        reckoned = Reckoned("progress", (demo,), reckon(file, "progress", (demo,), WHOLE))
        with pytest.raises(Corrupt, match="not printed"):
            build_sheet(file, reckoned, (replace(proof, kind="voice"),), site.stationery)


@pytest.mark.parametrize(("amount", "whole", "percent"), [("1", "3", "33.3"), ("0", "3", "0"), ("1", "0", "0")])
def test_how_far_something_is_is_told_to_a_tenth_of_a_percent(amount, whole, percent):
    assert share_of(usd(amount), usd(whole)).as_percent == Decimal(percent)
