"""Schedules as people write them: "deposit 10%, demo 4500, cabinets 8000, final rest", in many forms.

All or nothing: a part that cannot be read makes the whole schedule unread, so that no money is guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from bots.intents.amounts import Amount, fractions_in, plain
from bots.intents.dictated import lettered
from bots.intents.folding import even, fold, words_of
from bots.intents.intent import TermSaid
from bots.intents.said import Said, Token, take_apart
from bots.intents.trades import DEPOSIT_WORDS, FINAL_WORDS, REST_WORDS
from core.domain.account import Language

HARD_MARKS = "\n,;:|•·*▪◦●"
_MOST_TERMS = 60

# "demo-4500", "demo=4500", "demo -4500": a dash before an amount only divides. "1)" and "2." only count.
_DIVIDERS = re.compile(
    r"(?<=[^\W\d_])[-=](?=\$?\d{3})|(?<=\d)-(?=[^\W\d_]{3})|(?<=\s)-(?=\$?\d)|[=~→]+|-+>|\.{2,}|\s-{1,3}\s|^-",
    re.MULTILINE,
)
_COUNTING = re.compile(r"(?:^|(?<=\n))[ ]*(?:\d{1,2}[.)]|[-*•][ ])[ ]*(?=\D)|(?<=[,;])[ ]*\d{1,2}[.)][ ]+(?=\D)")
# After these, a small number belongs to the name: "phase 2", "baño 1".
_COUNTED = words_of(
    """phase fase stage etapa draw bath bathroom bano room cuarto recamara bedroom floor piso nivel level unit unidad
    step paso milestone hito payment pago part parte week semana building edificio lot lote no num numero number"""
)
# After these, a letter does: "unit A", "building b".
_LETTERED = words_of(
    """unit building bldg phase level lot stage section step part draw apt suite option block unidad edificio lote nivel
    fase etapa seccion"""
)
_EDGE_WORDS = words_of(
    """and y e then luego despues plus mas the a an el la los las at on in for upon when once after of to is es con
    al del de en por para cuando se que lo un una due be pay paid total with as by un will later i we after before
    dollars each payment payments pago pagos parte first last are were was get gets theyre"""
)
_PLAIN_NAMES = dict.fromkeys(words_of("now today"), "Deposit") | dict.fromkeys(words_of("ahora hoy"), "Anticipo")
_PLAIN_NAMES |= dict.fromkeys(words_of("later luego despues"), "Final") | {"down": "Down payment"}
_KEEP_ALONE = words_of("payment payments pago pagos first last after before later luego despues")
# What is left, said in several words, or behind a hyphen.
_REST_PHRASE = re.compile(
    r"lo (?:demas|que (?:quede?a?|falte?a?|sobr[ea]))(?!\w)"
    r"|(?:what(?:'?s| is|ever is|ever's) left|everything else)(?!\w)"
    r"|(?<=\w)-(?:rest|resto|balance|remainder|saldo)(?!\w)"
)
# A moment and no share: "40% a mitad", "40% half way".
_MIDWAY = re.compile(r"(?<!\w)(?:(?:a|en) (?:la )?mitad|half[ -]way)(?!\w)")
_THIRDS = re.compile(
    r"(?:(?:in|en|into|by) )?"
    r"(?:thirds|tercios|(?:three|3|tres)(?: equal)? (?:parts|payments|partes|pagos)(?: iguales)?)"
)
# How long it takes, beside a price: "demo 4500 2 days", "demo 4500 (2-3 weeks)", "demo 2 days 4500". It is no price.
_SPAN = r"\d{1,3}(?:-\d{1,3})?[ -]?(?:days?|weeks?|wks?|months?|hours?|hrs?|dias?|semanas?|mes(?:es)?|horas?)(?!\w)"
_TAKES = re.compile(
    rf"(?<=[\dk%$])[ ]*[,(/-]?[ ]*(?:(?:in|for|over|takes?|about|en|por|durante|unos|unas)[ ]+)*{_SPAN}[ ]*\)?"
    rf"|(?<!\w){_SPAN}[ ]*[:,]?[ ]*(?=\$?\d)"
)
# Said before a schedule, and no part of it: "payments 30% down, the rest at the end".
_LABEL = re.compile(
    r"(?:payment (?:schedule|plan)|payments|pagos|plan de pagos|calendario(?: de pagos)?|forma de pago)"
    r"(?: (?:is|es|of|de))? (?=\d{1,2} ?%|half|mitad)"
)
_ALL_AT_ONCE = re.compile(
    r"(?:just )?(?:all|everything|full|100%|one payment|single payment|one invoice|paid in full|in full|todo|todo junto"
    r"|un solo pago|un pago|una sola factura|pago unico)(?: of it)?"
    r"(?: (?:at|on|upon|when|al|cuando)? ?(?:the )?(?:end|completion|done|finished|final|terminar|once|finish|acabar))?"
)
_EVEN_SPLIT = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{1,2}))?(?:/(\d{1,2}))?")


def schedule(text: str, language: Language = "en", currency: str = "USD") -> tuple[TermSaid, ...]:
    """The terms of a whole text that is a schedule and nothing else; () when it is not, or not surely."""
    raw = even(text)
    if label := _LABEL.match(fold(raw)):
        raw = raw[label.end() :]
    return said_whole(raw, language) or terms_of(lex(raw, language, currency))


def lex(raw: str, language: Language, currency: str) -> Said:
    """Words and amounts of a schedule: fractions count as percentages; list numbers and days do not count."""
    bare = _COUNTING.sub(lambda found: " " * len(found.group()), raw)
    for found in _TAKES.finditer(fold(bare)):
        bare = bare[: found.start()] + " " * len(found.group()) + bare[found.end() :]
    for found in _REST_PHRASE.finditer(fold(bare)):
        bare = bare[: found.start()] + "rest".rjust(len(found.group())) + bare[found.end() :]
    bare = _DIVIDERS.sub(lambda found: " " * len(found.group()), bare)
    said = take_apart(bare, language, currency, str)
    moments = [found.span() for found in _MIDWAY.finditer(fold(bare))]
    shares = [
        Token(one.start, one.end, one.canon, one)
        for one in fractions_in(bare)
        if not any(start <= one.start < end for start, end in moments)
    ]
    kept = [
        token for token in said.tokens if not any(token.start < one.end and one.start < token.end for one in shares)
    ]
    return Said(bare, sorted([*kept, *shares], key=lambda token: token.start))


def terms_of(said: Said) -> tuple[TermSaid, ...]:
    """As ``schedule``, from what ``lex`` gave."""
    pieces = [piece for segment in said.split(HARD_MARKS) for piece in _pieces(lettered(segment, _is_amount))]
    paired = _paired(pieces)
    terms = tuple(term for term in map(_term, paired or ()) if term is not None)
    complete = paired is not None and len(terms) == len(paired) <= _MOST_TERMS
    return terms if complete and sum(term.how == "rest" for term in terms) <= 1 else ()


def with_thirds(terms: Sequence[TermSaid], total: Decimal, digits: int = 2) -> tuple[TermSaid, ...]:
    """Thirds and sixths of a known total as fixed amounts, to the minor unit: a third of 24,000 is 8,000.00.

    Four decimals of a percent cannot say "a third". ``digits`` of the currency. All in such shares: the last takes
    the cents that are left.
    """
    settled = [_settled(term, total, digits) for term in terms]
    shares = [term for term in terms if term.how == "percent" and term.amount is not None]
    told = sum((term.amount for term in shares if term.amount is not None), Decimal(0))
    if len(shares) == len(terms) and abs(told - 100) < Decimal("0.001") and settled[-1].how == "fixed":
        settled[-1] = replace(settled[-1], how="rest", amount=None)
    return tuple(settled)


def _settled(term: TermSaid, total: Decimal, digits: int) -> TermSaid:
    if term.how != "percent" or term.amount is None:
        return term
    sixths = (term.amount * 6 / 100).quantize(Decimal(1), ROUND_HALF_UP)
    if sixths % 3 == 0 or abs(sixths * 100 / 6 - term.amount) > Decimal("0.00005"):
        return term
    return replace(term, how="fixed", amount=(total * sixths / 6).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def said_whole(raw: str, language: Language) -> tuple[TermSaid, ...]:
    """Schedules said in one breath: "all at the end", "50/50", "thirds"."""
    text = " ".join(raw.lower().rstrip(".! ").split())
    deposit, final = ("Anticipo", "Final") if language == "es" else ("Deposit", "Final")
    if _ALL_AT_ONCE.fullmatch(text):
        return (TermSaid(final, "rest"),)
    split = _EVEN_SPLIT.fullmatch(text)
    shares = [Decimal(share) for share in split.groups() if share] if split else []
    if text in {"half and half", "half half", "mitad y mitad", "mitad mitad"}:
        shares = [Decimal(50), Decimal(50)]
    if _THIRDS.fullmatch(text):
        start, middle = ("Inicio", "Mitad") if language == "es" else ("Start", "Middle")
        third = Decimal("33.3333")
        return (TermSaid(start, "percent", third), TermSaid(middle, "percent", third), TermSaid(final, "rest"))
    if sum(shares) == 100 and len(shares) == 2:
        return (TermSaid(deposit, "percent", shares[0], deposit=True), TermSaid(final, "rest"))
    return ()


def _is_share(words: Sequence[Token], index: int) -> bool:
    """Whether the word asks for what is left; "balance" counts, "final" does not."""
    return words[index].amount is None and words[index].canon in REST_WORDS


def _is_amount(words: Sequence[Token], index: int) -> bool:
    amount = words[index].amount
    if amount is None or (amount.kind == "number" and amount.value < 100 and _counted(words, index)):
        return False
    return amount.value > 0


def _counted(words: Sequence[Token], index: int) -> bool:
    return index > 0 and words[index - 1].canon.rstrip(".") in _COUNTED


def _heads(words: Sequence[Token]) -> list[int]:
    """Where amounts and "rest" stand."""
    heads = [index for index in range(len(words)) if _is_amount(words, index)]
    return sorted(heads + [index for index in range(len(words)) if _is_share(words, index) and index not in heads])


def _pieces(segment: Said) -> list[Said]:
    """At most one amount a piece: cut after each amount, or before each when the segment begins with one."""
    words = segment.words
    heads = _heads(words)
    if len(heads) < 2:
        return [segment]
    if _first_telling(words) in heads:
        cuts = [0, *heads[1:], len(words)]
    else:
        cuts = [0, *(head + 1 for head in heads[:-1]), len(words)]
    return [segment.part(start, end) for start, end in pairwise(cuts)]


def _first_telling(words: Sequence[Token]) -> int:
    return next((index for index, word in enumerate(words) if word.canon not in _EDGE_WORDS), 0)


def _paired(pieces: Sequence[Said]) -> list[tuple[Said | None, Said]] | None:
    """(the name, the piece with the amount) for each term; a name alone goes with an amount alone beside it."""
    result: list[tuple[Said | None, Said]] = []
    waiting: Said | None = None
    for piece in pieces:
        has_amount, alone = bool(_heads(piece.words)), _alone(piece)
        if not has_amount and result and result[-1][0] is None and _alone(result[-1][1]) and waiting is None:
            result[-1] = (piece, result[-1][1])
        elif not has_amount and waiting is None:
            waiting = piece
        elif has_amount and alone:
            result.append((waiting, piece))
            waiting = None
        elif has_amount and waiting is None:
            result.append((None, piece))
        else:
            return None
    return result if waiting is None else _closing(result, waiting)


def _closing(paired: list[tuple[Said | None, Said]], last: Said) -> list[tuple[Said | None, Said]] | None:
    """A last "final" without an amount takes what is left."""
    names = {token.canon for token in last.words if token.canon not in _EDGE_WORDS}
    if paired and names and names <= FINAL_WORDS | {"punch", "list", "pago", "payment"}:
        return [*paired, (last, last)]
    return None


def _alone(piece: Said) -> bool:
    heads = set(_heads(piece.words))
    return all(index in heads or word.canon in _EDGE_WORDS for index, word in enumerate(piece.words))


def _term(pair: tuple[Said | None, Said]) -> TermSaid | None:
    name, piece = pair
    heads = _heads(piece.words)
    if len(heads) > 1:
        return None
    amount = piece.words[heads[0]].amount if heads else None
    told = _name(name or piece, () if name else heads)
    if told is None and heads and amount is None:
        told = "Final"
    return _made(told, amount) if told else None


def _made(name: str, amount: Amount | None) -> TermSaid | None:
    folded = set(re.findall(r"\w+", fold(name)))
    if amount is None:
        return TermSaid(name, "rest")
    if amount.kind == "percent":
        fits = amount.value <= 100 and plain(amount.value) == plain(amount.value.quantize(Decimal("1.0000")))
        return TermSaid(name, "percent", amount.value, deposit=bool(folded & DEPOSIT_WORDS)) if fits else None
    return TermSaid(name, "fixed", amount.value, deposit=bool(folded & DEPOSIT_WORDS))


def _name(said: Said, heads: Sequence[int]) -> str | None:
    """The words of a term without its amount, and without the small words around them."""
    words = said.words
    before, after = (words[: heads[0]], words[heads[0] + 1 :]) if heads else (words, ())
    parts = [_trimmed(part) for part in (before, after)]
    names = [said.raw[part[0].start : part[-1].end].strip(" .-") for part in parts if part]
    if not names:
        return None
    first = names[0] if len(names) == 1 or _trims_to_end(parts[1]) else " ".join(names)
    lone = fold(first) in {
        "end",
        "complete",
        "completed",
        "done",
        "finished",
        "terminar",
        "acabar",
        "finalizar",
        "finish",
    }
    plain_name = "Final" if lone else _PLAIN_NAMES.get(fold(first), " ".join(first.split()))
    return plain_name[:120]


def _trims_to_end(part: Sequence[Token]) -> bool:
    return all(token.canon in FINAL_WORDS | DEPOSIT_WORDS for token in part)


def _trimmed(part: Sequence[Token]) -> Sequence[Token]:
    """Small words go from both ends, unless nothing else is there."""
    start, end = 0, len(part)
    while start < end and part[start].canon in _EDGE_WORDS:
        start += 1
    while end > start and part[end - 1].canon in _EDGE_WORDS - _COUNTED and not _is_letter_of(part, end - 1):
        end -= 1
    return part[start:end] or [token for token in part if token.canon in _KEEP_ALONE]


def _is_letter_of(part: Sequence[Token], index: int) -> bool:
    return index > 0 and len(part[index].canon) == 1 and part[index - 1].canon in _LETTERED
