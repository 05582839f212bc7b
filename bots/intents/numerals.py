"""Numbers in words, English and Spanish, as dictation writes them."""

from collections.abc import Sequence

_EN_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
_EN_UNITS += ["seventeen", "eighteen", "nineteen"]
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ES_UNITS = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
]
_ES_UNITS += [
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
]
_ES_UNITS += ["veintiseis", "veintisiete", "veintiocho", "veintinueve"]
_ES_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_ES_HUNDREDS = [
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]

# word -> (value, the power of ten below which what follows must stay); "four five" is no number.
_SMALL: dict[str, tuple[int, int]] = {word: (value, 1) for value, word in enumerate(_EN_UNITS) if value}
_SMALL |= {word: (value, 1) for value, word in enumerate(_ES_UNITS) if value}
_SMALL |= {word: ((index + 2) * 10, 10) for index, word in enumerate(_EN_TENS)}
_SMALL |= {word: ((index + 3) * 10, 10) for index, word in enumerate(_ES_TENS)}
_SMALL |= {word: ((index + 2) * 100, 100) for index, word in enumerate(_ES_HUNDREDS)}
_SMALL |= {"veintiun": (21, 1), "un": (1, 1), "a": (1, 1), "cien": (100, 1), "ciento": (100, 100)}
# What a quantity of pieces may be in one word: from two to twelve.
SMALL_COUNTS = (*_EN_UNITS[2:13], *_ES_UNITS[2:13])
_THOUSAND = {"thousand", "mil", "grand"}
_JOINERS = {"and", "y"}
# Words that are numbers only beside other numbers: "a photo", "un gabinete", "once" is English too.
_LONELY = {"a", "un", "uno", "one", "once"}


def number_in_words(words: Sequence[str]) -> tuple[int, int]:
    """How many of the first words are one number, and which. (0, 0) when the first is no number."""
    total = current = taken = 0
    room = 1000
    for index, word in enumerate(words):
        if word in _JOINERS and current + total and _goes_on(words[index + 1 :], room, current):
            continue
        if word == "a" and words[index + 1 : index + 2] not in (["hundred"], ["thousand"], ["grand"]):
            break  # "five hundred a month" is no 501
        if word in _SMALL and _SMALL[word][0] < room:
            value, room = _SMALL[word]
            current += value
        elif word == "hundred" and 0 < current < 100:
            current, room = current * 100, 100
        elif word in _THOUSAND and total == 0 and (current or word == "mil"):
            total, current, room = (current or 1) * 1000, 0, 1000
        else:
            break
        taken = index + 1
    if taken == 1 and words[0] in _LONELY:
        return 0, 0
    return taken, total + current


def _goes_on(after: Sequence[str], room: int, current: int) -> bool:
    """Whether a joiner is inside the number: "treinta y cinco", "two hundred and fifty"."""
    if not after or after[0] in _LONELY - {"uno", "un", "one"}:
        return False
    small = _SMALL.get(after[0], (0, 0))[0]
    return 0 < small < room and (current > 0 or small < 1000)
