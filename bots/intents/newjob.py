"""A job in one breath: "New job: Maple St kitchen for Dana Lee +1 415 555 0134, $24,000: deposit 10%, rest"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bots.intents.amounts import Amount, amounts_in, plain
from bots.intents.dictated import honored, several_letters, undictated, untitled
from bots.intents.folding import fold, words_of
from bots.intents.intent import NewJob, TermSaid
from bots.intents.language import language_of
from bots.intents.names import sounds_like_a_job
from bots.intents.people import emails_in, phones_in
from bots.intents.said import Said, Token
from bots.intents.schedule import HARD_MARKS, lex, said_whole, terms_of
from bots.intents.trades import DEPOSIT_WORDS, REST_WORDS
from core.domain.account import Language

_NUMBER = r"(?P<{0}>\d{{1,2}}(?:[.,]\d{{1,4}})?)"
_TAX_WORD = r"(?:sales tax|tax(?:es)?|impuestos?|iva)"
_PERCENT = r"(?:%|percent|por ?ciento)"
_LEAD = r"(?:(?:[,;+&]|\bplus|\bmas|\bwith|\bcon|\band|\by|\badd|\bmore)\s{0,3}){0,3}"
_TAX = re.compile(
    rf"{_LEAD}(?<!\w)(?:{_TAX_WORD}(?: rate| is| of| at| del?| es|:)*\s*{_NUMBER.format('a')}\s*{_PERCENT}"
    rf"|{_NUMBER.format('b')}\s*{_PERCENT}\s*(?:of |de |in )?{_TAX_WORD})(?!\w)"
)
_NO_TAX = re.compile(
    rf"{_LEAD}(?<!\w)(?:no|without|sin|zero) {_TAX_WORD}(?!\w)|(?<!\w){_TAX_WORD} (?:exempt|free)(?!\w)"
)
_TAX_INSIDE = re.compile(rf"{_LEAD}(?<!\w){_TAX_WORD} (?:included|incluidos?)(?!\w)")
_DUE = re.compile(
    rf"{_LEAD}(?<!\w)(?:payments? |terms |pagos? |payable |vence |due |plazo ){{0,3}}(?:"
    r"net[ -]?(?P<net>\d{1,3})(?: days)?|(?:due |payable |pay )?(?:in |within )(?P<in>\d{1,3}) days"
    r"|due (?P<due>\d{1,3}) days|(?:a|en|neto) (?P<a>\d{1,3}) dias"
    r"|neto (?P<neto>\d{1,3})(?![.,]?\d|k| ?(?:%|mil|pesos|dolares|usd))"
    r"|(?:due |payable |pay )?(?:in |within )(?P<weeks>\d{1,2}) weeks"
    r"|a (?P<semanas>\d{1,2}) semanas)(?!\w)"
)
_DUE_NOW = re.compile(
    rf"{_LEAD}(?<!\w)(?:due (?:on|upon|at) receipt|(?:up)?on receipt|al recibir(?: la factura)?|al recibo)(?!\w)"
)
_PHONE_LABEL = re.compile(
    r"\b(?:(?:and|y|con|with) )?(?:(?:her|his|their|su|el) )?(?:(?:phone|cell|tel)(?: number)?|number|telefono"
    r"|telephone|celular|numero)(?: (?:is|es))?[: ]*$"
)
_STREET = re.compile(r"\s(?:en|de) la (?:calle|avenida|av)\b.*", re.IGNORECASE)  # where the client lives
# "maple st kitchen 4 dana lee": before any other figure, between what is built and a name of two words.
_FOUR = re.compile(r"(?P<job>[^\d,:;$]*(?:\d+ )?[^\d,:;$]*[^\W\d_]) 4 (?=[^\W\d_]{2,} [^\W\d_]{2,})")
_OWNED = re.compile(r"(?P<job>.*\w) de (?P<client>[^\W\d_]+(?: [^\W\d_]+){1,3})")
_ARTICLES, _FOR = words_of("el la los las"), words_of("for para")
_CLIENT_WORDS = words_of("client cliente owner homeowner customer dueno duena propietario")
_TOTAL_WORDS = words_of(
    "total price contract amount job sum precio contrato monto valor presupuesto budget bid costo cost"
)
_LABELS = words_of(
    """name nombre job project trabajo obra proyecto address direccion schedule terms milestones etapas pagos payment
    payments breakdown"""
)
_FILLERS = words_of(
    """at en the a an el la is es called named llamado llamada for para by phone cell cel tel telefono celular mobile
    number numero email mail correo and y with con por of de total price contract precio total its it is to whose is
    client cliente owner homeowner customer dueno duena sum budget on son"""
)


@dataclass(slots=True)
class _Header:
    """What has been found before the schedule."""

    names: list[str] = field(default_factory=list)
    client: str | None = None
    total: Amount | None = None
    doubtful: bool = False
    terms: tuple[TermSaid, ...] = ()
    in_spanish: bool = False


def new_job(text: str, language: Language, currency: str, country: str) -> NewJob:
    """Everything that an evened text (without "New job:") says about a job; what is not said stays None."""
    text, phone, email = without_people(_four_is_for(undictated(text, language, currency)), country)
    text, tax = without_tax(text)
    text, due = without_due(text)
    header, terms_said = _parted(lex(_dashes_divide(text, language, currency), language, currency), language)
    name = " ".join(", ".join(header.names).split())[:200] or None
    header.client = untitled(header.client or honored(name or "") or _whose(name))
    total, terms = header.total, header.terms or said_whole(terms_said.quoted, language) or terms_of(terms_said)
    if header.doubtful:  # with two prices, no parts are taken for the whole either
        total, terms = None, ()
    return NewJob(
        name=name,
        client_name=header.client,
        phone=phone,
        email=email,
        total=total.value if total else None,
        currency=total.currency if total else None,
        terms=terms,
        tax_percent=tax,
        due_days=due,
    )


def _four_is_for(text: str) -> str:
    found = _FOUR.match(text)
    if not found or set(fold(text[: found.end()]).split()) & _FOR:
        return text
    return f"{found['job']} for {text[found.end() :]}"


def _whose(name: str | None) -> str | None:
    """Who a job is called after: "baño de Ana Ruiz" is hers, and "cocina de Maple St" is nobody's."""
    found = _OWNED.fullmatch(name or "")
    if not found or not all(word[0].isupper() for word in found["client"].split()):
        return None
    clear = sounds_like_a_job(found["job"]) and not sounds_like_a_job(found["client"])
    return found["client"] if clear else None


