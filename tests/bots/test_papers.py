"""Papers from the books, as a contractor asks for them, and as they are drawn when the message leaves."""

from dataclasses import fields, replace
from uuid import UUID

import pytest

from bots.deliveries import Deliveries
from bots.drawing import sheet_of, source_of
from bots.wording import wording
from core.domain.errors import NotFound
from core.domain.passes import FileLinks, Passes
from core.ports.documents import RenderFailed
from tests.bots.talk import DANA, ME, SAM, all_text, labels
from tests.twins.memory_blobs import MemoryBlobs
from tests.twins.memory_channel import MemoryChannel
from tests.twins.plain_renderer import PlainRenderer


def drawn(talk, message):
    (file,) = message.enclosures
    kind, _, key = file.source.partition(":")
    assert (kind, file.media_type) == ("paper", "application/pdf")
    with talk.database.books.open(talk.account()) as ledger:
        return file.file_name, sheet_of(ledger, key, wording, talk.files()[0].project.created_at)


def test_the_application_is_of_the_newest_invoice_and_says_what_it_comes_to(billed):
    (told,) = billed.says("application for payment")
    assert told.text == (
        "Application for payment 1 of Maple St kitchen, for INV-0001: $4,500.00 is due with it, before tax. "
        "$4,500.00 of $24,000.00 is done to date, $19,500.00 is left to finish."
    )
    name, sheet = drawn(billed, told)
    assert (name, sheet.number, sheet.draft) == ("Application-for-Payment-Maple-St-kitchen.pdf", "1", False)
    assert (sheet.sums[0], sheet.sums[4]) == ("$24,000.00", "$4,500.00")
    assert billed.news(DANA) == []


def test_before_any_invoice_it_is_a_draft_of_the_work_as_it_stands(working):
    working.says("cabinets 25% done")
    (told,) = working.says("continuation sheet")
    assert "A draft of application for payment 1" in told.text
    assert "$2,000.00 would be due" in told.text
    assert drawn(working, told)[1].draft


def test_in_spanish_too_and_on_paper_in_the_language_of_the_client(billed):
    billed.says("español")
    (told,) = billed.says("solicitud de pago")
    assert told.text.startswith("Solicitud de pago 1 de Maple St kitchen, por INV-0001: $4,500.00 a pagar")
    assert drawn(billed, told)[1].title == "Application for Payment"


def test_one_tap_sends_it_to_the_client_with_the_same_paper(billed):
    (told,) = billed.says("pay app for INV-1")
    assert labels(told) == ["Send to Dana Lee"]
    assert billed.taps("Send to Dana Lee")[0].text == "Sent to Dana Lee."
    (received,) = billed.news(DANA)
    assert "Rivera Remodeling's application for payment for Maple St kitchen" in received.text
    assert [one.source for one in received.enclosures] == [f"{one.source}/sent" for one in told.enclosures]


def test_in_a_group_it_is_not_shown(billed):
    billed.says("link this chat to Maple St", place="-100")
    said = billed.says("Milepost, statement", place="-100")
    assert "private" in all_text(said)
    assert not any(one.enclosures for one in said)


def test_a_number_that_is_not_there_has_no_application(billed):
    assert "INV-77" not in all_text(billed.says("application for payment for INV-77"))


def test_the_statement_has_what_was_billed_and_paid_and_its_balance(billed):
    billed.says("paid 2000 check 1023")
    billed.says("yes")
    billed.news(DANA)
    (told,) = billed.says("statement for Dana")
    assert told.text == "Dana Lee's statement, all jobs together.\nBalance: $2,500.00"
    name, sheet = drawn(billed, told)
    assert name == "Statement-Dana-Lee.pdf"
    assert [(row.text, row.balance) for row in sheet.blocks[0].rows] == [
        ("Invoice INV-0001", "$4,500.00"),
        ("Payment on INV-0001, check 1023", "$2,500.00"),
    ]
    billed.taps("Send to Dana Lee")
    assert "this is your statement from Rivera Remodeling" in billed.news(DANA)[0].text


def test_of_two_jobs_of_one_client_nobody_is_asked_which(billed):
    billed.says(f"New job: Oak Ave deck for Dana Lee {DANA}, $5,000: demo 2000, final rest")
    billed.taps("Create job")
    assert "Dana Lee's statement" in billed.says("statement for Dana")[0].text
    assert "Dana Lee's statement" in billed.says("statement")[0].text


def test_a_client_nobody_knows_is_asked_about(billed):
    billed.says(f"New job: Oak Ave deck for Sam Ortiz {SAM}, $5,000: demo 2000, final rest")
    billed.taps("Create job")
    asked = billed.says("statement for Roberto")[0]
    assert labels(asked)
    assert "Nothing was billed to Sam Ortiz yet" in billed.says("statement for Sam")[0].text


def test_the_receipt_is_of_the_newest_payment_that_is_meant(billed):
    assert "no receipt" in billed.says("receipt")[0].text
    billed.says("paid 2000 check 1023")
    billed.says("yes")
    billed.says("paid 500 cash")
    billed.says("yes")
    billed.news(DANA)
    (told,) = billed.says("receipt for INV-1")
    assert told.text == "Receipt INV-0001-R2: $500.00 from Dana Lee."
    sheet = drawn(billed, told)[1]
    assert (sheet.number, sheet.amount, dict(sheet.facts)["Paid by"]) == ("INV-0001-R2", "$500.00", "cash")
    billed.taps("Send to Dana Lee")
    assert "receipt for your payment" in billed.news(DANA)[0].text


