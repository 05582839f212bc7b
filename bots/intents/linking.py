"""Who may write to us and from where: the crew, a client's chat, one's own other addresses."""

import re
from collections.abc import Iterator

from bots.intents.folding import fold
from bots.intents.meant import Intent
from bots.intents.names import match
from bots.intents.reach import (
    AddAddress,
    AddressesAsked,
    CrewAsked,
    InviteCrew,
    LinkClient,
    RemoveAddress,
    RemoveCrew,
)
from bots.intents.turn import Turn

_NAME = r"(?P<name>[^\d@+,:;?!]{1,60}?)(?: ?[+(]?\d[\d ().-]{5,20})?"  # a number that comes along is not needed
_CREW = r"(?:crew|team|squad|workers|equipo|cuadrilla|plantilla)"
_WORKER = (
    r"(?:crew ?member|crew|team ?member|teammate|worker|laborer|employee|guy|trabajador|trabajadora|ayudante|empleado"
    r"|empleada|companero|companera|miembro)"
)
_MANAGER = (
    r"(?:(?:(?:project|projects|site|job|jobsite|construction) )?manager|pm|jef[ea] de (?:obras?|proyectos?)"
    r"|(?:gerente|administradora?|directora?|coordinadora?)(?: de (?:obras?|proyectos?))?|encargad[oa] de (?:la )?obra)"
)
_ROAD = (
    r"(?:telegram|whats ?app|slack|sms|texts?|text messages|phone|cell ?phone|cell|mobile|number|e-?mail|chat|app"
    r"|account|address|telefono|celular|movil|numero|correo|cuenta|direccion|mensajes)"
)
_MORE = r"(?: (?:number|account|phone|chat|address|app|too|as well|tambien))*"
_INVITE = r"(?:invite|invita|invitar)(?: al?)?"
_TIE = r"(?:link|connect|vincula|vincular|conecta|conectar|enlaza|enlazar)(?: with| al?)?"
_ADD = rf"(?:{_INVITE}|{_TIE}|(?:add|put|get|bring|agrega|agregar|anade|anadir|suma|mete|pon)(?: al?)?)"
_MINE = (
    r"(?:my(?: (?:other|second|new|own))?|another|a (?:second|new|different)|mi(?: (?:otro|otra|segundo|nuevo))?"
    r"|otro|otra|un nuevo)"
)
_OUT = (
    r"(?:remove|unlink|delete|drop|disconnect|forget|take|kick|quita|quitar|saca|sacar|elimina|eliminar|borra|borrar"
    r"|desvincula|desvincular|desconecta)(?: al?)?"
)
_OUR = r"(?:(?:my|the|our|mi|la|el|nuestro|nuestra) )?"
_TO = rf"(?:to|on|onto|in|into|for|al|a|en) {_OUR}"
_SOMEBODY = rf"(?:someone|somebody|people|alguien|a {_WORKER}|{_OUR}{_CREW}|{_WORKER})"
_NEW = r"(?:a |my |the |un |una |mi )?(?:new |nuevo |nueva )?"
_CLIENT = r"(?:client|cliente|clienta)"

_NUMBER = r"(?:[ ,:]+\+?\(?\d[\d ().-]{6,})?"
# "Pat to the team +1 628 555 0112": a number, and what for, are no part of a name.
_BEHIND_NAME = re.compile(rf"(?:,? {_TO}{_CREW})?{_NUMBER}$", re.IGNORECASE)
# "as project manager", "como jefe de obra": what somebody is to be, at the end or before their number.
_AS_ROLE = re.compile(
    rf"[ ,]+(?:as|como|to be|para ser|de) (?:an? |the |my |our |un |una |el |la |mi |nuestro |nuestra )?"
    rf"(?P<role>[^\W\d][^\d,:;?!+]{{1,40}}?)(?= ?{_NUMBER}$)"
)

