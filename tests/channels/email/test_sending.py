"""Letters out, to a mail server that is really one."""

import re
import socket
from dataclasses import replace

import pytest

from channels.email.smtp import PostOffice
from core.ports.messaging import Choice, Delivery, FileOut, SendFailed
from tests.channels.email.world import (
    PASSWORD,
    Server,
    adapter,
    any_port,
    authenticate,
    certificate,
    post_office,
    serving,
)

DANA = "dana@homes.example"
INVOICE = Delivery(
    key="key-1",
    text="Hi Dana, Rivera & Sons sent you invoice INV-0001\n<b>¿Sí?</b> 😀",
    code="client.invoice",
    details={"contractor": "Rivera & Sons", "number": "INV-0001"},
    choices=(Choice("Yes", "tok-1"), Choice("Change it", "tok-2")),
    files=(FileOut("INV-0001.pdf", "application/pdf", b"%PDF-1.7 of the invoice"),),
    url="https://pay.example.com/i/abc",
    url_label="See and pay",
)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def email(server):
    with serving(server) as port:
        yield adapter(post_office(port))


async def sent(email, server, delivery=INVOICE):
    await email.send(DANA, delivery)
    return server.letters[DANA][-1]


def plain(letter) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


async def test_a_letter_has_plain_words_html_and_the_pdf(email, server):
    letter = await sent(email, server)
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("INV-0001.pdf", b"%PDF-1.7 of the invoice")
    assert INVOICE.text in plain(letter)
    assert "See and pay:\nhttps://pay.example.com/i/abc" in plain(letter)


async def test_what_people_wrote_is_escaped_in_html_and_nothing_is_fetched(email, server):
    html = (await sent(email, server)).get_body(("html",)).get_content()
    assert "Rivera &amp; Sons" in html
    assert "<b>" not in html
    assert not re.search(r"<(?:img|link|script|iframe)|url\(|src=", html)
    assert re.findall(r'href="([^"]+)"', html) == ["https://pay.example.com/i/abc"]


async def test_choices_are_numbered_and_answered_by_their_number(email, server):
    letter = await sent(email, server)
    assert "1 OK\n2 Change it" in plain(letter)
    assert "answer this e-mail with just the number" in plain(letter)
    spanish = await sent(email, server, replace(INVOICE, key="es", language="es"))
    assert "responda a este correo solo con el número" in plain(spanish)


async def test_the_subject_and_the_sender_say_whose_invoice_it_is(email, server):
    letter = await sent(email, server)
    assert letter["Subject"] == "Invoice INV-0001 from Rivera & Sons"
    assert letter["From"] == "Rivera & Sons via Milepost <bills@example.com>"
    spanish = await sent(email, server, replace(INVOICE, key="es", language="es"))
    assert spanish["Subject"] == "Factura INV-0001 de Rivera & Sons"
    assert spanish["Content-Language"] == "es"


async def test_any_message_has_a_subject(email, server):
    unknown = await sent(email, server, Delivery(key="a", text="Hello", code="some.code"))
    assert unknown["Subject"] == "A message from Milepost"
    short = await sent(email, server, Delivery(key="b", text="Hello", details={"contractor": "Rivera"}))
    assert short["Subject"] == "A message from Rivera"
    week = Delivery(key="c", text="Recibido", language="es", code="digest.weekly", details={"firm": "Rivera"})
    assert (await sent(email, server, week))["Subject"] == "Tu semana en Rivera"


async def test_no_name_adds_a_header(email, server):
    evil = {"contractor": "Rivera\r\nBcc: all@homes.example\x00\u2028", "number": "1\nX-Evil: 1"}
    letter = await sent(email, server, replace(INVOICE, details=evil, files=(FileOut("a\r\nb.pdf", "x", b"1"),)))
    assert {"Bcc", "X-Evil"} & set(letter.keys()) == set()
    assert letter["Subject"] == "Invoice 1 X-Evil: 1 from Rivera Bcc: all@homes.example"
    assert list(server.letters) == [DANA]


