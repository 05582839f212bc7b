"""Money that came, by hand: "paid 4500 check 1023", "got 2k cash from Dana", "me pagaron 4500 con cheque".

Strict on purpose: every word must have its place, else it is no payment. "not paid yet", "who paid?", "when paid,
start the tile" and "I paid 350 for the dumpster" are not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bots.intents.folding import fold, words_of
from bots.intents.intent import Method, PaidSaid
from bots.intents.language import is_common
from bots.intents.names import match
from bots.intents.said import Said, Token
from bots.intents.trades import CONCEPTS, DEPOSIT_WORDS

# Said of money that came, whoever says it.
_SENT_BY_BANK = words_of("wired transferred transfered transfirio transfirieron")
_PAID = words_of("paid payed payd paied pago pagaron pagado abono abonaron deposito") | _SENT_BY_BANK
_SURELY_PAID = words_of("paid payed payd paied pagaron pagado abonaron") | _SENT_BY_BANK
# Said of anything that came: only with an amount, a way of paying, or the word payment.
_GOT = words_of(
    """got received collected recibi recibimos cobre cobramos dieron dio gave sent mando mandaron deposited recibido
    recieved recived receved receieved colected resibi recivi resivi resibimos recivimos resivimos
    came arrived landed llego llegaron entro hizo hicieron"""
)
_THE_PAYMENT = words_of("payment payments pago money dinero deposit deposito anticipo abono")
_METHODS: dict[Method, frozenset[str]] = {
    "cash": words_of("cash csh efectivo efvo"),
    "check": words_of("chek chec check cheque checks cheques ck chk"),
    "transfer": words_of("transfer wire ach zelle venmo cashapp paypal transferencia bank spei direct") | _SENT_BY_BANK,
    "card": words_of("card credit debit tarjeta visa mastercard amex credito debito"),
}
_WAYS: dict[str, Method] = {word: method for method, words in _METHODS.items() for word in words}
_NAMED_WAYS = {
    "zelle": "Zelle",
    "venmo": "Venmo",
    "cashapp": "Cash App",
    "paypal": "PayPal",
    "ach": "ACH",
    "spei": "SPEI",
}
_ALL_OF_IT = words_of("full everything all half mitad todo completo completa balance saldo rest resto remaining")
_SMALL = words_of(
    """the a an by with in via through of on and me us my our just today yesterday has have they he she client owner
    homeowner hey ok thanks w was is for from to it customer this that his her their
    invoice bill factura cuenta
    con en por de del al la el los las un una hoy ayer me nos lo le les ya se y cliente dueno duena ha han mi su este
    esta eso fue es a gracias already now number no num numero che bancaria bancario"""
)
# Where a payer stands, these are a name, too: "500 cash from al".
_ALSO_NAMES = words_of("al")
# One of these anywhere, and it is no payment, whatever else is said.
_NEVER = words_of(
    """not dont didnt hasnt havent isnt wasnt wont cant never unpaid nobody nothing none neither when if until till
    unless once after before will would should could must might may need needs want wants gonna going tomorrow next
    later soon who what which where why how did does do be promised promises almost supposed expect expecting
    waiting owes owe still due yet i we ill well yo nosotros pague pagamos pagar pagara pagaran cuando si hasta
    quien quienes cuanto todavia aun falta nunca nadie nada debe deben va van manana luego despues quiere sin antes
    apenas casi please weve ive ours voy vamos porque que cual request ask pedir send bounced rebotado rebot fake
    refund refunded returned reembolso devolvio"""
)
_INVOICE_NUMBER = re.compile(r"[a-z]{1,8}-?\d{1,8}")
_PAYER_AFTER = words_of("from de by por")
_CHECK_NUMBER = words_of("no num number numero nro")


@dataclass(slots=True)
class _Reading:
    """What has been found so far; ``names`` are the words that have no other place, in runs."""

    numbers: list[Token] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    note: str = ""
    names: list[list[Token]] = field(default_factory=list)
    vague: bool = False


def paid_said(said: Said, known: Sequence[str], currency: str) -> PaidSaid | None:
    """The payment that was told, or None. ``known``: names of clients, projects and milestones."""
    words = said.words
    spoken = {word.canon for word in words}
    if said.is_question or not 0 < len(words) <= 24 or spoken & _refused(spoken) or not _tells_money_came(said, known):
        return None
    reading = _read(words, _ALSO_NAMES & {word for name in known for word in fold(name).split()})
    about = _about(said, reading, known)
    if about is None or not _sound(reading, currency):
        return None
    method, note = _method(reading)
    one = reading.numbers[0].amount if len(reading.numbers) == 1 and not reading.vague else None
    return PaidSaid(one.value if one else None, method, note, about or None)


def speaks_of_money_received(said: Said) -> bool:
    """Whether any word of payment stands in it, whatever it comes to."""
    return any(word.canon in _PAID - {"deposito"} | _GOT | _WAYS.keys() for word in said.words)


def _refused(spoken: set[str]) -> frozenset[str]:
    """What makes it no payment. "I got paid" and "we got paid" are the client's doing; "I paid" is not."""
    receiving = spoken & (_GOT | words_of("cobre recibi recibimos cobramos"))
    no_way_to_number = spoken & {"check", "cheque"} and "no" in spoken
    return _NEVER - (words_of("i we ive weve yo nosotros") if receiving else frozenset()) | (
        frozenset() if no_way_to_number else frozenset({"no"})
    )