# Tried in this order, whole.
_CREW_INVITED = tuple(
    map(
        re.compile,
        (
            rf"{_ADD} {_SOMEBODY}(?: {_TO}{_CREW})?",
            rf"{_ADD} {_NAME} {_TO}{_CREW}",
            rf"(?:new|nuevo|nueva) {_WORKER}(?: del equipo)?:? {_NAME}",
            rf"{_ADD} {_NEW}{_WORKER}(?: called| named| llamad[oa])?:? {_NAME}",
        ),
    )
)
_MANAGER_INVITED = tuple(
    map(
        re.compile,
        (
            rf"{_ADD} {_NEW}{_MANAGER}",
            rf"(?:{_ADD} {_NEW}|(?:new|nuevo|nueva) ){_MANAGER}(?: called| named| llamad[oa])?:? {_NAME}",
            rf"{_ADD} {_NAME}, {_NEW}{_MANAGER}{_NUMBER}",
        ),
    )
)
_CREW_OUT = re.compile(rf"{_OUT} {_NAME} (?:from|off|out of|de|del) {_OUR}{_CREW}")
_CREW_ASKED = re.compile(
    rf"(?:show |list |ver |muestra )?(?:me )?(?:my|the|our|mi|la|el) {_CREW}"
    rf"|(?:who(?: is|s|'s)|quien(?:es)? esta(?:n)?) (?:on|in|en) {_OUR}{_CREW}"
)
_OWN_ADDED = re.compile(rf"{_ADD} {_MINE} (?P<road>{_ROAD}){_MORE}")
_OWN_ASKED = re.compile(
    r"(?:show |list |what are |ver |muestra |cuales son )?(?:me )?(?:all )?(?:my|mis)(?: linked| vinculad[oa]s)? "
    r"(?:addresses|numbers|phones|phone numbers|accounts|chats|direcciones|numeros|telefonos|cuentas)"
)
_OWN_OUT = re.compile(
    rf"{_OUT} (?:(?:my|mi|the|el|la)(?: old| other| viejo| otro)? )?"
    rf"(?P<which>\+?\(?\d[\d ().-]{{6,20}}|{_ROAD}|[^\s@]{{1,64}}@[^\s@]{{1,80}}){_MORE}"
)
_CLIENT_LINKED = tuple(
    map(re.compile, (rf"(?:{_TIE}|{_INVITE}) (?:my |the |mi |el |la )?{_CLIENT} {_NAME}", rf"{_TIE} {_NAME}"))
)
_INVITED = re.compile(rf"{_INVITE} {_NAME}")
_ADDED = re.compile(rf"(?:add|agrega|agregar|anade|anadir)(?: al?)? {_NAME}")
_MOST_WORDS = 4


def linked(turn: Turn) -> Intent | None:
    """Whole messages only: a link that is merely spoken of changes nothing."""
    return next((intent for text in _texts(turn) if (intent := _read(text, turn))), None)


def _texts(turn: Turn) -> Iterator[str]:
    for said in (turn.said, turn.core):
        yield said.quoted.strip(" .!?")


def _read(text: str, turn: Turn) -> Intent | None:
    folded = fold(text)
    return _in_a_role(text, folded) or _own(text, folded) or _crew(text, folded) or _client(text, folded, turn)


def _in_a_role(text: str, folded: str) -> Intent | None:
    """Invited as something: what that is decides what they may do, so no part of it is guessed."""
    if invited := next(filter(None, (one.fullmatch(folded) for one in _MANAGER_INVITED)), None):
        return InviteCrew(_name(text, invited), "project_manager")
    told = _AS_ROLE.search(folded)
    if told is None or len(text) != len(folded):
        return None
    rest = text[: told.start()]
    invited = next(filter(None, (one.fullmatch(fold(rest)) for one in (*_CREW_INVITED, _INVITED, _ADDED))), None)
    if invited is None:
        return None
    said = text[slice(*told.span("role"))].strip(" .,")
    if re.fullmatch(_MANAGER, told["role"].strip()):
        return InviteCrew(_name(rest, invited), "project_manager")
    if re.fullmatch(rf"(?:{_WORKER}|{_CREW})", told["role"].strip()):
        return InviteCrew(_name(rest, invited))
    return InviteCrew(_name(rest, invited), "", said) if told[0].strip(" ,").startswith(("as ", "como ")) else None


def _own(text: str, folded: str) -> Intent | None:
    if found := _OWN_ADDED.fullmatch(folded):
        return AddAddress(found["road"])
    if _OWN_ASKED.fullmatch(folded):
        return AddressesAsked()
    if found := _OWN_OUT.fullmatch(folded):
        return RemoveAddress(text[slice(*found.span("which"))].strip())
    return None


def _crew(text: str, folded: str) -> Intent | None:
    if _CREW_ASKED.fullmatch(folded):
        return CrewAsked()
    if found := _CREW_OUT.fullmatch(folded):
        name = _name(text, found)
        return RemoveCrew(name) if name else None
    invited = next(filter(None, (one.fullmatch(folded) for one in _CREW_INVITED)), None)
    return InviteCrew(_name(text, invited)) if invited else None


def _client(text: str, folded: str, turn: Turn) -> Intent | None:
    """A name that no client has is perhaps the crew's, but only when they are invited."""
    names = turn.hints.client_names + turn.hints.project_names
    if told := next(filter(None, (one.fullmatch(folded) for one in _CLIENT_LINKED)), None):
        name = _name(text, told)
        return LinkClient(name) if name else None
    found = _INVITED.fullmatch(folded)
    name = _name(text, found) if found else None
    if name is None:
        return None
    return LinkClient(name) if match(name, names).best is not None else InviteCrew(name)


def _name(text: str, found: re.Match[str]) -> str | None:
    if "name" not in found.re.groupindex:
        return None
    name = _BEHIND_NAME.sub("", text[slice(*found.span("name"))]).strip(" .,'")
    return name if name and len(name.split()) <= _MOST_WORDS else None
