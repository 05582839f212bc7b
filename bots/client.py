"""A client's turn: (what was said or pressed, what is known) -> one command or a reply. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bots.commands import Reply, Step, command, reply
from bots.intents import intent
from bots.intents.autopay import stops_autopay
from bots.intents.folding import fold
from bots.intents.intent import Greeting, Help
from bots.part_payments import part_said

# Who doubts gets to hear who writes, and how to make sure.
_DOUBT = re.compile(
    r"\b(?:scams?|legit|legitimate|fraud|phishing|spam|fake|for real|is this real|estafa|fraude|de verdad|es real"
    r"|who (?:is|are) (?:this|you)|whos this|quien (?:es|eres|habla)|quienes son)\b"
)
# What the page answers by itself.
_ON_THE_PAGE = re.compile(
    r"\b(?:how much (?:do (?:i|we) owe|is it|is due|is left|is open)|what do (?:i|we) owe|pdf"
    r"|cuanto (?:debo|debemos|es)"
    r"|(?:what(?:s| is) )?(?:my|the) balance|(?:send|resend) (?:me )?(?:the )?(?:link|invoice|bill)(?: again)?"
    r"|mandame (?:la factura|el enlace|la liga|el link)|mi saldo|el saldo)\b"
)
_APPROVAL = re.compile(r"(?:it is |its )?(?:approved?|i approve(?: it)?|aprobad[oa]|apruebo|lo apruebo)[.! ]*")
# Who wonders how the whole job goes gets its page.
_JOB = re.compile(
    r"\b(?:hows (?:my|the|our|it|everything)"
    r"|how (?:is|are) (?:my|the|our|it|everything|things) .{0,40}?\b(?:going|coming|doing)"
    r"|how far (?:along|are you|is)|(?:whats|what is) left to do|(?:job|project) (?:status|page|progress)"
    r"|(?:status|progress) of (?:my|the) (?:job|project)"
    r"|como va|como van|que falta por hacer|avance (?:de|del)"
    r"|estado (?:de|del) (?:mi |la |el )?(?:obra|proyecto|trabajo))\b"
)
_JOB_ALONE = re.compile(
    r"(?:the )?(?:status|updates?|progress|schedule)(?: update| please)?"
    r"|(?:any|an|send me an|got any) (?:updates?|news)"
    r"|(?:el )?(?:estado|avance)(?: por favor)?|(?:hay )?(?:alguna )?(?:novedad|novedades|noticias)"
)
# The whole wish, so that a question about a statement reaches the contractor.
_STATEMENT = re.compile(
    r"(?:(?:hi|hey|hello|please|can you|could you|can i|could i|may i|can we|could we) )*"
    r"(?:(?:i |we )?(?:send|give|show|get|have|see|need|want|would like|id like)(?: me| us)?(?: to see)? )?"
    r"(?:an? |my |our |the )?(?:account )?statement(?: of (?:my |our |the )?account)?(?: please| pls)?"
    r"|(?:what|how much) (?:have|did) (?:i|we) (?:already )?(?:paid|pay)(?: you)?"
    r"(?: so far| to date| already| until now)?"
    r"|(?:(?:hola|por favor) )?(?:(?:me |nos )?(?:puedes?|pueden|podrias?|podrian) )?"
    r"(?:(?:quiero|necesito|necesitamos|manda|mande|mandar|envia|envie|enviar|dame|deme|dar)(?:me|nos)? (?:ver )?)?"
    r"(?:un |el |mi |nuestro )?estado de cuenta(?: por favor)?"
    r"|(?:cuanto|que) (?:he|hemos|llevo|llevamos) pagado(?: ya| hasta (?:ahora|hoy))?"
)
# Who speaks of paying gets the way to pay along with the answer.
_PAY = re.compile(r"\b(?:pay|paying|payment|link|pagar|pago|enlace|liga)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKnown:
    """``invoice`` is the one they were written to about last, or None; ``job`` tells of their one job, if it is one."""

    invoice: str | None
    contractor: str
    job: Reply | None = None


def turn(text: str, meant: object, files: int, known: ClientKnown) -> tuple[Step, ...]:
    """What a client types in chat goes to the contractor as a question, except a mere hello or help.

    () for words when there is no invoice yet to ask about: they are passed on as they are.
    """
    if known.invoice is None:
        if isinstance(meant, Greeting | Help) or not text.strip():
            return (reply("client.nothing_yet", contractor=known.contractor),)
        return (known.job,) if known.job and _asks_how(_plain(text)) else ()
    if files and not text.strip():
        return (reply("client.words_only", contractor=known.contractor),)
    said = _plain(text)
    doubts = bool(_DOUBT.search(said))
    shows = isinstance(meant, Greeting | Help | intent.Resend) or not text.strip() or _ON_THE_PAGE.search(said)
    if stops_autopay(said) or (shows and not doubts):
        return (command("client.autopay_end" if stops_autopay(said) else "client.show", invoice=known.invoice),)
    if (page := _own_page(said)) and not doubts:
        return (command(page, invoice=known.invoice),)
    part = part_said(text)
    pay = bool(part or _PAY.search(said))
    how = "doubts" if doubts else "approves" if _APPROVAL.fullmatch(said) else ""
    return (command("client.ask", invoice=known.invoice, text=text, files=files, pay=pay, how=how, part=part),)


_ABOUT_MONEY = frozenset({"pay", "pay_part", "pay_some", "sent", "approve_pay", "autopay_stop"})


def _own_page(said: str) -> str:
    """What is theirs to see without the contractor's answer."""
    if _STATEMENT.fullmatch(said.replace(",", "").strip(" .?!¿¡")):
        return "client.statement"
    return "client.job" if _asks_how(said) and not _PAY.search(said) else ""


def _asks_how(said: str) -> bool:
    return bool(_JOB.search(said) or _JOB_ALONE.fullmatch(said.strip(" .?!¿¡")))


def _plain(text: str) -> str:
    return fold(text).replace("'", "").replace("’", "")


def page_turn(context: Mapping[str, str], text: str) -> tuple[Step, ...]:
    """What was pressed on the client's page."""
    action = context.get("action", "")
    if action in {"approve_line", "ask_line"}:
        return (command(f"client.{action}", line=context["line"], text=text),)
    if action in _ABOUT_MONEY:
        told = {name: context[name] for name in ("method", "consent", "language") if context.get(name)}
        return (command(f"client.{action}", amount=int(context.get("amount", "0")), **told),)
    if action == "ask":
        return (command("client.ask", text=text),) if text.strip() else ()
    return (command(f"client.{action}"),) if action in {"seen", "approve"} else ()