def test_the_word_that_a_payment_arrived_brings_its_receipt(billed):
    billed.says("paid 2000 check 1023")
    billed.says("yes")
    (received,) = billed.news(DANA)
    name, sheet = drawn(billed, received)
    assert (name, sheet.number, sheet.amount) == ("INV-0001-R1.pdf", "INV-0001-R1", "$2,000.00")


def test_a_receipt_that_counts_no_more_is_not_drawn(billed):
    invoice = billed.files()[0].invoices[0]
    key = source_of("receipt", invoice.id, "gone").removeprefix("paper:")
    with billed.database.books.open(billed.account()) as ledger, pytest.raises(NotFound):
        sheet_of(ledger, key, wording, invoice.issued_at)


def deliveries(talk, renderer):
    """No link is in these messages."""
    parts = {
        "database": talk.database,
        "blobs": MemoryBlobs(),
        "renderer": renderer,
        "conversations": talk.conversations,
        "base_url": "https://pay.example.com",
    }
    return Deliveries(**dict.fromkeys(one.name for one in fields(Deliveries)) | parts)


class Broken(PlainRenderer):
    def render(self, *_anything):
        raise RenderFailed("no")


def delivered(talk, renderer, *, last_try=False):
    outbound = talk.database.outbox.claim(UUID(talk.everything()[-1][0]))
    return deliveries(talk, renderer).resolve(outbound, MemoryChannel().capabilities, last_try=last_try)


def test_it_is_drawn_when_the_message_leaves(billed):
    billed.says("statement")
    renderer = PlainRenderer()
    (file,) = delivered(billed, renderer).files
    assert file.file_name == "Statement-Dana-Lee.pdf"
    assert file.content.startswith(b"%PDF")
    assert renderer.rendered[0].title == "Statement"


class Counting(PlainRenderer):
    """Draws another file each time."""

    def render(self, sheet, pictures, page_url):
        return super().render(sheet, pictures, page_url) + f"% {len(self.rendered)}".encode()


def sent_out(talk, made, of=ME):
    outbound = talk.database.outbox.claim(UUID(talk.everything(of)[-1][0]))
    (file,) = made.resolve(outbound, MemoryChannel().capabilities, last_try=False).files
    return file.content


def test_the_application_that_the_client_got_is_given_out_again_as_it_was(billed):
    made = deliveries(billed, Counting())
    billed.says("application for payment")
    looked = sent_out(billed, made)
    billed.taps("Send to Dana Lee")
    got = sent_out(billed, made, DANA)
    assert got != looked
    assert "The PDF is the one" in all_text(billed.says("application for payment"))
    assert sent_out(billed, made) == got
    billed.says("credit 200 on INV-1, broken tile")
    assert "Credit note" in all_text(billed.says("yes"))
    billed.says("application for payment")
    assert sent_out(billed, made) == got
    billed.taps("Send to Dana Lee")
    assert sent_out(billed, made, DANA) == got
    billed.says("statement")
    first = sent_out(billed, made)
    billed.says("statement")
    assert sent_out(billed, made) != first


def test_what_is_gone_by_then_is_left_out(billed):
    billed.says("application for payment")
    billed.says("void INV-1")
    billed.taps("Cancel INV-0001")
    papers = [key for key, message in billed.everything() if any("paper:" in one.source for one in message.enclosures)]
    outbound = billed.database.outbox.claim(UUID(papers[0]))
    made = deliveries(billed, PlainRenderer())
    assert made.resolve(outbound, MemoryChannel().capabilities, last_try=False).files == ()


def test_what_cannot_be_drawn_is_tried_again_and_at_last_left_out(billed):
    billed.says("statement")
    with pytest.raises(RenderFailed):
        delivered(billed, Broken())
    billed.says("statement")
    assert delivered(billed, Broken(), last_try=True).files == ()


def test_the_owner_gets_the_books_of_a_year_as_a_file(billed):
    (told,) = billed.says("export 2026")
    assert told.text.startswith("Your books of 2026: invoices, payments")
    (file,) = told.enclosures
    assert (file.source, file.file_name, file.media_type) == ("books:2026", "books-2026.zip", "application/zip")
    billed.says("español")
    assert billed.says("exporta 2025")[0].text.startswith("Tus libros de 2025")
    delivery = delivered(billed, PlainRenderer())
    assert delivery.files[0].content.startswith(b"PK")


def test_where_no_archive_is_carried_its_address_is_in_the_words(billed):
    billed.says("export 2026")
    made = replace(deliveries(billed, PlainRenderer()), file_links=FileLinks(Passes(b"f" * 32, "files")))
    outbound = billed.database.outbox.claim(UUID(billed.everything()[-1][0]))
    can = replace(MemoryChannel().capabilities, files_by_url=True)
    delivery = made.resolve(outbound, can, last_try=False)
    assert delivery.files == ()
    assert "https://pay.example.com/" in delivery.text
    assert delivery.text.rstrip().endswith("books-2026.zip")
