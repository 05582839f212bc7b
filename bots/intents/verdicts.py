"""A client's yes or no to what they were asked: "go ahead", "no, leave it in", "no lo hagas". Never guessed."""

import re

from bots.intents import Hints, intent, understand
from bots.intents.folding import fold

# What says yes, or no, and what may stand around it and says neither: thanks alone agree to nothing.
_COURTESY = (
    r"please|por favor|thanks?(?: (?:though|anyway))?|thank you|gracias|muchas gracias|great|perfect|perfecto|sorry|hi|"
    r"perdon|lo siento|for now|right now|por ahora|de momento"
)
_AGREES = (
    r"yes|yess|yse|yep|yeah|yea|yup|ok|okay|okey|sure|si|claro|vale|dale|go ahead|go for it|do it|add it|sounds good|"
    r"(?:i |we )?(?:approved?|agreed?|accept(?:ed)?)(?: it| that| the change)?|that works|works for me|"
    r"fine(?: by me| with me)|(?:l[oa] )?(?:apruebo|aprobamos|acepto|aceptamos)|(?:aprobad|aceptad)[oa]|de acuerdo|"
    r"adelante|hagal[oa]|hazl[oa]|esta bien|me parece bien|proceda"
)
_IT = r"(?: (?:it|that|this|them|the change|anything|those))?"
_REFUSES = (
    r"no|nope|nah|no way|declined?|(?:i |we )?reject(?:ed)?(?: it| that)?|rechaz(?:o|ado|ada)|"
    r"not (?:now|needed|today|yet)|"
    r"(?:i |we )?(?:do ?n'?t|do not) (?:want|need|like)(?: (?:it|that|this|to))?(?: done)?|"
    rf"(?:do ?n'?t|do not) (?:do|bother(?: with)?|touch|change){_IT}|"
    r"(?:i |we )?(?:'?d |would )?rather not(?: do (?:it|that))?|"
    r"(?:i|we)(?:'ll| will|ll)? pass|pass on (?:it|that)|leave it|(?:leave|keep) (?:it|that|them|things) "
    r"(?:as (?:it |they |things )?(?:is|are|was|were)|as-is|like (?:that|it is)|alone|the way (?:it is|they are))|"
    r"forget (?:about )?(?:it|that)|never ?mind(?: (?:it|that))?|not worth it|"
    r"(?:it ?i?'?s |that ?i?'?s )?(?:way )?too (?:much|expensive|high|pricey|rich)(?: for (?:me|us))?|"
    r"(?:i |we )?(?:can'?t|cannot) afford (?:it|that)|ya no|mejor no|prefiero que no|para nada|"
    r"no l[oa]s? (?:quiero|queremos|necesito|necesitamos|hagas?|hagan|cambies?|cambien|toques?|toquen)|"
    r"no hagas? (?:eso|nada)|"
    r"no (?:quiero|queremos) (?:eso|nada)|no (?:hace falta|gracias|es necesario|vale la pena)|"
    r"(?:asi )?(?:dejal[oa]s?|dejel[oa]s?|dejenl[oa]s?|deja eso)(?: asi| como esta[n]?| tal cual)?|"
    r"olvidal[oa]|olvidel[oa]|"
    r"(?:es |esta )?(?:muy car[oa]|demasiado(?: car[oa])?|es mucho)|no (?:lo )?podemos pagar(?:lo)?"
)
# A no to a deduction alone, and a no to an addition alone: of the other they would be a yes, or nothing.
_KEEPS = (
    r"(?:leave|keep) (?:it|that|them) (?:in|there|on)|keep (?:it|that|them)|"
    rf"(?:do ?n'?t|do not) (?:remove|delete|drop|cut){_IT}|(?:do ?n'?t|do not) take (?:it|that|them) (?:out|off|away)|"
    r"(?:dejal[oa]|dejel[oa]) (?:ahi|dentro|puest[oa]|incluid[oa])|"
    r"no l[oa]s? (?:quites?|quiten|saques?|saquen|elimines?)"
)
_DROPS = (
    r"leave (?:it|that|them) (?:out|off)|skip (?:it|that|them)|take (?:it|that) (?:out|off)|without (?:it|that)|"
    rf"(?:do ?n'?t|do not) (?:add|include|put|install|order){_IT}(?: in)?|"
    r"no l[oa]s? (?:agregues?|agreguen|anadas?|anadan|pongas?|pongan|incluyas?|incluyan)|sin eso|quital[oa]|quitel[oa]"
)
_LEANS = re.compile(
    r"(?:no|nope|nah|not|never|do ?n'?t|do not|dont|wait|hold on|yes|yeah|yep|ok|okay|sure|si|claro|"
    r"mejor|espera|espere|todavia no|only if|solo si|"
    r"i (?:do ?n'?t|would ?n'?t|'?d rather)|we (?:do ?n'?t|would ?n'?t))\b"
)
# These begin as a no and are none.
_NO_NO = re.compile(
    r"no (?:problem|worries|rush|hurry|question|questions|issue|hay problema|te preocupes|se preocupe)\b"
)
LONGEST_WORD = 120


def _only(words: str) -> re.Pattern[str]:
    around = rf"(?:(?:{_COURTESY})[ ,.!;]+)*"
    return re.compile(rf"{around}(?:{words})(?:[ ,.!;-]+(?:{words}|{_COURTESY}))*")


_YES, _NO = _only(_AGREES), _only(_REFUSES)
_KEEP, _DROP = _only(rf"{_KEEPS}|{_REFUSES}"), _only(rf"{_DROPS}|{_REFUSES}")
_NO_KEEP = re.compile(
    rf"(?:no|nope|nah)\b[ ,.!;-]+(?:(?:{_COURTESY})[ ,.!;-]+)*(?:{_KEEPS})(?:[ ,.!;-]+(?:{_COURTESY}))*"
)


def verdict_of(text: str) -> str:
    """Either "approve" or "decline" when the whole message says so; "keep" or "drop" where that depends on what is
    asked; "unsure" for what leans one way and says more; else "".
    """
    said = fold(text).replace("’", "'").strip(" .!¡")
    if not said or len(said) > LONGEST_WORD:
        return ""
    if "?" in text or _NO_NO.match(said):
        return "unsure" if _LEANS.match(said) and not _NO_NO.match(said) else ""
    signs = type(understand(text, Hints()).intent) if not any(char.isalnum() for char in said) else None
    if _YES.fullmatch(said) or signs is intent.Yes:
        return "approve"
    if _NO.fullmatch(said) or signs is intent.No or _NO_KEEP.fullmatch(said):
        return "decline"
    if _KEEP.fullmatch(said) or _DROP.fullmatch(said):
        return "keep" if _KEEP.fullmatch(said) else "drop"
    return "unsure" if _LEANS.match(said) else ""