def _dashes_divide(text: str, language: Language, currency: str) -> str:
    """Up to the first amount a dash between spaces divides as a comma does."""
    first = next(amounts_in(text, language, currency), None)
    end = first.start if first else len(text)
    return text[:end].replace(" - ", " ; ") + text[end:]


def without_people(text: str, country: str) -> tuple[str, str | None, str | None]:
    """The text with a comma where the first phone number and e-mail address stood, and those two."""
    email = next(emails_in(text), None)
    if email:
        text = text[: email.start] + " , ".ljust(email.end - email.start) + text[email.end :]
    phone = next(phones_in(text, country), None)
    if phone:
        label = _PHONE_LABEL.search(fold(text[: phone.start]))
        start = label.start() if label else phone.start
        text = text[:start] + " , ".ljust(phone.end - start) + text[phone.end :]
    return text, phone.value if phone else None, email.value if email else None


def without_tax(text: str) -> tuple[str, Decimal | None]:
    """The text without its words about tax, and the percentage (0 for "no tax")."""
    folded = fold(text)
    if found := _TAX.search(folded):
        percent = plain(Decimal((found["a"] or found["b"]).replace(",", ".")))
        return _cut(text, found), percent
    if found := _NO_TAX.search(folded):
        return _cut(text, found), Decimal(0)
    found = _TAX_INSIDE.search(folded)
    return (_cut(text, found) if found else text), None


def without_due(text: str) -> tuple[str, int | None]:
    """The text without its words about when to pay, and the days (0 for "on receipt")."""
    folded = fold(text)
    if found := _DUE.search(folded):
        weeks = found["weeks"] or found["semanas"]
        days = found["net"] or found["in"] or found["due"] or found["a"] or found["neto"]
        return _cut(text, found), int(weeks) * 7 if weeks else int(days)
    found = _DUE_NOW.search(folded)
    return (_cut(text, found), 0) if found else (text, None)


