"""Whether what was said is an account that money can be sent to: check digits and lengths, by python-stdnum."""

from collections.abc import Mapping
from dataclasses import asdict

from stdnum import bic, iban
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.us import rtn

from bots.intents.banking import BankAccountSaid
from core.domain.bank import LONGEST_NAME, LONGEST_WORDS, BankFacts
from core.domain.bank_codes import is_qr_iban

_ACCOUNT = range(4, 18)  # figures: NACHA has 17 at most
_UK_ACCOUNT, _SORT_CODE = range(6, 11), 6


def merged(known: Mapping[str, str], said: BankAccountSaid) -> BankAccountSaid:
    """What is said now takes the place of what was said before; the rest stays. Another kind of number begins anew."""
    now = {name: value for name, value in asdict(said).items() if value}
    before = dict(known)
    if "iban" in now:
        before = {name: value for name, value in before.items() if name not in {"routing", "sort_code", "number"}}
    elif now.keys() & {"routing", "sort_code"}:
        before = {name: value for name, value in before.items() if name not in {"iban", "bic"}}
    elif "words" in now and not before.keys() & {"iban", "routing", "sort_code"}:
        before.pop("number", None)
    return BankAccountSaid(**{**before, **now})


def as_said(facts: BankFacts) -> dict[str, str]:
    """What was understood once, so that more can be said to it."""
    kept = {name: value for name, value in asdict(facts).items() if value and name != "kind"}
    if facts.kind == "uk":
        kept["sort_code"] = kept.pop("routing")
    return kept


def problem_of(said: BankAccountSaid) -> str:
    """The code of the one thing to mend first; "" when there is none."""
    if said.iban:
        return _iban_problem(said.iban) or _bic_problem(said)
    if said.routing:
        return _us_problem(said)
    if said.sort_code:
        uk = len(said.sort_code) == _SORT_CODE and len(said.number) in _UK_ACCOUNT
        return "" if uk else "bank.bad_uk"
    if said.words and not said.number:
        return "" if len(said.words) <= LONGEST_WORDS else "bank.too_long"
    return "bank.number_alone" if said.number else "bank.no_number"


def facts_of(said: BankAccountSaid, holder: str) -> BankFacts:
    """``said`` has no problem. ``holder``: whose account it is when that was not said."""
    named = {"holder": (said.holder or holder)[:LONGEST_NAME], "bank": said.bank[:LONGEST_NAME]}
    if said.iban:
        return BankFacts(kind="iban", **named, iban=iban.compact(said.iban), bic=bic.compact(said.bic))
    if said.routing:
        return BankFacts(kind="us", **named, routing=said.routing, number=said.number)
    if said.sort_code:
        return BankFacts(kind="uk", **named, routing=said.sort_code, number=said.number)
    return BankFacts(kind="other", **named, words=said.words)


def _iban_problem(number: str) -> str:
    try:
        iban.validate(number)
    except InvalidChecksum:
        return "bank.bad_iban"
    except InvalidLength:
        return "bank.iban_length"
    except ValidationError:
        return "bank.iban_form"
    return "bank.qr_iban" if is_qr_iban(iban.compact(number)) else ""


def _bic_problem(said: BankAccountSaid) -> str:
    if not said.bic or bic.is_valid(said.bic):
        return ""
    return "bank.bad_bic"


def _us_problem(said: BankAccountSaid) -> str:
    if not rtn.is_valid(said.routing):
        return "bank.bad_routing"
    return "" if len(said.number) in _ACCOUNT else "bank.no_account"
