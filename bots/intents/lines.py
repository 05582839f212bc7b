"""Changes to what is billed: "add 350 dumpster to demo", "add 2 dumpsters at 175 each", "remove the dumpster"."""

from collections.abc import Sequence
from decimal import Decimal

from rapidfuzz.distance import OSA

from bots.intents.folding import fold, words_of
from bots.intents.intent import AddLine, RemoveLine
from bots.intents.names import match
from bots.intents.said import Said, Token
from bots.intents.trades import TRADE_WORDS

_ADD = words_of(
    """add ad put adding plus extra charge agrega agregar agregale anade anadir anadele suma sumale ponle pon mete
    cobrale"""
)
_CREDIT = words_of("credit discount deduct descuento descuenta descuentale rebaja rebajale")
_DISCOUNT = words_of("discount descuento rebaja")
_REMOVE = (
    (3, frozenset({"get rid of"})),
    (2, frozenset({"take off", "take out", "take away"})),
    (1, words_of("remove delete drop erase quita quitar quitale borra borrar elimina eliminar saca sacar")),
)
_TO = words_of("to onto under in on into for a al en para pa")
_FROM = words_of("from off on in of de del en")
_CLEAR = words_of("to onto under from a al")
_EDGES = words_of("the a an for of to on and some un una el la los las de del por para y unos unas it line item")
_EACH = words_of("at x @ each c/u cada por ea per apiece")
# After a small number: how much of it there is, which is a part of the words, not a price.
_UNITS = words_of(
    """day days week weeks wk wks month months hour hours hr hrs dia dias semana semanas mes meses hora horas
    sqft ft feet foot yard yards pie pies metro metros m2"""
)
_MOST_UNITS = 1000
_NOT_LINES = words_of(
    """photo photos picture pictures pic pics video videos proof proofs image images everything all job project client
    invoice milestone account tax foto fotos imagen imagenes todo trabajo obra proyecto cliente factura etapa impuesto
    impuestos phone number email draft note notes nota notas code codigo reminder recordatorio"""
)


def add_line(said: Said, milestones: Sequence[str], currency: str) -> AddLine | None:
    """The line to add, or None when its price or its words are missing or could mean two things."""
    words = said.words
    if len(words) < 3 or said.is_question or words[0].canon not in _ADD | _CREDIT or len(words) > 40:
        return None
    sign = -1 if words[0].canon in _CREDIT or set(_canons(words)) & _DISCOUNT else 1
    price, quantity, rest = _priced(words[1:])
    if price is None or price.amount is None or price.amount.currency not in {None, currency}:
        return None
    description, milestone = _described(said, rest, milestones)
    if not description or price.amount.value <= 0 or set(_canons(rest)) & _NOT_LINES:
        return None
    return AddLine(description, sign * price.amount.value, quantity, milestone)


def remove_line(said: Said, milestones: Sequence[str]) -> RemoveLine | None:
    """The words of the line to take away; photos, jobs and invoices are not lines."""
    words = said.words
    opening = next((count for count, verbs in _REMOVE if " ".join(_canons(words[:count])) in verbs), 0)
    rest = words[opening:]
    if not opening or not rest or said.is_question or len(words) > 14:
        return None
    place = _place(said, rest, _FROM, milestones)
    milestone = _quote(said, _trim(rest[place + 1 :])) if place is not None else None
    told = _trim(rest[:place] if place is not None else rest)
    if not told or set(_canons(told)) & _NOT_LINES:
        return None
    return RemoveLine(_quote(said, told), milestone)


def _priced(words: Sequence[Token]) -> tuple[Token | None, Decimal, list[Token]]:
    """The price of one, how many, and the other words. Two bare numbers without "at" or "each" are no price."""
    numbers = [word for word in words if word.amount is not None and word.amount.kind != "percent"]
    if len(numbers) != len([word for word in words if word.amount is not None]) or not 1 <= len(numbers) <= 2:
        return None, Decimal(1), []
    if len(numbers) == 1:
        return numbers[0], Decimal(1), [word for word in words if word is not numbers[0]]
    first, second = numbers
    if (read := _each(words, first, second)) is not None:
        return read
    prices = [one for one in numbers if not _measures(words, one)]
    if len(prices) == 1:
        return prices[0], Decimal(1), [word for word in words if word is not prices[0]]
    return None, Decimal(1), []