async def test_a_repeat_carries_the_same_id_and_that_is_the_vendors_id(email, server):
    first = await email.send(DANA, INVOICE)
    assert await email.send(DANA, INVOICE) == first
    assert server.taken == 2
    (letter,) = server.letters[DANA]
    assert letter["Message-ID"] == f"<{first}>"


async def test_the_letters_of_one_invoice_make_one_thread(email, server):
    letter = await sent(email, server)
    receipt = await sent(email, server, replace(INVOICE, key="2", code="client.receipt_full"))
    other = await sent(email, server, replace(INVOICE, key="3", details={**INVOICE.details, "number": "INV-0002"}))
    assert letter["References"] == receipt["References"] != other["References"]
    assert letter["In-Reply-To"] == letter["References"]


async def test_machines_are_told_that_a_machine_wrote(email, server):
    assert (await sent(email, server))["Auto-Submitted"] == "auto-generated"


async def test_answers_and_bounces_come_back_to_addresses_of_their_own(email, server):
    letter = await sent(email, server)
    assert re.fullmatch(r"bills\+dana=homes\.example-[a-z2-7]{10}@example\.com", letter["Reply-To"])
    assert letter["List-Unsubscribe"].strip() == f"<mailto:{letter['Reply-To']}?subject=unsubscribe>"
    assert re.fullmatch(r"bills\+mp\.[0-9a-f]{32}-[a-z2-7]{10}@example\.com", server.returns[-1])


async def test_without_answers_no_letter_asks_for_one(server):
    with serving(server) as port:
        letter = await sent(adapter(post_office(port), answered=False), server)
    assert letter["Reply-To"] is letter["List-Unsubscribe"] is None
    assert "just the number" not in plain(letter)
    assert server.returns == ["bills@example.com"]


async def test_a_long_line_and_eight_bits_arrive_as_they_were(email, server):
    text = "ñ" * 5_000 + "\n.\n..dots\nFrom here"
    assert plain(await sent(email, server, Delivery(key="k", text=text))).rstrip() == text


@pytest.mark.parametrize(
    ("answer", "final", "gone"),
    [
        ("550 5.1.1 no such user", True, True),
        ("550 5.2.1 mailbox disabled", True, True),
        ("552 5.2.2 mailbox full", True, False),
        ("550 5.7.1 relaying denied", True, False),
        ("450 4.2.1 later", False, False),
    ],
)
async def test_a_refused_reader_is_final_if_the_server_says_so(email, server, answer, final, gone):
    server.says[DANA] = answer
    with pytest.raises(SendFailed) as failed:
        await email.send(DANA, INVOICE)
    assert (failed.value.final, failed.value.unreachable) == (final, gone)
    assert answer[:3] in failed.value.reason


@pytest.mark.parametrize(("answer", "final"), [("554 5.7.1 no", True), ("451 4.3.0 later", False)])
async def test_a_refused_letter_is_final_if_the_server_says_so(email, server, answer, final):
    server.says["DATA"] = answer
    with pytest.raises(SendFailed) as failed:
        await email.send(DANA, INVOICE)
    assert failed.value.final is final


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "a b@homes.example", "x@h.example\r\nBcc: y@h.example", "é@h.example"]
)
async def test_what_is_no_address_fails_for_good(email, server, address):
    with pytest.raises(SendFailed) as failed:
        await email.send(address, INVOICE)
    assert failed.value.final
    assert server.taken == 0


async def test_files_that_no_server_takes_are_not_tried(email, server):
    with pytest.raises(SendFailed) as failed:
        await email.send(DANA, replace(INVOICE, files=(FileOut("a.mp4", "video/mp4", b"x" * 10_000_001),)))
    assert failed.value.final
    assert server.taken == 0


