"""Where a business works, from its postal address or its own words: as ISO 3166-2, or "" when that is not certain."""

import re

from bots.intents.folding import fold, words_of
from bots.intents.limits import DepositCapAsked, JobPlaceSaid, PlaceSaid, PlaceUnknown
from bots.intents.names import named_project
from bots.intents.turn import Turn

LONGEST = 80
_MOST_WORDS = 4
# Each state by its postal abbreviation: the first digits of its ZIP codes (USPS), and its names in plain letters.
_STATES = """
AL 3 alabama|AK 9 alaska|AZ 8 arizona|AR 7 arkansas|CA 9 california|CO 8 colorado|CT 0 connecticut|DE 1 delaware
DC 2 washington dc,washington d.c.,district of columbia|FL 3 florida|GA 3 georgia|HI 9 hawaii|ID 8 idaho
IL 6 illinois|IN 4 indiana|IA 5 iowa|KS 6 kansas|KY 4 kentucky|LA 7 louisiana,luisiana|ME 0 maine|MD 2 maryland
MA 0 massachusetts|MI 4 michigan|MN 5 minnesota|MS 3 mississippi,misisipi|MO 6 missouri,misuri|MT 5 montana
NE 6 nebraska|NV 8 nevada|NH 0 new hampshire,nuevo hampshire|NJ 0 new jersey,nueva jersey
NM 8 new mexico,nuevo mexico|NY 01 new york,nueva york,new york state|NC 2 north carolina,carolina del norte
ND 5 north dakota,dakota del norte|OH 4 ohio|OK 7 oklahoma|OR 9 oregon|PA 1 pennsylvania,pensilvania
RI 0 rhode island|SC 2 south carolina,carolina del sur|SD 5 south dakota,dakota del sur|TN 3 tennessee|TX 78 texas
UT 8 utah|VT 0 vermont|VA 2 virginia|WA 9 washington,washington state|WV 2 west virginia,virginia occidental
WI 5 wisconsin|WY 8 wyoming
"""
_ROWS = [row.split(" ", 2) for row in re.split(r"[|\n]", _STATES.strip())]
_ZIPS = {state: digits for state, digits, _ in _ROWS}
# Countries of which something is known, by their names in plain letters.
_COUNTRY_NAMES = """
FR france,francia|DE germany,deutschland,alemania|CA canada|ES spain,espana|IT italy,italia|AT austria,osterreich
GB united kingdom,uk,u.k.,great britain,britain,england,scotland,wales,northern ireland
GB reino unido,gran bretana,inglaterra
NL netherlands,the netherlands,holland,paises bajos,holanda|IE ireland,irlanda|BE belgium,belgica|PT portugal
"""
_COUNTRY_ROWS = [row.split(" ", 1) for row in re.split(r"[|\n]", _COUNTRY_NAMES.strip())]
_COUNTRIES = {name: country for country, names in _COUNTRY_ROWS for name in names.split(",")}
_NAMED = {name: f"US-{state}" for state, _, names in _ROWS for name in names.split(",")} | _COUNTRIES
PLACES = frozenset(_NAMED.values())

_OWN_COUNTRY = re.compile(r"[,\s]+(?:USA|U\.S\.A\.|US|United States|EE\. ?UU\.|Estados Unidos)\.?$", re.IGNORECASE)
_END = re.compile(r"(?:^|[,\s])(?P<state>[A-Z]{2})\.?(?:,?\s+(?P<zip>\d{5})(?:-\d{4})?)?$")
# What no other country writes so: "Toronto, ON M5V 2T6", "London SW1A 1AA".
_CANADA = re.compile(
    r"(?:^|[,\s])(?:AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT),?\s+[A-Z]\d[A-Z]\s?\d[A-Z]\d(?:,?\s+canada)?$",
    re.IGNORECASE,
)
_BRITAIN = re.compile(
    r"(?:^|[,\s])[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}(?:,?\s+(?:uk|u\.k\.|united kingdom))?$", re.IGNORECASE
)
_NAMED_END = re.compile(r"(?:^|[,\n])\s*(?P<name>[^\W\d_][^,\n\d]*?),?(?:\s+(?P<zip>\d{5})(?:-\d{4})?)?$")
_WORK = re.compile(
    r"(?:(?:we|i)(?:'?re| are|'?m| am)? (?:only |mostly |all )?(?:work(?:ing)?|based|located|licensed|build|operate)"
    r"(?: only)? (?:in|out of)|(?:nosotros |yo )?(?:solo )?(?:trabaj(?:o|amos)|estoy|estamos|operamos)(?: solo)? en"
    r"|(?:(?:our|my|the|nuestro|mi|el) )?(?:state|estado)(?: (?:is|es)|:)) +"
    r"(?:the state of |el estado de )?(?P<place>.+)"
)
# "We're in Texas": only with a place that is known, as one is in trouble, too.
_HERE = re.compile(r"(?:we|i)(?:'?re| are|'?m| am) (?:here |over |down )?in +(?:the state of )?(?P<place>.+)")
_PROVINCES = words_of(
    """ontario quebec manitoba saskatchewan alberta nunavut yukon british-columbia new-brunswick nova-scotia
    prince-edward-island newfoundland northwest-territories columbia-britanica nueva-escocia"""
)
_STATE = re.compile(r"(?:(?:our|my|the|nuestro|mi|el) )?(?:state|estado)\b")
_JOB = r"(?:job|project|house|site|obra|trabajo|proyecto|casa)"
_JOB_IN = re.compile(
    rf"(?:this|the|that|my|our|esta?|la|el|mi|nuestra)? ?{_JOB}(?: (?:for|of|de|del|en) (?P<of>.+?))?"
    r"(?: is|'s| esta| queda) (?:located )?(?:in|en) (?P<at>.+)"
    rf"|(?P<about>.+?)(?:'s)?(?P<job> {_JOB})?(?: is|'s| esta| queda) (?:located )?(?:in|en) (?P<place>.+)"
)
# What is no place: "we work in phases".
_NO_PLACE = words_of(
    """the a an my our this his her el la los las un una mi phases stages pairs teams mornings evenings morning
    afternoon rain order advance house homes sections parts person construction remodeling fases etapas equipo equipos
    pareja parejas orden obra obras construccion casa casas"""
)
_ARTICLE = re.compile(r"^(?:the|el|los) ")


