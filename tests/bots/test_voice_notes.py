"""Voice notes: kept with the part they were spoken about, for the firm alone."""

from tests.bots.talk import DANA, all_text


def test_a_voice_note_is_kept_and_counted_apart(working):
    told = all_text(working.says(names=("IMG_1.jpg", "note.ogg")))
    assert "1 voice note with Demo" in told
    assert "1 photo on Demo" in told


def test_no_invoice_counts_or_prints_a_voice_note(working):
    working.says(names=("IMG_1.jpg", "note.ogg"))
    working.says("demo done")
    working.taps("Send")
    working.render()
    note = next(one for one in working.proofs() if one.kind == "voice")
    assert note.invoice_id is None
    assert "note.ogg" not in all_text(working.news(DANA))
    (invoice,) = working.files()[0].invoices
    assert str(note.id) not in str(invoice.sheet)


def test_a_part_with_a_voice_note_alone_has_no_proof(working):
    assert "1 voice note with Demo" in all_text(working.says(names=("note.ogg",)))
    assert "1 file" not in all_text(working.says("status"))