def _measures(words: Sequence[Token], number: Token) -> bool:
    """Whether it says how much of something: "2 days", "200 sqft"."""
    place, amount = words.index(number), number.amount
    small = amount is not None and amount.kind == "number" and amount.value < _MOST_UNITS
    return small and place + 1 < len(words) and words[place + 1].canon in _UNITS


def _each(words: Sequence[Token], first: Token, second: Token) -> tuple[Token, Decimal, list[Token]] | None:
    """Two numbers of which one is how many, or for how much: "2 dumpsters at 175 each", "350 for 2 dumpsters"."""
    place = words.index(second)
    each = words[place - 1].canon in _EACH - {"por"} or bool(set(_canons(words[place + 1 : place + 3])) & _EACH)
    if each and first.amount is not None and first.amount.kind == "number" and first is words[0]:
        rest = [
            word
            for word in words
            if word not in {first, second} and word.canon not in _EACH | words_of("uno una unidad hr hour hora")
        ]
        return second, first.amount.value, rest
    for_all = words[place - 1].canon in {"for", "por", "de"}
    one_price = first if first is words[0] and for_all and place > 1 else None
    if one_price is first and place == 2:
        return first, Decimal(1), [word for word in words if word is not first]
    if for_all and first is words[0] and not _measures(words, second):
        return second, Decimal(1), [word for word in words if word is not second]
    return None


def _described(said: Said, rest: Sequence[Token], milestones: Sequence[str]) -> tuple[str, str | None]:
    place = _place(said, rest, _TO, milestones)
    if place is None:
        return _quote(said, _trim(rest)), None
    return _quote(said, _trim(rest[:place])), _quote(said, _trim(rest[place + 1 :]))


def _place(said: Said, words: Sequence[Token], prepositions: frozenset[str], milestones: Sequence[str]) -> int | None:
    """Where "to <milestone>" begins. Without known milestones only a clear last "to" counts."""
    places = [index for index, word in enumerate(words) if word.canon in prepositions and 0 < index < len(words) - 1]
    if milestones:
        named = [one for one in places if match(_quote(said, words[one + 1 :]), milestones).candidates]
        clear = [one for one in places if words[one].canon in _CLEAR]
        trades = [one for one in clear if set(_canons(words[one + 1 :])) <= TRADE_WORDS]
        slips = [one for one in clear if _slipped(words[one + 1 :], milestones)]
        return next(iter([*named, *trades, *slips]), None)
    clear = [one for one in places if words[one].canon in _CLEAR and len(words) - one <= 4]
    return clear[-1] if clear else None


def _slipped(words: Sequence[Token], milestones: Sequence[str]) -> bool:
    """Whether it may be a part's name less a letter ("dmo"): too little to take it for that, enough to ask."""
    if len(words) != 1 or len(words[0].canon) < 3:
        return False
    said = words[0].canon
    names = [name for milestone in milestones for name in fold(milestone).split() if name[:1] == said[:1]]
    return any(len(name) == len(said) + 1 and OSA.distance(said, name) == 1 for name in names)


def _trim(words: Sequence[Token]) -> Sequence[Token]:
    start, end = 0, len(words)
    while start < end and words[start].canon in _EDGES:
        start += 1
    while end > start and words[end - 1].canon in _EDGES:
        end -= 1
    return words[start:end]


def _canons(words: Sequence[Token]) -> list[str]:
    return [word.canon for word in words]


def _quote(said: Said, words: Sequence[Token]) -> str:
    """As typed; where a number stood between, without it."""
    if not words:
        return ""
    kept = {token.start for token in words}
    inside = [token for token in said.words if words[0].start <= token.start <= words[-1].start]
    if all(token.start in kept for token in inside):
        return said.raw[words[0].start : words[-1].end]
    return " ".join(said.raw[token.start : token.end] for token in words)
