"""What estimates call their columns, their totals, what is optional and what is one of several, in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bots.intents.folding import even, fold
from core.domain.terms import TaxScope

Role = Literal[
    "description",
    "item",
    "number",
    "section",
    "quantity",
    "unit",
    "unit_price",
    "amount",
    "taxable",
    "optional",
    "alternative",
]
Label = Literal["total", "subtotal", "tax", "discount"]

_HEADINGS: Mapping[Role, str] = {
    "description": """description; descripcion; desc; details; work description; description of work; scope;
        scope of work; work; task; concepto; partida; trabajo; detalle; detalles; descripcion del trabajo; line item;
        resumen; designacion; services; product/service; product or service; items; item description;
        item & description;
        item and description; description/item; task description; servicio; material; concepto/descripcion""",
    "item": "item; activity; name; item name; product; articulo; actividad; nombre; title; cost item; producto",
    "number": "no; #; item no; item #; item number; line; line #; line no; nr; num; numero; n; id; code; cost code; "
    "codigo; clave; ref; pos; wbs; sku; no de partida; s no; sl no",
    "section": """section; room; area; phase; trade; category; group; location; division; stage; cost group; space;
        seccion; cuarto; fase; etapa; oficio; categoria; grupo; zona; ubicacion; habitacion; ambiente; espacio;
        capitulo; especialidad; work area; assembly""",
    "quantity": "qty unit; qty/unit; qty/uom; qty uom; quantity/unit; cant unidad; cant/unidad; cantidad/unidad; "
    "quantity; qty; quant; cantidad; cant; cdad; count; units; hours; hrs; horas; metrado; qnty; ctd",
    "unit": "unit; uom; u/m; um; unidad; u; un; ud; und; units of measure; unit of measure; unid; measure; uni",
    "unit_price": """unit price; rate; price; unit cost; price per unit; price each; each; unit rate; cost; price/unit;
        cost per unit; precio; precio unitario; p unitario; p/u; pu; p u; precio unit; tarifa; costo unitario; costo;
        cost/unit; unit $; $/unit; valor unitario; price ea; unit cost $; coste unitario; p unit; unitario""",
    "amount": """amount; total; line total; extended; ext; extended price; ext price; extension; total price;
        total cost; total amount; importe; monto; importe total; precio total; costo total; valor; valor total;
        subtotal; sub total; sum; line amount; line amt; amt; ext cost; ext amount; ext total;
        extended total; total amt; extended amount; extended cost; total $; charge; parcial; estimated cost;
        line item total; item total; value""",
    "taxable": "tax; taxable; taxed; tax?; impuesto; gravable; iva; taxable?; gravado",
    "optional": "optional; optional?; opcional; opt",
    "alternative": "option; alternative; choice; alternativa; opcion; tier; package; paquete; nivel",
}
ROLES: Mapping[str, Role] = {
    " ".join(word.split()): role for role, words in _HEADINGS.items() for word in words.split(";")
}

_WHOLE = r"(?:(?:the|grand|project|estimate|estimated|proposal|job|contract|bid|quote|overall|final|net|base) )*"
_OF_ALL = (
    r"(?: (?:price|cost|amount|due|estimate|estimated|project|bid|quote|proposal|cost estimate|job|investment|usd))*"
)
_TOTAL = re.compile(
    rf"{_WHOLE}total{_OF_ALL}(?: \(?(?:not including|without|excluding|before) (?:options?|optional items)\)?)?"
    r"|(?:total (?:general|final|neto|(?:del )?presupuesto|del proyecto|a pagar|estimado)"
    r"|gran total|importe total|monto total|precio total|suma total|balance due|amount due|contract sum|bid price"
    r"|replacement cost value|rcv|net claim(?: (?:amount|payment))?|actual cash value|acv)"
)
_CLAIM = re.compile(
    r"(?:less|minus|menos):? prior payments?(?: made)?"
    r"|(?:(?:less|minus|menos):? )?(?:(?:(?:non-?)?recoverable|non recoverable|policy|insurance|total|applied|your"
    r"|su|el) )*(?:depreciation|deductibles?|deducible|depreciacion(?: (?:no )?recuperable)?)"
    r"(?: (?:amount|applied|withheld|del seguro|de la poliza))?"
)
_CLAIM_TOTAL = re.compile(
    r"net claim.{0,40}|(?:net )?(?:actual cash value|acv)(?: payment| claim)?|net (?:acv )?payment"
    r"|(?:pago|reclamo|neto) (?:neto|a pagar)(?: (?:del|por el) seguro)?|valor (?:real|actual) en efectivo"
)
_SUBTOTAL = re.compile(
    r"(?:sub ?-?total|section total|page total|carried forward|brought forward|total carried forward|suma y sigue"
    r"|suma|subtotal de la seccion|(?:line )?items? (?:sub)?totals?|room total|phase total)"
    r"(?::? .+)?"
)
_MAY_BE_TOTAL = re.compile(r"^(?:sub)?totals?\b.*[: ]|^totals$| totals?$")
_OF_SECTION = re.compile(
    r"(?:totals?:? (?:for |of |de |del |- ?|: ?)?(?P<after>.+)|(?P<before>.+?) ?-? ?(?:sub ?-?)?total|subtotal .+)"
)
_TAX = re.compile(
    r"(?:(?:sales|state|local|county|city|use|estimated|total)(?: and | & | |/)?)*tax(?:es)?(?: amount| rate| total)?"
    r"|(?:iva|i\.v\.a\.?|vat|gst|hst|pst|itbis|igv|impuestos?|impuesto (?:sobre|a) (?:las )?ventas?|itbms)"
)
_RATE = r"(?:[ @(]*\(?\d+(?:[.,]\d+)? ?%?\)?)?"
_ON_LABOR = re.compile(r"\b(?:labou?r|mano de obra)\b")
_ON_MATERIALS = re.compile(r"\b(?:materials?|materiales)\b")
_MEASURE = re.compile(r"[a-z ]{2,20}:\s*\d.{0,30}")
_RATE_FIRST = re.compile(r"^\d+(?:[.,]\d+)? ?% (?:de )?(?=\S)")
_DISCOUNT = re.compile(
    r"(?:less:? |menos:? )?(?:.{0,20} )?(?:discount|descuento|rebaja)s?"
    r"(?: ?(?:\(|for|on|of|de|por|para|[-:]|\d).{0,30})?|dto\.?"
)
_FIRST_PARTS = re.compile(r"\(.*?\)|[:*.]+$|^[-•*·]\s*")

_OPTIONAL_PART = re.compile(
    r"\s*[(\[]\s*(?:optional|opcional|opt\.?|option|if selected|not included in total)(?: item| upgrade)?\s*[)\]]\s*"
    r"|^\s*(?:optional|opcional)\s*[:\-–—]\s*|\s*[-–—,]\s*(?:optional|opcional)\s*$",
    re.IGNORECASE,
)
_OPTIONAL_WORD = re.compile(r"^\s*(?:optional|opcional)\s+(?=\S)|\s(?:optional|opcional)\s*$", re.IGNORECASE)
_UNTAXED_PART = re.compile(
    r"\s*[(\[]\s*(?:no (?:sales )?tax|not taxed|not taxable|non-?taxable|untaxed"
    r"|tax[- ](?:free|exempt)|exempt|without tax|sin (?:impuestos?|iva)|no lleva (?:impuestos?|iva)"
    r"|exent[oa](?: de (?:impuestos?|iva))?)\s*[)\]]\s*",
    re.IGNORECASE,
)
_OPTIONAL_SECTION = re.compile(
    r"(?:optional|opcional(?:es)?|optional (?:items|upgrades?|work|add-?ons?|extras?|scope|services)|options"
    r"|(?:partidas|trabajos|conceptos|extras|mejoras) opcionales|(?:add(?:itive)? )?alternates|upgrades \(optional\)"
    r"|add-?ons|alternativas opcionales)"
    r"(?: \(?(?:not included|not in|no incluid[oa]s?)(?: (?:in|en) (?:the |el )?total)?\)?)?"
)
_ALTERNATE = re.compile(
    r"(?:(?:add(?:itive)?|deduct(?:ive)?|bid) alternate|alternate|alt\.?|add[- ]alt\.?|alterno)\s*"
    r"(?:no\.?\s*|#\s*)?(?:[a-z]|\d{1,2})?(?:\s*[:.\-–—)]\s*|\s*$)"
)
_LETTERED = re.compile(
    r"(?P<label>(?P<family>option|opcion|choice|package|paquete|alternativa|tier|nivel)\s+#?(?:[a-z]|\d{1,2}))"
    r"(?:\s*[:.\-–—)]\s*|\s+(?=\()|\s*$)(?P<rest>.*)"
)
_LEVELS = re.compile(
    r"(?P<label>(?P<family>good|better|best|bueno|mejor|optimo|excelente|basic|basico|standard|estandar|premium|deluxe"
    r"|economy|economico))(?: (?:option|package|tier|opcion|paquete))?(?:\s*[:\-–—]\s*(?P<rest>.+)|\s*)"
)
_LEVEL_AFTER = re.compile(r"(?P<rest>.+?)\s*[(\-–—:]\s*(?P<label>good|better|best|(?:option|opcion)\s+[a-z\d])\s*\)?")
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class AlternativeSaid:
    """``family`` groups what can be chosen among: "option", or "level" for good, better and best."""

    family: str
    label: str
    rest: str


def role_of(heading: str) -> Role | None:
    """What a column of this heading holds; None for a heading that is not known."""
    if len(heading) > _LONGEST_HEADING or any(char.isdigit() for char in heading):
        return None
    said = _plain(heading)
    return ROLES.get(said) or ROLES.get(said.replace(".", "")) or _named_twice(said)


def _named_twice(said: str) -> Role | None:
    """Of "Title / Description" both say what the work is."""
    parts = [ROLES.get(part.strip()) for part in re.split(r"/|&| and | y ", said)]
    return "description" if len(parts) == 2 and set(parts) <= {"item", "description"} else None


def _plain(text: str) -> str:
    folded = re.sub(r"\((?:usd|\$|us\$|eur|€|mxn|cad)\)|[*:]|\$(?=\s*$)|(?<=\w) (?:usd|us\$)$", " ", fold(even(text)))
    return " ".join(folded.replace(". ", " ").rstrip(". ").split())


def label_of(text: str, section: str) -> Label | None:
    """What a row that begins so sums up; None for a row that is work. ``section``: the one it stands in."""
    said = " ".join(_FIRST_PARTS.sub("", fold(even(text))).split()).rstrip(":*. ")
    bare = _bare(text)
    if _TOTAL.fullmatch(bare) or _CLAIM_TOTAL.fullmatch(bare):
        return "total"
    if _TAX.fullmatch(bare):
        return "tax"
    if _SUBTOTAL.fullmatch(said) or _is_total_of(said, fold(even(section))):
        return "subtotal"
    return "discount" if _DISCOUNT.fullmatch(bare) else None


def _is_total_of(said: str, section: str) -> bool:
    found = _OF_SECTION.fullmatch(said)
    name = (found["after"] or found["before"] or "") if found else ""
    return bool(name and section) and name.strip(" -:") in {section, section.split(":", maxsplit=1)[0]}


def _bare(text: str) -> str:
    said = " ".join(_FIRST_PARTS.sub("", fold(even(text))).split()).rstrip(":*. ")
    return _RATE_FIRST.sub("", re.sub(rf"{_RATE}$", "", said)).strip() if said else said


def is_of_claim(text: str) -> bool:
    """What an insurer takes off a claim: no work, and no price of any."""
    return bool(_CLAIM.fullmatch(_bare(text)))


def is_claim_total(text: str) -> bool:
    """What an insurer pays."""
    return bool(_CLAIM_TOTAL.fullmatch(_bare(text)))


def may_be_total(text: str) -> bool:
    """Whether a row may sum up others, though of what is not clear."""
    return bool(_MAY_BE_TOTAL.search(fold(even(text)).rstrip(": ")))


def scope_of(text: str) -> TaxScope:
    """What a row of tax says that it is on: "Tax (8.5% on materials)"."""
    said = fold(even(text))
    labor, materials = bool(_ON_LABOR.search(said)), bool(_ON_MATERIALS.search(said))
    return "all" if labor == materials else "labor" if labor else "materials"


def is_measure(text: str) -> bool:
    """Such as "Height: 8'" below the name of a room."""
    return bool(_MEASURE.fullmatch(fold(even(text))))


def without_optional(text: str) -> tuple[str, bool]:
    """(the words without the mark, whether they say that it is optional)."""
    found = _OPTIONAL_PART.search(text)
    return (_OPTIONAL_PART.sub(" ", text, count=1).strip(" -–—:"), True) if found else (text, False)


def line_without_optional(text: str) -> tuple[str, bool]:
    """As ``without_optional``, and a line may also just begin or end with the word."""
    words, said = without_optional(text)
    bare = _OPTIONAL_WORD.sub("", text, count=1).strip(" -–—:,")
    return (words, said) if said or bare == text or not bare else (bare, True)


def without_untaxed(text: str) -> tuple[str, bool]:
    """(the words without the mark, whether they say that it bears no tax): "permit fee (no tax)"."""
    bare = _UNTAXED_PART.sub(" ", text, count=1).strip(" -–—:,")
    return (bare, True) if bare and _UNTAXED_PART.search(text) else (text, False)


def is_optional_section(text: str) -> bool:
    return bool(_OPTIONAL_SECTION.fullmatch(fold(even(text)).rstrip(": ")))


def is_alternate(text: str) -> bool:
    """The trade's "add alternate": priced apart from the base bid, each taken or left by itself."""
    return bool(_ALTERNATE.match(fold(even(text))))


def alternative_of(text: str) -> AlternativeSaid | None:
    """Of "Option A: quartz", "Better - tile", "Countertop (Option B)"."""
    said = even(text)
    folded = fold(said)
    for pattern in (_LETTERED, _LEVELS, _LEVEL_AFTER):
        if found := pattern.fullmatch(folded.rstrip(":")):
            label = said[slice(*found.span("label"))]
            rest = said[slice(*found.span("rest"))] if found["rest"] else ""
            lettered = pattern is _LETTERED or " " in label
            return AlternativeSaid("option" if lettered else "level", label, rest.strip())
    return None
