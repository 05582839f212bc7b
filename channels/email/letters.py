"""A delivery as a letter: plain text, the same as modest HTML, files; and the headers that keep it in its thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from markupsafe import Markup, escape

from channels.email.addresses import Addresses
from channels.plain import as_text
from core.domain.account import Language
from core.ports.messaging import Delivery
from core.ports.wording import Wording

Words = Callable[[Language], Wording]
LONGEST_SUBJECT = 150
# Deliveries that have a subject of their own: their code's, in the catalogs.
_SUBJECTS = {
    "client.invoice": "email.subject.invoice",
    "client.invoice_settled": "email.subject.invoice",
    "client.where_it_stands": "email.subject.invoice",
    "client.receipt_full": "email.subject.receipt",
    "client.receipt_part": "email.subject.receipt",
    "client.all_paid": "email.subject.paid",
    "client.voided": "email.subject.voided",
    "client.failed": "email.subject.failed",
    "client.not_needed": "email.subject.not_needed",
    "client.answer": "email.subject.answer",
    "digest.weekly": "email.subject.digest",
}
_PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1c1c1c;background:#fff">'
    '<div style="max-width:560px">{blocks}</div></body></html>'
)
_BUTTON = Markup(
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:12px 20px;border-radius:6px;'
    'background:#1f5f3f;color:#fff;text-decoration:none;font-weight:bold">{label}</a></p>'
    '<p style="font-size:13px;color:#555;word-break:break-all">{url}</p>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """``sender`` is EMAIL_FROM as it was set; ``answered``: whether what people answer comes back to us."""

    sender: str
    addresses: Addresses
    words: Words
    answered: bool

    def write(self, address: str, delivery: Delivery, now: datetime) -> EmailMessage:
        letter, words = EmailMessage(policy=SMTP), self.words(delivery.language)
        self._address(letter, address, delivery, words)
        self._thread(letter, address, delivery)
        letter["Date"] = format_datetime(now.astimezone(UTC))
        hint = words.text("email.answer_number") if delivery.choices and self.answered else ""
        letter.set_content(_text(delivery, words, hint), charset="utf-8", cte="quoted-printable")
        letter.add_alternative(_html(delivery, words, hint), subtype="html", charset="utf-8", cte="quoted-printable")
        for file in delivery.files:
            kind, _, subtype = file.media_type.partition("/")
            maintype, subtype = (kind, subtype) if kind and subtype else ("application", "octet-stream")
            letter.add_attachment(file.content, maintype, subtype, filename=one_line(file.file_name))
        letter["Content-Language"] = delivery.language
        return letter

    def _address(self, letter: EmailMessage, address: str, delivery: Delivery, words: Wording) -> None:
        name = one_line(parseaddr(self.sender)[0])
        firm = one_line(delivery.details.get("contractor", ""))
        shown = one_line(words.text("email.from", contractor=firm, name=name)) if firm and name else firm or name
        letter["From"] = Address(shown[:100], addr_spec=self.addresses.sender)
        letter["To"] = address
        letter["Subject"] = _subject(delivery, words)
        if self.answered:
            back = self.addresses.answers(address)
            letter["Reply-To"] = Address(addr_spec=back)
            letter["List-Unsubscribe"] = f"<mailto:{back}?subject=unsubscribe>"

    def _thread(self, letter: EmailMessage, address: str, delivery: Delivery) -> None:
        """RFC 3834: a machine wrote it, so that no other machine answers."""
        letter["Message-ID"] = f"<{self.addresses.letter(address, delivery.key)}>"
        letter["Auto-Submitted"] = "auto-generated"
        if "number" in delivery.details:
            about = f"{delivery.details.get('contractor', '')}|{delivery.details['number']}"
            letter["In-Reply-To"] = letter["References"] = f"<{self.addresses.thread(address, about)}>"


def one_line(text: str) -> str:
    """No header grows a second line, whatever a person is called."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _subject(delivery: Delivery, words: Wording) -> str:
    for code in (_SUBJECTS.get(delivery.code, ""), "email.subject.from"):
        try:
            return one_line(words.text(code, **delivery.details))[:LONGEST_SUBJECT]
        except KeyError:  # another kind of message, or one that does not say whom it is from
            continue
    return words.text("email.subject.plain")


def _text(delivery: Delivery, words: Wording, hint: str) -> str:
    text = as_text(delivery, words)
    return f"{text}\n\n{hint}\n" if hint else f"{text}\n"


def _html(delivery: Delivery, words: Wording, hint: str) -> str:
    """Everything a person wrote is escaped; no picture, no style sheet, nothing is fetched."""
    without_link = Delivery(key="", text=delivery.text, choices=delivery.choices)
    blocks = [*as_text(without_link, words).split("\n\n"), *([hint] if hint else [])]
    shown = Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks)
    if delivery.url:
        label = one_line(delivery.url_label) or delivery.url
        shown += _BUTTON.format(url=delivery.url, label=label)
    return str(_PAGE.format(language=escape(delivery.language), blocks=shown))
