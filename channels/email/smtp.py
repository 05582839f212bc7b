"""The post office: one connection a letter, TLS everywhere but on this machine, and failures in plain words."""

import contextlib
import ipaddress
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from core.ports.messaging import SendFailed

PATIENCE = 30.0
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """``name`` and ``password`` as they are, not URL-encoded; ``secure`` None: in clear, to this machine only."""

    host: str
    port: int
    name: str = ""
    password: str = field(default="", repr=False)
    secure: str | None = "starttls"
    patience: float = PATIENCE
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str, *, patience: float = PATIENCE, tls: ssl.SSLContext | None = None) -> "PostOffice":
        """From SMTP_URL. ValueError says what is wrong with it, and never repeats it: a password is in it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise ValueError("SMTP_URL is no address: write smtp://name:password@host:587") from None
        if not port or not host:
            raise ValueError("SMTP_URL must be smtp://name:password@host:587 or smtps://name:password@host:465")
        name, password = unquote(parts.username or ""), unquote(parts.password or "")
        secure = "tls" if parts.scheme == "smtps" else None if _is_here(host) and tls is None else "starttls"
        return cls(host=host, port=port, name=name, password=password, secure=secure, patience=patience, tls=tls)

    async def post(self, letter: EmailMessage, sender: str, recipient: str) -> None:
        """Raises SendFailed."""
        try:
            async with self._connected(sender.rpartition("@")[2]) as smtp:
                await smtp.sendmail(sender, [recipient], letter.as_bytes(policy=WIRE))
                with contextlib.suppress(SMTPException, OSError):  # taken is taken, however we part
                    await smtp.quit()
        except (SMTPException, OSError, TimeoutError) as problem:
            raise self._failed(problem) from None

    async def look(self, domain: str) -> str:
        """Empty when it takes us: connected, TLS, logged in, nothing sent. Else what is wrong, in words."""
        try:
            async with self._connected(domain):
                return ""
        except (SMTPException, OSError, TimeoutError) as problem:
            return self._failed(problem).reason

    @asynccontextmanager
    async def _connected(self, domain: str) -> AsyncIterator[aiosmtplib.SMTP]:
        smtp = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.name or None,
            password=self.password or None,
            use_tls=self.secure == "tls",
            start_tls=self.secure == "starttls",
            tls_context=self.tls,
            timeout=self.patience,
            local_hostname=domain,
        )
        await smtp.connect()
        try:
            yield smtp
        finally:
            smtp.close()

    def _failed(self, problem: BaseException) -> SendFailed:
        """A 5xx about the letter or its reader is final (RFC 5321, 4.2.1); what is between us and the server is not."""
        if isinstance(problem, SMTPRecipientsRefused) and problem.recipients:
            problem = problem.recipients[0]
        where = f"{self.host}:{self.port}"
        if isinstance(problem, SMTPAuthenticationError):
            return SendFailed(f"the mail server {where} does not take the name and password of SMTP_URL")
        if isinstance(problem, SMTPRecipientRefused):
            reason, final = f"the mail server does not take this address ({problem.code})", problem.code >= 500
            return SendFailed(reason, final=final, unreachable=final and bool(_NO_MAILBOX.match(problem.message)))
        if isinstance(problem, SMTPResponseException):
            return SendFailed(f"the mail server said no ({problem.code})", final=_about_letter(problem))
        if isinstance(problem, TimeoutError):
            return SendFailed(f"the mail server {where} does not answer")
        if isinstance(problem, ssl.SSLError):
            return SendFailed(f"the mail server {where} has no certificate to trust")
        return SendFailed(f"the mail server {where} cannot be reached ({type(problem).__name__})")


# Of the reader alone (RFC 3463, 3.2 and 3.3): a server that does not relay for us refuses everybody.
_NO_MAILBOX = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def _about_letter(problem: SMTPResponseException) -> bool:
    """552, 554 and their like after the letter was shown; not a refused connection, greeting or sender."""
    return problem.code >= 500 and isinstance(problem, aiosmtplib.SMTPDataError)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
