"""A fee for paying by credit card: "card fee 2%", "pass the card fee on to clients", "no card fee", "card fee?",
"card fee for Dana". Names are as said.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.intents.folding import fold
from bots.intents.turn import Turn

LONGEST = 120
_CARD = r"(?:(?:credit[ -]?)?cards?|ccs?|tarjetas?(?: de credito)?)"
_PAYING = (
    rf"(?:(?:the |my |his |her |their |las? |los )?(?:(?:pay(?:ing|ments?)?|pagar|pagos?|quien paga|los que paguen)"
    rf" (?:by|with|con|por|de) )?(?:a |una |la |las )?{_CARD}(?: payments?)?)"
)
_NAME = r"(?:fees?|surcharges?|charges?|costs?)"
_FEE = (
    rf"(?:(?:the |a |an |my |any |our )?{_CARD}(?: payment| processing)? {_NAME}"
    rf"|(?:the |a |any |my )?{_NAME} (?:for|on) {_PAYING}"
    r"|(?:the |a |any |my )?(?:surcharges?|(?:card |payment )?processing fees?)"
    rf"|(?:el |un |los |la |las |mi )?(?:re)?(?:cargos?|comision(?:es)?|costos?)(?: extra| adicional)?"
    rf" (?:por|de|con|a) {_PAYING})"
)
_RATE = r"(?:el |un |del |of |de )?(?P<{}>\d{{1,2}}(?:[.,]\d{{1,2}})?) ?(?:%|percent|por ciento)"
_TO = (
    r"(?:(?:on )?(?:to|on|onto) (?:the |my |our |all )?(?:clients?|customers?|homeowners?)"
    r"|(?:al |a la |a los |a las |a mis |a )clientes?)"
)
_WHO = r"(?:(?:the |my |our )?(?:clients?|customers?) |(?:al |a los |a mis )?clientes? |them |les )?"
_LEAD = (
    r"(?:please |por favor |i want to |i would like to |can (?:i|you|we) |could (?:i|you|we) |quiero |puedo |puedes |"
    r"podemos )*"
)
_DO = r"(?:set|add|charge|use|have|put|make|pon|ponle|cobra|cobrar|cobrale|agrega|agregar|suma|sumar|usa)"
_OF = r"(?: (?:for|on|of|para|de|a|al|en) (?P<{}>(?!(?:all|my|every|los|mis|todos)\b)[^%]+?)(?: job)?)?"
_SET = re.compile(
    rf"{_LEAD}(?:{_DO} )?{_WHO}{_FEE}(?: (?:is|to|at|es|a|al|en))?:? ?{_RATE.format('fee')}{_OF.format('fee_about')}"
    rf"|{_LEAD}(?:{_DO} )?{_WHO}(?:an? )?{_RATE.format('rate')} (?:more |extra |mas )?"
    r"(?:for|on|if|when|por|en|a|con|de|si|cuando) (?:they |it is |se )?(?:pay |paid |use |paga |pagan |usan )?"
    rf"(?:by |with |con )?{_PAYING}"
    rf"|{_LEAD}surcharge {_PAYING} {_RATE.format('charged')}"
    rf"|{_FEE}(?: (?:is|to|at|es|a|al))? (?P<bare>[0-4](?:[.,]\d{{1,2}})?)"
    rf"|{_LEAD}(?:{_DO} )?(?:an? |un )?{_RATE.format('first')} {_FEE}{_OF.format('first_about')}"
    rf"|{_LEAD}(?:pass|pasa|pasar) {_RATE.format('passed')} (?:of )?(?:{_FEE} )?{_TO}"
    rf"(?: (?:who|that) pays? by {_CARD})?"
)
_WISH = re.compile(
    rf"{_LEAD}(?:pass|pasa|pasale|pasar|cobra|cobrale|cobrar|charge|carga) {_FEE} {_TO}"
    rf"|{_LEAD}(?:pass|charge) {_TO} {_FEE}|{_LEAD}charge (?:the |my |our )?(?:clients?|customers?) {_FEE}"
    rf"|{_LEAD}(?:(?:make|have|let) )?(?:the |my )?(?:clients?|customers?) pay {_FEE}"
    rf"|{_LEAD}(?:que )?(?:el cliente pague|los clientes paguen|el cliente paga) {_FEE}"
    rf"|{_LEAD}(?:{_DO}|pass on) {_FEE}|{_LEAD}charge (?:more |extra )?for {_PAYING}"
    rf"|{_LEAD}(?:cobra|cobrar) (?:extra|mas) por {_PAYING}"
)
_OFF = re.compile(
    rf"(?:please |por favor )*(?:no|no more|without|stop|remove|turn off|drop|cancel|sin|quita|quitar|ya no|no mas)"
    rf"(?: charging| adding| passing on| cobrar| cobres)? {_FEE}{_OF.format('off_about')}"
    rf"|(?:please )?(?:do not|dont|stop|no|ya no) (?:charge|charging|add|cobres|cobrar|cobra)"
    rf"(?: (?:clients|them|more|extra|nothing|anything|nada|mas))* (?:for|por|{_RATE.format('off_rate')} (?:for|por))"
    rf" {_PAYING}"
    rf"|(?:please )?(?:turn |take |switch )?{_FEE} (?:off|none|no)"
)
_SHOW = re.compile(
    rf"(?:what|which|how much|que|cual|cuanto)(?: is| are| s|s| es| son| de| about| cobro de)? {_FEE}"
    rf"(?: (?:do (?:i|we) (?:charge|have)|is there|hay|tengo|cobro|cobramos))?{_OF.format('which_about')}"
    rf"|(?:what|how much) (?:do|am|are) (?:i|we) (?:charge|charging|add|adding) (?:clients )?(?:for|on) {_PAYING}"
    rf"|cuanto (?:les )?(?:cobro|cobramos|se cobra|cobras|pagan) (?:de mas )?(?:por|con) {_PAYING}"
    rf"|(?:is there |is |do (?:i|we|you) (?:have|charge|add) |show |show me |hay |tengo |cobro |cobramos )?{_FEE}"
    rf"(?: (?:setting|rate|rule|allowed|legal|ok))?{_OF.format('show_about')}"
    rf"|(?:who|quien) (?:pays|paga) {_FEE}|does (?P<does_about>.+?)(?: job)? (?:have|get|bear) {_FEE}"
)
_PLEASE = re.compile(r",? (?:please|por favor)$")
What = Literal["set", "wish", "off", "show"]
_KINDS: tuple[tuple[What, re.Pattern[str]], ...] = (("off", _OFF), ("set", _SET), ("wish", _WISH), ("show", _SHOW))


@dataclass(frozen=True, slots=True)
class CardFeeSaid:
    """``percent`` of what is paid. "wish": without saying how much. ``about``: a client or a job."""

    what: What
    percent: Decimal | None = None
    about: str | None = None


def card_fee(turn: Turn) -> CardFeeSaid | None:
    """The whole message."""
    if turn.hints.caption or len(turn.raw) > LONGEST:
        return None
    said = " ".join(fold(turn.raw).replace("'", "").replace("’", "").split()).strip(" .!?¿¡")
    said = _PLEASE.sub("", said)
    for what, pattern in _KINDS:
        if found := pattern.fullmatch(said):
            told = {name: value for name, value in found.groupdict().items() if value}
            about = next((value for name, value in told.items() if name.endswith("about")), None)
            rate = next((value for name, value in told.items() if not name.endswith("about")), None)
            percent = Decimal(rate.replace(",", ".")) if rate and what == "set" else None
            return CardFeeSaid(what, percent, about)
    return None
