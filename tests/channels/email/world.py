"""A mail server that is really one (aiosmtpd), and Mailgun's side of the webhooks."""

import asyncio
import contextlib
import email
import email.policy
import hashlib
import hmac
import json
import secrets
import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bots.wording import wording
from channels.email.adapter import Email, Inbound
from channels.email.smtp import PostOffice
from channels.plain import as_text
from core.ports.messaging import Delivery, DeliveryReport, FileOut, Heard

PAYLOADS = Path(__file__).parent.parent.parent / "payloads" / "email"
SIGNING_KEY = "a signing key of Mailgun, for tests"
API_KEY = "key-canary-0f1e2d3c"
PASSWORD = "canary p@ss/word:1"
KEY = b"a secret of our own, for tests only"
SENDER = "Milepost <bills@example.com>"
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


@dataclass
class Server:
    """Keeps letters by who they are for; ``says`` is the answer to one recipient, or to the letter ("DATA").

    ``faults`` go wrong with one letter each: an answer, "reset" (the line is cut), "slow" (for ``silence`` seconds
    nothing is said), or "lost": it is kept, and the line is cut before that is said.
    """

    letters: dict[str, list[EmailMessage]] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    returns: list[str] = field(default_factory=list)
    taken: int = 0
    faults: deque[str] = field(default_factory=deque)
    silence: float = 1.5

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802 - as aiosmtpd calls it
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802 - as aiosmtpd calls it
        if "DATA" in self.says:
            return self.says["DATA"]
        fault = self.faults.popleft() if self.faults else ""
        if fault == "slow":
            await asyncio.sleep(self.silence)
        if fault[:1].isdigit() or fault == "slow":
            return fault if fault[:1].isdigit() else "451 too late"
        if fault == "reset":
            return await self._cut(server)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken += 1
        self.returns.append(envelope.mail_from)
        for address in envelope.rcpt_tos:
            kept = self.letters.setdefault(address, [])
            if letter["Message-ID"] not in {one["Message-ID"] for one in kept}:  # as good servers and readers do
                kept.append(letter)
        return await self._cut(server) if fault == "lost" else "250 OK"

    @staticmethod
    async def _cut(server) -> str:
        server.transport.abort()
        return "421 gone"

    def received(self, address: str) -> list[Delivery]:
        return [
            Delivery(
                key=str(letter["Message-ID"]),
                text=letter.get_body(("plain",)).get_content().replace("\r\n", "\n").removesuffix("\n"),
                files=tuple(
                    FileOut(str(file.get_filename()), file.get_content_type(), file.get_content())
                    for file in letter.iter_attachments()
                ),
            )
            for letter in self.letters.get(address, [])
        ]


def read_as_text(delivery: Delivery) -> Delivery:
    """What a reader sees of it: choices by number, the link on its own line."""
    words = wording(delivery.language)
    text = f"{as_text(delivery, words)}\n\n{words.text('email.answer_number')}"
    return Delivery(key=delivery.key, text=text, files=delivery.files)


def email_body(channel: Email, heard: Heard) -> bytes:
    """What Mailgun posts for this to be heard, as it is kept."""
    if isinstance(heard, DeliveryReport):
        data = {"delivery-status": {"message": heard.reason}, "message": {"headers": {"message-id": heard.vendor_id}}}
        return channel.verify("", JSON, event("event_delivered", timestamp=int(channel._clock()), **data))[0].body
    files = [
        {"url": file.ref, "content-type": file.media_type, "name": file.file_name, "size": file.size}
        for file in heard.attachments
    ]
    changed = {
        "from": heard.sender,
        "Message-Id": f"<{heard.external_id}>",
        "stripped-text": heard.text,
        "body-plain": heard.text,
        "timestamp": str(int(heard.sent_at.timestamp())),
        "message-headers": "[]",
        "attachments": json.dumps(files),
    }
    return channel.verify("", FORM, mail("answer", **changed))[0].body


def authenticate(server, session, envelope, mechanism, said) -> AuthResult:
    well = isinstance(said, LoginPassword) and (said.login, said.password) == (b"ray@example.com", PASSWORD.encode())
    return AuthResult(success=well, handled=False)


def any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(server: Server, **more) -> Iterator[int]:
    controller = Controller(server, hostname="127.0.0.1", port=any_port(), **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side and the side of one who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    trusting = ssl.create_default_context()
    trusting.load_verify_locations(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
    return server, trusting


def post_office(port: int, **more) -> PostOffice:
    return PostOffice(host="127.0.0.1", port=port, **{"secure": None, "patience": 5.0, **more})


def adapter(office: PostOffice, *, now: datetime | None = None, answered: bool = True) -> Email:
    inbound = Inbound(signing_key=SIGNING_KEY, api_key=API_KEY, hosts=["127.0.0.1", "api.mailgun.net"])
    more = {"clock": now.timestamp} if now else {}
    return Email(office, SENDER, KEY, wording, inbound if answered else None, **more)


def signed(stamp: str, token: str = "") -> dict[str, str]:
    """As Mailgun signs: HMAC-SHA256 of the two, in hexadecimal."""
    token = token or secrets.token_hex(25)
    mac = hmac.new(SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": mac}


def mail(name: str, **changed: str) -> bytes:
    """A recorded mail as the form that is posted, signed for the moment it was recorded at."""
    fields = {**json.loads((PAYLOADS / f"{name}.json").read_text()), **changed}
    return urlencode({**fields, **signed(fields["timestamp"])}).encode()


def event(name: str, **changed: object) -> bytes:
    data = {**json.loads((PAYLOADS / f"{name}.json").read_text()), **changed}
    return json.dumps({"signature": signed(str(int(data["timestamp"]))), "event-data": data}).encode()


class Storage:
    """Mailgun's storage of attachments: Basic auth, by path."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        storage = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                storage.asked.append(self.headers.get("authorization", ""))
                content = storage.files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.send_header("content-length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    @contextlib.contextmanager
    def serving(self) -> Iterator["Storage"]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