def _tells_money_came(said: Said, known: Sequence[str]) -> bool:
    """The verb alone is enough in "paid"; "pago" (also "I pay", "the payment") and "got" want more beside them."""
    words = said.words
    spoken = {word.canon for word in words}
    amounts = [word.amount for word in words if word.amount is not None]
    ways = bool(spoken & _WAYS.keys())
    if spoken & _SURELY_PAID:
        return True
    if spoken & {"pago", "abono"} and (amounts or ways or spoken & (_ALL_OF_IT | {"me", "nos", "ya"})):
        return True
    if "deposito" in spoken and amounts and spoken & {"me", "nos"}:
        return True
    if spoken & _GOT:
        money = any(amount.kind == "money" for amount in amounts)
        return ways or bool(spoken & _THE_PAYMENT) or money or (bool(amounts) and _from_somebody_known(said, known))
    return bool(amounts) and ways and bool(spoken & {"from", "deposited"} or {"transferencia", "de"} <= spoken)


def _from_somebody_known(said: Said, known: Sequence[str]) -> bool:
    """As in "received 4050 from Dana": from a shop it would be no money."""
    words = said.words
    payers = [index + 1 for index, word in enumerate(words[:-1]) if word.canon in {"from", "de"}]
    named = (said.raw[words[index].start : words[min(index + 1, len(words) - 1)].end] for index in payers)
    alone = (said.raw[words[index].start : words[index].end] for index in payers)
    return bool(known) and any(match(one, known).candidates for one in (*named, *alone))


def _read(words: Sequence[Token], also_names: frozenset[str]) -> _Reading:
    """``also_names``: small words that somebody known is called."""
    reading = _Reading()
    run: list[Token] = []
    for index, word in enumerate(words):
        payer = word.canon in also_names and (index == 0 or words[index - 1].canon in _PAYER_AFTER)
        named = payer or _is_name_word(word)
        if not named:
            run = []
        if word.amount is not None:
            _take_number(reading, words, index)
        elif word.canon in _WAYS:
            reading.ways.append(word.canon)
        elif word.canon.startswith("#") and word.canon[1:].isalnum():
            reading.note = word.canon[1:]
        elif word.canon in _ALL_OF_IT:
            reading.vague = True
        elif named:
            if not run:
                reading.names.append(run)
            run.append(word)
    return reading


def _is_name_word(word: Token) -> bool:
    known = _SMALL | _PAID | _GOT | _WAYS.keys() | _ALL_OF_IT | words_of("payment payments money dinero app")
    deposit = CONCEPTS.get(word.canon) == "deposit" and word.canon != "deposito"
    return word.amount is None and (deposit or (word.canon not in known and not word.canon.startswith("#")))


def _take_number(reading: _Reading, words: Sequence[Token], index: int) -> None:
    """A bare number right after "check" is its number when another amount is there; alone it could be either."""
    number = words[index].amount
    before = [word.canon for word in words[max(0, index - 2) : index]]
    after_check = before[-1:] in (["chek"], ["chec"], ["check"], ["cheque"], ["ck"], ["chk"]) or (
        before[-1:] and before[-1] in _CHECK_NUMBER
    )
    if number is not None and number.kind == "number" and after_check:
        others = [word for word in words if word.amount is not None and word is not words[index]]
        reading.note = words[index].canon
        reading.vague = reading.vague or not others
    else:
        reading.numbers.append(words[index])


def _sound(reading: _Reading, currency: str) -> bool:
    """No percentages, nothing zero, no other currency: nothing converts."""
    amounts = [number.amount for number in reading.numbers if number.amount is not None]
    fits = all(one.kind != "percent" and one.value > 0 and one.currency in {None, currency} for one in amounts)
    return fits and not (len({_WAYS[way] for way in reading.ways}) > 2)


def _about(said: Said, reading: _Reading, known: Sequence[str]) -> str | None:
    """What the other words name: "" when there are none, None when they are no name, so that it is no payment.

    "Dana paid the deposit" is about Dana: whose money it is weighs more than what for.
    """
    told = [_named(said, run, known) for run in reading.names]
    if len(told) > 2 or None in told:
        return None
    payers = [name for name, run in zip(told, reading.names, strict=True) if _stands_for_a_payer(said.words, run)]
    return next(iter([*payers, *told]), "")


def _named(said: Said, run: Sequence[Token], known: Sequence[str]) -> str | None:
    told = said.raw[run[0].start : run[-1].end]
    canons = {word.canon for word in run}
    is_number = len(run) == 1 and bool(_INVOICE_NUMBER.fullmatch(run[0].canon))
    if is_number or canons <= DEPOSIT_WORDS or canons <= {"final"} or (known and match(told, known).candidates):
        return told if len(run) <= 5 else None
    return told if _stands_for_a_payer(said.words, run) else None


def _stands_for_a_payer(words: Sequence[Token], run: Sequence[Token]) -> bool:
    """Before the verb, or after "from": "Dana paid", "2000 cash from Dana". After "for" it could be an expense,
    and "Mike got paid" is Mike's money.
    """
    first = words.index(run[0])
    verbs = [index for index, word in enumerate(words) if word.canon in _PAID | _GOT]
    before = words[first - 1].canon if first else ""
    received = " ".join(word.canon for word in words[first:]).find("got paid") >= 0
    leads = bool(verbs) and first < verbs[0] and first <= 2 and not received
    is_trade = any(word.canon in CONCEPTS for word in run)
    plain_words = any(is_common(word.canon) or not word.canon[0].isalpha() for word in run)
    return len(run) <= 3 and not is_trade and not plain_words and (before in _PAYER_AFTER or leads)


def _method(reading: _Reading) -> tuple[Method, str]:
    methods = {_WAYS[way] for way in reading.ways}
    named = next((_NAMED_WAYS[way] for way in reading.ways if way in _NAMED_WAYS), "")
    if len(methods) == 1:
        return methods.pop(), reading.note or named
    return ("check" if reading.note and not methods else "other"), reading.note or named