def place_of(address: str) -> str:
    """From the end of an address: "12 Oak St, Oakland, CA 94601" -> "US-CA". A ZIP code must fit its state; "DE"
    without one may as well be Germany.
    """
    text = _OWN_COUNTRY.sub("", address.strip(" .\n"))
    for country, pattern in (("CA", _CANADA), ("GB", _BRITAIN)):
        if pattern.search(text):
            return country
    if found := _END.search(text):
        sure = found["zip"] is not None or found["state"] != "DE"
        return _fitting(f"US-{found['state']}", found["zip"]) if sure else ""
    found = _NAMED_END.search(text)
    return _fitting(_NAMED.get(" ".join(fold(found["name"]).split()), ""), found["zip"]) if found else ""


def _fitting(place: str, zip_code: str | None) -> str:
    digits = _ZIPS.get(place.removeprefix("US-")) if place.startswith("US-") else ""
    if digits is None:
        return ""
    return place if zip_code is None or zip_code[0] in digits else ""


def deposit_cap(turn: Turn) -> DepositCapAsked | None:
    """Asked in a whole message."""
    return DepositCapAsked() if turn.said.hear("deposit_cap") or turn.core.hear("deposit_cap") else None


def place_said(turn: Turn) -> PlaceSaid | PlaceUnknown | None:
    """The whole message says it, of a place that is known: "we work in California", "state: CA"."""
    if turn.said.is_question or len(turn.raw) > LONGEST:
        return None
    raw = turn.raw.strip(" .!")
    found = _WORK.fullmatch(fold(raw))
    here = _HERE.fullmatch(fold(raw)) if found is None else None
    if here is not None:
        name, told = _ARTICLE.sub("", here["place"]), raw[here.start("place") :]
        known = _NAMED.get(name)
        return PlaceSaid(known) if known else PlaceSaid("CA", told) if _province(name) else None
    if found is None:
        return None
    told = raw[found.start("place") :]
    name = _ARTICLE.sub("", " ".join(found["place"].split()))
    if place := _NAMED.get(name) or _short(told) or place_of(told):
        return PlaceSaid(place)
    return PlaceSaid(_province(name), told.strip()) if _province(name) else _unknown(raw, told)


def job_place(turn: Turn) -> JobPlaceSaid | None:
    """The whole message: "this job is in Connecticut", "Dana's job is in NJ", and of a job by its name alone. In the
    people's own country of jobs, a client who "is in Florida" is on holiday.
    """
    if turn.said.is_question or turn.hints.caption or len(turn.raw) > LONGEST:
        return None
    raw = turn.raw.replace("’", "'").strip(" .!")
    found = _JOB_IN.fullmatch(fold(raw))
    if found is None:
        return None
    name = "at" if found["at"] else "place"
    told = raw[found.start(name) :]
    place = _NAMED.get(_ARTICLE.sub("", " ".join(found[name].split()))) or _short(told)
    named = found["about"]
    if named and not found["job"] and named_project(named, turn.hints.project_names) is None:
        return None
    about = re.sub(r"^(?:the|la|el) ", "", named or found["of"] or "") or None
    return JobPlaceSaid(place, about) if place else None


def _province(name: str) -> str:
    """Of Canada, where what is known holds for all of it."""
    plain = re.sub(r"(?:,? canada)?$", "", name).strip()
    return "CA" if plain.replace(" ", "-") in _PROVINCES else ""


def _unknown(raw: str, told: str) -> PlaceUnknown | None:
    """By its name; anything else is no place."""
    words = fold(told).split()
    letters = all(char.isalpha() or char in " ,.-'" for char in told)
    named = 0 < len(words) <= _MOST_WORDS and letters and not set(words) & _NO_PLACE
    return PlaceUnknown(told.strip()) if named and not _STATE.match(fold(raw)) else None


def _short(told: str) -> str:
    """An abbreviation by itself, in capitals or after "state:"."""
    known = told.upper() in _ZIPS and (told.isupper() or len(told) == 2)
    return f"US-{told.upper()}" if known else ""
