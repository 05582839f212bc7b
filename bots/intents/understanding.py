"""One message in, what was meant out. Never raises, never guesses with money: what is not understood is Unclear."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bots.intents import (
    autopay,
    banking,
    card_fees,
    card_payments,
    changes_kept,
    client_language,
    digests,
    erasing,
    evidence,
    exporting,
    invoice_stands,
    late_fees,
    linking,
    looking,
    packs,
    papers,
    paying,
    prices,
    reminder_policy,
    reminders,
    replies,
    requests,
    setting_up,
    sharing,
    unit_prices,
    whole,
    yearly,
)
from bots.intents.bank_lines import bank_said
from bots.intents.changes import change_said
from bots.intents.contract_readers import contract_said
from bots.intents.estimates import understand_pasted
from bots.intents.folding import clean, even, fold
from bots.intents.grammar import phrases
from bots.intents.intent import AnswerClient, Back, Cancel, Help, NewJob, PaidSaid, Pick, Unclear, Undo
from bots.intents.intent import Language as LanguageSaid
from bots.intents.language import language_of
from bots.intents.letterhead import business_facts
from bots.intents.limits import ReasonSaid, limits_asked
from bots.intents.lines import add_line, remove_line
from bots.intents.meant import Intent
from bots.intents.offer_terms import offer_terms_said
from bots.intents.payments import paid_said
from bots.intents.places import deposit_cap, job_place, place_said
from bots.intents.proposal_edits import line_said
from bots.intents.proposals import ProposalSaid, proposal_said
from bots.intents.templates import template_said
from bots.intents.turn import Hints, Turn
from core.domain.account import Language
from core.domain.estimate import Estimate

# Longer texts are letters, not requests: a schedule of sixty milestones is shorter.
LONGEST = 2500
SENTENCE = 5  # words
_LABELLED_REPLY = re.compile(r"(?:reply|answer|respuesta|responde|contesta) ?: ?")


@dataclass(frozen=True, slots=True)
class Understood:
    """``language`` None: it cannot be told from these words. ``confidence`` from 0 (Unclear) to 1 (said in full)."""

    intent: Intent
    language: Language | None
    confidence: float


# What is asked while a proposal is on the screen; to other questions, all words are the answer.
_LINES_MAY_CHANGE = {None, unit_prices.AWAITED, "business_late"}
Reader = Callable[[Turn], Intent | None]


def _paid(turn: Turn) -> Intent | None:
    marked = turn.core.hear("mark_paid") if not turn.said.is_question else None
    if marked:
        return PaidSaid(about=marked.slots.get("numbered"))
    return paid_said(turn.said, turn.hints.names, turn.hints.currency)


def _add(turn: Turn) -> Intent | None:
    return add_line(turn.core, turn.hints.milestone_names, turn.hints.currency)


def _remove(turn: Turn) -> Intent | None:
    return remove_line(turn.core, turn.hints.milestone_names)


# The order is the rule: what was asked for comes before what could be meant besides; each with its confidence.
_READERS: tuple[tuple[Reader, float], ...] = (
    (banking.banking, 0.9),
    (requests.thumb, 1.0),
    (requests.pick, 1.0),
    (bank_said, 0.9),
    (replies.answer, 0.9),
    (requests.fixed, 1.0),
    (client_language.client_language, 0.9),
    (erasing.erase, 0.9),
    (evidence.evidence, 0.9),
    (exporting.whole_export, 0.9),
    (yearly.year_asked, 0.9),
    (changes_kept.change_shown, 0.9),
    (limits_asked, 0.9),
    (invoice_stands.invoice_stands, 0.9),
    (change_said, 0.9),
    (whole.whole, 0.9),
    (card_fees.card_fee, 0.9),
    (late_fees.late_fee, 0.9),
    (reminder_policy.reminder_policy, 0.9),
    (reminders.reminders, 0.9),
    (sharing.sharing, 0.9),
    (card_payments.card_payments, 0.9),
    (autopay.autopay, 0.9),
    (linking.linked, 0.9),
    (setting_up.told_job, 0.9),
    (setting_up.asked_total, 0.9),
    (paying.terms_of_pay, 0.9),
    (business_facts, 0.9),
    (deposit_cap, 0.9),
    (place_said, 0.9),
    (job_place, 0.9),
    (setting_up.corrected_job, 0.9),
    (contract_said, 0.9),
    (prices.void, 0.9),
    (prices.discount, 0.9),
    (prices.new_part, 0.9),
    (packs.pack, 0.9),
    (papers.paper, 0.9),
    (digests.digest, 0.9),
    (looking.photos, 0.9),
    (prices.new_price, 0.9),
    (setting_up.asked_terms, 0.9),
    (setting_up.asked_milestone, 0.9),
    (setting_up.business_name, 0.9),
    (setting_up.bare_business_name, 0.7),
    (_paid, 0.9),
    (_add, 0.9),
    (_remove, 0.9),
    (requests.everything, 0.9),
    (requests.named_request, 0.9),
    (requests.done, 0.9),
    (banking.in_words, 0.9),
    (setting_up.asked_job_and_client, 0.8),
    (setting_up.contact, 0.8),
    (setting_up.asked_job, 0.7),
    (setting_up.whole_job, 0.8),
    (setting_up.told_terms, 0.7),
    (requests.bare_project, 0.7),
)


def understand(text: str, hints: Hints) -> Understood:
    """What a contractor meant by ``text``. Pure; any text at all is fine."""
    cleaned = clean(text)
    if proposal := _proposal(text, hints):
        told_language = None if isinstance(proposal, unit_prices.PricesSaid) else language_of(even(text))
        return Understood(proposal, told_language, 0.9)  # lines are in the language of their proposal
    if len(cleaned) > LONGEST:
        return _letter(cleaned, hints)
    turn = Turn(text, hints)
    if answer := _answer(turn, cleaned, hints) if cleaned else None:
        return answer
    intent, confidence = _read(turn) if turn.said.words or cleaned else (None, 0.0)
    if intent is None:
        return Understood(Unclear(cleaned), turn.told_language, 0.0)
    figures = isinstance(intent, banking.BankAccountSaid)  # with names: they tell nothing of the language
    language = None if figures else turn.told_language or _language_of_phrase(turn)
    return Understood(intent, language, confidence)


def _answer(turn: Turn, cleaned: str, hints: Hints) -> Understood | None:
    """Asked for words of their own, such words are the answer."""
    if hints.awaiting == "question_reply":
        return _reply(turn, cleaned)
    if hints.awaiting == erasing.AWAITED:
        led_away = requests.pick(turn) or requests.fixed(turn) or erasing.erase(turn)
        return Understood(led_away or erasing.EraseNamed(cleaned), None, 0.9)  # a name tells no language
    reason = _reason(turn, cleaned) if hints.awaiting == "limit_reason" else None
    return Understood(reason, turn.told_language, 0.9) if reason else None


def _proposal(text: str, hints: Hints) -> Intent | None:
    """A word that leads away, alone on its line, is no answer to a question about one; and of what is no line, another
    meaning is looked for.
    """
    if (hints.awaiting or "").startswith("proposal_") and "\n" not in text.strip():
        turn = Turn(text, hints)
        if requests.fixed(turn) or _picked(turn) or setting_up.told_job(turn) or _paid(turn):
            return None
        if hints.awaiting == "proposal_lines" and not _may_be_lines(text, hints) and _read(turn)[0]:
            return None
    if hints.awaiting in {*_LINES_MAY_CHANGE, "proposal_reason"} and (terms := offer_terms_said(text, hints)):
        return terms
    if told := template_said(text, hints) or proposal_said(text, hints):
        return told
    if hints.awaiting in _LINES_MAY_CHANGE and (said := line_said(text, hints)):
        return said
    return unit_prices.prices_said(text, hints) if hints.awaiting == unit_prices.AWAITED else None


def _picked(turn: Turn) -> bool:
    """Asked for a price, a bare number above the choices is one."""
    picked = requests.pick(turn)
    price = isinstance(picked, Pick) and picked.number > unit_prices.CHOICES
    return picked is not None and not (price and turn.hints.awaiting == unit_prices.AWAITED)


def _may_be_lines(text: str, hints: Hints) -> bool:
    said = proposal_said(text, hints)
    if not isinstance(said, ProposalSaid) or said.client or said.conditions:
        return True
    return isinstance(understand_pasted(said.lines, hints.language, hints.currency), Estimate)


def _read(turn: Turn) -> tuple[Intent | None, float]:
    for reader, confidence in _READERS:
        if intent := reader(turn):
            return intent, confidence
    return None, 0.0


def _letter(cleaned: str, hints: Hints) -> Understood:
    """Too long for a request, but a client may be written to at any length."""
    label = _LABELLED_REPLY.match(fold(cleaned[:40]))
    if hints.awaiting == "question_reply" or label:
        return Understood(AnswerClient(cleaned[label.end() :] if label else cleaned), None, 0.9)
    return Understood(Unclear(cleaned), None, 0.0)


def _reply(turn: Turn, cleaned: str) -> Understood:
    """Asked for words for the client, everything is those words, but for the few that lead away."""
    intent = requests.pick(turn) if turn.raw.strip() == "0" else None
    intent = intent or replies.answer(turn) or requests.fixed(turn) or setting_up.told_job(turn)
    leads_away = isinstance(intent, Back | Cancel | Help | Undo | LanguageSaid | NewJob | AnswerClient)
    meant = intent if leads_away and intent else AnswerClient(cleaned)
    return Understood(meant, turn.told_language, 0.9)


def _reason(turn: Turn, cleaned: str) -> ReasonSaid | None:
    """Asked why, all words are the reason; but a request, a question or an amount is about something else. In a whole
    sentence that means nothing else, a number is a bond's or a licence's.
    """
    asked_for = (requests.thumb, requests.pick, requests.fixed, setting_up.told_job, setting_up.told_terms)
    about_more = turn.said.is_question or any(reader(turn) for reader in asked_for)
    if about_more or not any(char.isalpha() for char in cleaned):
        return None
    sentence = len(turn.said.words) >= SENTENCE and _read(turn)[0] is None
    return ReasonSaid(cleaned) if sentence or not turn.said.amounts else None


def _language_of_phrase(turn: Turn) -> Language | None:
    """The language whose phrases the whole message is made of, when it is only one."""
    codes = (
        "before",
        "after",
        "greeting",
        "thanks",
        "help",
        "yes",
        "back",
        "cancel",
        "send",
        "change",
        "undo",
        "resend",
    )
    told = {
        phrase.language
        for code in (*codes, "done", "status", "who_owes", "invoice", "new_job", "due", "tax")
        for phrase in phrases(code)
        if phrase.pattern.fullmatch(turn.said.canon)
    }
    return told.pop() if len(told) == 1 else None
