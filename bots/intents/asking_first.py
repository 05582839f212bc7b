"""Words at the end that say that the client is to decide: "client asked", "ask Dana first", "que lo apruebe Dana"."""

import re

_WHO = r"(?:(?:the|la|el) )?(?:client|clienta|cliente|owner|homeowner|customer|duen[ao]|she|he|they|ella|ellos|{name})"
_NAME = r"(?P<who>[a-z]+(?: [a-z]+)?)"
_SAID_SO = re.compile(
    r"[ ,.;(-]+(?:because |since |as |que |porque )?(?:"
    + _WHO.format(name=_NAME)
    + r"(?: l[oa]s?)? (?:asked|asks|requested|wants|wanted|ordered|says|pidio|quiere|quiso|pide)"
    r"(?: (?:for )?(?:it|this|that|them|eso|esto))?"
    r"|(?:lo|la|los|las) (?:pidio|quiere|quiso|pidieron|quieren)"
    r"(?: (?:el|la|los) (?:cliente|clienta|duen[ao]|senora?|duenos)| ell[ao]s?| (?P<quien>[a-z]+(?: [a-z]+)?))?"
    r"|(?:asked|requested|ordered) by (?:the )?(?:client|owner|homeowner|customer|her|him|them)"
    r"|(?:at|by|on|per) (?:the )?(?:client|owner|homeowner|customer)(?:s|'s)? request"
    r"|(?:a|por) (?:pedido|peticion|solicitud) (?:del|de la) (?:client[ea]|duen[ao])"
    r"|(?:please )?ask (?:the client|the owner|her|him|them)(?: first| to approve| about it)?"
    r"|(?:needs?|for|with|pending) (?:client |her |his |their |the clients |the client's )?approval"
    r"|pregunta(?:le)?(?: primero)?(?: al cliente| a la clienta)?(?: primero)?"
    r"|con (?:su )?(?:aprobacion|visto bueno)(?: del cliente| de la clienta)?"
    r")[ .!)]*$"
)
# Whoever is to be asked first: showing it to the client costs nothing, adding it unasked would.
_WHOM = r"[a-z]+(?: [a-z]+)?"
_CHECK_FIRST = re.compile(
    r"[ ,.;(-]+(?:but |and |pero |y )?(?:please |por favor )?(?:"
    rf"(?:ask|check with|clear it with|run it by) {_WHOM}"
    r"(?: first| to approve(?: it)?| about it| for (?:the )?(?:ok|okay|approval))"
    rf"|(?:check with|clear it with|run it by) {_WHOM}"
    rf"|(?:if|once|when) {_WHOM} (?:agrees|approves|is ok with it|says (?:yes|ok|okay|so))"
    rf"|{_WHOM} (?:has|needs|must|should) (?:to )?(?:approve|agree|ok|okay)(?: it| this| to it)?(?: first)?"
    rf"|(?:pregunta|preguntale|consulta|consultale|consultalo) (?:con |a )?{_WHOM}"
    r"(?: primero| antes| si (?:quiere|esta de acuerdo))"
    rf"|consultalo con {_WHOM}"
    rf"|(?:si|cuando) (?:lo |la )?(?:acepta|aprueba|acepte|apruebe) {_WHOM}"
    rf"|que (?:lo|la|los|las)? ?(?:apruebe|autorice|acepte) {_WHOM}"
    r")[ .!)]*$"
)
_ASKED_BY_NAME = re.compile(rf"[ ,.;(-]+(?:please )?(?:ask|preguntale a|pregunta a) {_NAME}[ .!)]*$")
# A name behind ``who`` or ``quien`` has to be a client's.
CLIENT_DECIDES = (_SAID_SO, _CHECK_FIRST, _ASKED_BY_NAME)
