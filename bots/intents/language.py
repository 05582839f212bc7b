"""Which language somebody writes in, from the small words; None when it cannot be told."""

import re
from functools import cache

from bots.intents.folding import even, fold, words_of
from bots.intents.grammar import vocabulary
from core.domain.account import Language

_EN = words_of(
    """the a an and of for with is are was were it its this that these those my your our we you he she they them
    him her what when where who why how can could would should will do does did done has have had not yet from
    by at to on in please thanks hi hello yes need want job new add tell move finished paid pay owes owe invoice
    bill check cash start tax due half rest bathroom kitchen floor roof cabinets also just all there here today
    tomorrow monday tuesday wednesday thursday friday looks good money still been about got get said says told
    think thinks make made work crew guys sub subs man boss wife more less much many some any"""
)
_ES = words_of(
    """el la los las un una unos unas y de del para por con es son era esta estan estas estos este ese esa esos
    esas mi tu su nuestro nosotros que cuando donde quien como puedes puede quiero necesito ya listo lista
    terminado terminada hola gracias si trabajo obra nuevo nueva agrega dile mueve pago pagaron debe deben
    factura cobra cheque efectivo inicio impuesto vence mitad resto bano cocina piso techo gabinetes tambien
    todo aqui hoy manana lunes martes miercoles jueves viernes bien dinero todavia aun al se lo le les nos fotos
    sin mas muy pero porque sobre desde hasta cliente calle somos soy empresa mil pesos dias esto eso dijo dice
    dicen creo nada mucho poco plomero gente"""
)
_BOTH = words_of("a no me he do final total demo material son has do use")
_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _telling() -> dict[Language, frozenset[str]]:
    """Words that only one of the languages has."""
    tables = vocabulary()
    en, es = tables["en"] | _EN, tables["es"] | _ES
    return {"en": en - es - _BOTH, "es": es - en - _BOTH}


def is_common(word: str) -> bool:
    """An everyday word (folded), and so nobody's name."""
    return word in _EN or word in _ES or word in _BOTH or any(word in words for words in vocabulary().values())


def language_of(text: str) -> Language | None:
    """The language with more telling words; Spanish letters count as words do."""
    said = even(text)[:2000]
    words = _LETTERS.findall(fold(said).replace("'", ""))
    telling = _telling()
    en = sum(word in telling["en"] for word in words)
    es = sum(word in telling["es"] for word in words) + sum(char in "¿¡ñÑáéíóúÁÉÍÓÚ" for char in said)
    if en == es:
        return None
    return "en" if en > es else "es"