async def test_a_server_that_is_not_there_is_tried_again():
    with pytest.raises(SendFailed) as failed:
        await adapter(post_office(any_port())).send(DANA, INVOICE)
    assert not failed.value.final


@pytest.mark.parametrize("first", [b"", b"garbage\r\n"])
async def test_a_server_that_hangs_or_babbles_is_tried_again(first):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        office = post_office(silent.getsockname()[1], patience=0.3)
        with pytest.raises(SendFailed) as failed:
            await adapter(office).send(DANA, INVOICE)
    assert not failed.value.final


# --- TLS and the password --------------------------------------------------------------------------------------------


@pytest.fixture(params=["starttls", "tls"])
def guarded(request, server, tmp_path):
    """A server with a certificate that wants a password, and the URL that reaches it."""
    mine, trusting = certificate(tmp_path)
    login = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": request.param == "starttls"}
    more = {"tls_context": mine, "require_starttls": True} if request.param == "starttls" else {"ssl_context": mine}
    with serving(server, **login, **more) as port:
        scheme = "smtp" if request.param == "starttls" else "smtps"
        yield f"{scheme}://ray%40example.com:{{}}@localhost:{port}", trusting


def office_of(guarded, said="canary%20p%40ss%2Fword%3A1", **more) -> PostOffice:
    return PostOffice.at(guarded[0].format(said), **{"patience": 5.0, "tls": guarded[1], **more})


async def test_a_letter_goes_out_under_tls_with_a_url_encoded_password(guarded, server):
    await adapter(office_of(guarded)).send(DANA, INVOICE)
    assert len(server.letters[DANA]) == 1


async def test_a_wrong_password_is_told_in_words_without_it(guarded, server):
    email = adapter(office_of(guarded, "canary-wrong"))
    with pytest.raises(SendFailed) as failed:
        await email.send(DANA, INVOICE)
    assert not failed.value.final
    assert "SMTP_URL" in failed.value.reason
    assert "SMTP_URL" in await email.state()
    assert "canary" not in f"{failed.value!r} {failed.value.__cause__!r} {await email.state()}"


async def test_a_certificate_that_nobody_trusts_gets_no_password(guarded, server):
    parts = office_of(guarded)
    email = adapter(replace(parts, tls=None))
    with pytest.raises(SendFailed) as failed:
        await email.send(DANA, INVOICE)
    assert not failed.value.final
    assert server.taken == 0


async def test_the_doctor_looks_without_sending(guarded, server):
    assert await adapter(office_of(guarded)).state() == ""
    assert server.taken == 0
    assert "cannot be reached" in await adapter(post_office(any_port())).state()


async def test_a_server_without_starttls_gets_no_letter(server):
    with serving(server) as port, pytest.raises(SendFailed):
        await adapter(post_office(port, secure="starttls")).send(DANA, INVOICE)
    assert server.taken == 0


@pytest.mark.parametrize(
    ("url", "secure", "port"),
    [
        ("smtp://a:b@mail.example.com", "starttls", 587),
        ("smtps://a:b@mail.example.com", "tls", 465),
        ("smtp://127.0.0.1:2525", None, 2525),
        ("smtp://localhost:25", None, 25),
        ("smtp://10.0.0.4:25", "starttls", 25),
    ],
)
def test_only_this_machine_is_written_to_in_clear(url, secure, port):
    office = PostOffice.at(url)
    assert (office.secure, office.port) == (secure, port)


@pytest.mark.parametrize(
    "url", ["http://a:canary@h", "smtp://", "canary", "smtp://a:canary@h:99999", "smtp://a:canary@[h"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url):
    with pytest.raises(ValueError, match="SMTP_URL") as refused:
        PostOffice.at(url)
    assert "canary" not in str(refused.value)


def test_the_password_is_in_no_picture_of_the_program():
    office = PostOffice.at("smtps://ray:canary@mail.example.com")
    assert "canary" not in repr(office)
    assert PASSWORD not in repr(adapter(office))
