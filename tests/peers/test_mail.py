"""Our letters in a mail server that runs as a program of its own (aiosmtpd), behind TLS, read by the standard library.

Names and passwords are tried on the same server in tests/channels/email.
"""

import mailbox
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from channels.email.smtp import PostOffice
from core.ports.messaging import Choice, Delivery, FileOut, SendFailed
from tests.channels.email.world import adapter, certificate
from tests.peers.running import any_port, ours, served

DANA = "dana@homes.example"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 300
INVOICE = Delivery(
    key="key-1",
    text="Hi Dana, Rivera & Sons sent you invoice INV-0001\n.\n..\n<b>¿Sí?</b> 😀 " + "word " * 400,
    code="client.invoice",
    details={"contractor": "Rivera & Sons", "number": "INV-0001"},
    choices=(Choice("Yes", "tok-1"),),
    files=(FileOut("INV-0001.pdf", "application/pdf", PDF),),
    url="https://pay.example.com/i/abc",
    url_label="See and pay",
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """``trusting`` is for those who know its certificate."""

    port: int
    folder: Path
    trusting: ssl.SSLContext

    def letters(self) -> list[EmailMessage]:
        box = mailbox.Maildir(self.folder / "box", create=False)
        return [message_from_bytes(box.get_bytes(key), policy=policy.default) for key in box.keys()]  # noqa: SIM118


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    folder, port = tmp_path_factory.mktemp("mail"), any_port()
    _, trusting = certificate(folder)
    pem = str(folder / "server.pem")
    tls = ("--tlscert", pem, "--tlskey", pem)
    handler = ("-c", "aiosmtpd.handlers.Mailbox", str(folder / "box"))
    with served((ours("aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", *tls, *handler), port, {})):
        yield MailServer(port, folder, trusting)


async def test_a_letter_arrives_as_it_was_meant(server: MailServer) -> None:
    office = PostOffice.at(f"smtp://localhost:{server.port}", tls=server.trusting)
    vendor_id = await adapter(office).send(DANA, INVOICE)
    (letter,) = server.letters()
    assert letter["Message-ID"].strip("<>") == vendor_id.strip("<>")
    assert (letter["To"], letter["X-RcptTo"]) == (DANA, DANA)
    assert "INV-0001" in letter["Subject"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain
    assert html
    words = plain.get_content()
    assert INVOICE.text.rstrip() in words.replace("\r\n", "\n")
    assert INVOICE.url in words
    assert INVOICE.url in html.get_content()
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "INV-0001.pdf",
        "application/pdf",
        PDF,
    )


async def test_a_server_that_wants_tls_gets_nothing_in_clear(server: MailServer) -> None:
    before = len(server.letters())
    with pytest.raises(SendFailed):
        await adapter(PostOffice(host="127.0.0.1", port=server.port, secure=None, patience=5.0)).send(DANA, INVOICE)
    assert len(server.letters()) == before