def _cut(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + ", ".ljust(found.end() - found.start()) + text[found.end() :]


def _parted(said: Said, language: Language) -> tuple[_Header, Said]:
    """The header, read, and what is left for the schedule."""
    header = _Header(in_spanish=language_of(said.raw) == "es")
    pieces = said.split(HARD_MARKS)
    for index, piece in enumerate(pieces):
        if header.names and (whole := said_whole(piece.quoted, language)):
            header.terms = whole
            continue
        if all(word.canon in _LABELS for word in piece.words):
            continue
        rest = _take(header, piece, last=index == len(pieces) - 1)
        if rest is not None:
            start = rest.words[0].start if rest.words else piece.words[-1].end
            return header, said.without(lambda token, start=start: token.start < start)  # type: ignore[misc]
    return header, Said(said.raw, ())


def _take(header: _Header, piece: Said, *, last: bool) -> Said | None:
    """Take what belongs to the header; the schedule's first piece comes back."""
    words = piece.words
    money = [index for index in range(len(words)) if _could_be_total(words, index)]
    begun = bool(header.names or header.client)
    if begun and not header.total and money[:1] == [0] and _leads_names(words):
        header.total = words[0].amount  # dictated: "24000 deposit 10% demo 4500 final rest"
        return piece.part(1)
    if _starts_schedule(words) and (begun or header.total):
        return piece
    if not begun:
        return _take_first(header, piece, money)
    if _only(words, money):
        if header.total and len(words) > 1:
            return piece  # "$1,300: a 800, b 500": a part that is called by a small word
        header.doubtful |= header.total is not None
        header.total = header.total or words[money[0]].amount
    elif money or (header.total and header.client and not last):
        return piece
    else:
        _take_words(header, piece)
    return None


def _take_first(header: _Header, piece: Said, money: Sequence[int]) -> Said | None:
    """The first piece may hold it all, as dictated: name, client, total, schedule."""
    words = piece.words
    marker = _marker(words)
    after = [index for index in money if marker is None or index > marker]
    total = next((index for index in after if _is_total(words, index, marker)), None)
    stop = next((i for i, word in enumerate(words) if _schedule_word(word) and i > max(marker or 0, 0)), len(words))
    end = min(total if total is not None else len(words), stop)
    _take_words(header, piece.part(0, end))
    if total is not None and total <= stop:
        header.total = words[total].amount
        end = total + 1
    rest = piece.part(end)
    return rest if rest.words and not _fill_only(rest.words) else None


def _take_words(header: _Header, piece: Said) -> None:
    words = piece.words
    marker = _marker(words)
    if marker is None and header.names and header.client is None:
        header.client = _name(header, piece, 0, len(words))
    elif marker is None:
        header.names += filter(None, [_name(header, piece, 0, len(words))])
    else:
        before, after = _name(header, piece, 0, marker), _name(header, piece, marker + 1, len(words))
        moved = [header.client] if header.client and after else []
        header.names += filter(None, [*moved, before])
        header.client = _STREET.sub("", after) if after else header.client


def _marker(words: Sequence[Token]) -> int | None:
    """The last "for" (or "client") that a name follows."""
    places = [
        i for i, word in enumerate(words[:-1]) if word.canon in _FOR | _CLIENT_WORDS and words[i + 1].amount is None
    ]
    return places[-1] if places else None


def _could_be_total(words: Sequence[Token], index: int) -> bool:
    amount = words[index].amount
    return amount is not None and amount.kind != "percent" and amount.value > 0


def _is_total(words: Sequence[Token], index: int, marker: int | None) -> bool:
    """Written as money, or after the client, or the last word: house numbers are none of these."""
    amount = words[index].amount
    written = amount is not None and amount.kind == "money"
    return written or marker is not None or (index == len(words) - 1 and index > 0)


def _only(words: Sequence[Token], money: Sequence[int]) -> bool:
    return len(money) == 1 and all(i in money or word.canon in _FILLERS | _TOTAL_WORDS for i, word in enumerate(words))


def _fill_only(words: Sequence[Token]) -> bool:
    return all(word.amount is None and word.canon in _FILLERS | _TOTAL_WORDS for word in words)


def _schedule_word(word: Token) -> bool:
    return (word.amount is not None and word.amount.kind == "percent") or word.canon in (
        REST_WORDS | DEPOSIT_WORDS - words_of("down front start beginning inicio firma begin now today ahora hoy")
    )


def _leads_names(words: Sequence[Token]) -> bool:
    """Whether amounts follow their names, so that one in front of them all is the total."""
    heads = [index for index, word in enumerate(words) if word.amount is not None or word.canon in REST_WORDS]
    ends = [*heads[1:], len(words)]
    named = [
        any(word.canon not in _FILLERS for word in words[one + 1 : end]) for one, end in zip(heads, ends, strict=True)
    ]
    return several_letters(words) or (len(heads) > 1 and not all(named))


def _starts_schedule(words: Sequence[Token]) -> bool:
    return any(_schedule_word(word) for word in words)


def _is_place(header: _Header, piece: Said, words: Sequence[Token]) -> bool:
    """El Monte, Los Gatos: the article is a part of the name in English, and in Spanish where both are capital."""
    if words[0].canon not in _ARTICLES or len(words) < 2:
        return False
    capitals = all(piece.raw[word.start].isupper() for word in words[:2])
    return capitals or not header.in_spanish


def _name(header: _Header, piece: Said, start: int, end: int) -> str | None:
    """The words as typed, without fillers at the ends."""
    words = piece.words[start:end]
    while words and words[0].canon in _FILLERS | _TOTAL_WORDS and not _is_place(header, piece, words):
        words = words[1:]
    while words and words[-1].canon in _FILLERS:
        words = words[:-1]
    return piece.raw[words[0].start : words[-1].end].strip(" -") or None if words else None
