"""What counts as stop, start and help, however it is written; and what does not, though a word of it is there."""

import itertools

import pytest

from bots.intents.consent import consent_said
from channels.plain import CARRIER_WORDS

# The words of 47 CFR 64.1200(a)(10), those that carriers take besides, and what is said in Spanish.
WORDS = (
    *("stop", "quit", "revoke", "opt out", "unsubscribe", "stopall", "optout"),
    *("alto", "baja", "parar", "basta", "no más mensajes", "dar de baja"),
)
CASES = (str.lower, str.upper, str.title, lambda word: "".join(f"{a}" for a in word).swapcase())
WRAPPINGS = ("{}", "  {}\n", "{}.", "{}!!!", '"{}"', "🛑 {} 🛑", "({})", "please {}", "{} por favor", "¡{}!", "{} {}")
STOPS = (
    "STOP texting me",
    "Please stop texting me",
    "Don’t text me anymore",
    "do not contact me again",
    "stop sending me messages",
    "no more texts",
    "I no longer want to receive text messages",
    "I want to opt out",
    "take me off your list",
    "remove my number",
    "leave me alone",
    "s t o p",
    "S.T.O.P.",
    "ｓｔｏｐ",
    "no me escriban más",
    "ya no me manden mensajes por favor",
    "deje de mandarme mensajes",
    "quiero darme de baja",
    "no quiero recibir más mensajes",
    "quítenme de la lista",
    "I already paid this. Please stop texting me.",
    "Stop texting me, call me instead",
    "Wrong number, stop texting me",
    "no more texts, thanks, bye",
    "can you stop texting me",
    "Would you please quit messaging this number",
    "how do I stop these texts?",
    "I said stop texting",
    "stop it",
    "stop messages",
    "stop the texts",
    "cancel texts",
    "end messages",
    "STOP\n\nSent from my iPhone",
    "no me textees",
    "dejen de textearme",
    "alto a los mensajes",
    "don't send me anything",
    "stop sending me invoices",
    "UNSUBSCRIBE ME FROM THIS LIST",
    "please unsubscribe me from these texts",
    "Stop sending me messages about this",
)
NOT_STOPS = (
    "don't send",
    "don't send anything",
    "stop sending",
    "stop sending invoices",
    "no more invoices",
    "I don't want anything",
    "no quiero nada",
    "I want to stop",
    "don't call me",
    "no me llames",
    "Stop. The tile is wrong!",
    "cancel it",
    "take me to the job",
    "stop, the invoice is wrong",
    "stop by tomorrow",
    "stop work on the cabinets",
    "stop the water first",
    "cancel the invoice",
    "end of demo",
    "don't text me before 8",
    "don't send me the invoice yet",
    "no me mandes la factura todavía",
    "basta de fotos de la cocina",
    "para el lunes",
    "no more photos",
    "remove dumpster",
    "remove me",
    "quita",
    "no",
    "",
    "🛑",
    "the quick brown fox " * 20,
)


def said(text, *, carrier=False, stopped=False):
    return consent_said(text, carrier=carrier, stopped=stopped)


REASONS = (
    "STOP. Wrong number.",
    "STOP, wrong person",
    "STOP!!! I never asked for this",
    "Unsubscribe. Who is this?",
    "ALTO, número equivocado",
    "Stop, you have the wrong number",
)


@pytest.mark.parametrize("text", REASONS)
def test_the_word_with_a_reason_is_a_stop_from_who_is_at_nothing_with_us(text):
    assert said(text, carrier=True) == "stop"
    assert said("Stop. The tile is wrong!", carrier=True) is None
    assert said("wrong number", carrier=True) is None


def test_five_hundred_ways_of_writing_the_words_are_a_stop():
    ways = {wrap.format(*[case(word)] * 2) for word, case, wrap in itertools.product(WORDS, CASES, WRAPPINGS)}
    assert len(ways) >= 400
    assert not [one for one in sorted(ways) if said(one) != "stop"]


@pytest.mark.parametrize("text", STOPS)
def test_any_reasonable_way_of_asking_is_a_stop(text):
    assert said(text) == "stop"


@pytest.mark.parametrize("text", NOT_STOPS)
def test_what_only_has_such_a_word_in_it_is_none(text):
    assert said(text) is None


@pytest.mark.parametrize("text", ["cancel", "END", "Cancelar", "fin."])
def test_words_that_end_other_things_count_where_a_carrier_takes_them(text):
    assert (said(text), said(text, carrier=True)) == (None, "stop")


def test_every_word_that_carriers_are_known_to_take_is_understood_as_they_do():
    unknown = [one for one in sorted(CARRIER_WORDS) if not said(one, carrier=True, stopped=True)]
    assert unknown == []


def test_who_is_at_something_else_stops_by_the_words_alone():
    sentence = "stop texting me"
    assert (consent_said(sentence, carrier=False, stopped=False, busy=True), said(sentence)) == (None, "stop")
    assert consent_said("STOP", carrier=False, stopped=False, busy=True) == "stop"


@pytest.mark.parametrize("text", ["START", "unstop", "Start.", "subscribe", "alta", "text me again"])
def test_a_start_is_a_start(text):
    assert said(text) == "start"


@pytest.mark.parametrize("text", ["yes", "YES!", "sí"])
def test_yes_starts_only_what_was_stopped(text):
    assert (said(text), said(text, stopped=True)) == (None, "start")


@pytest.mark.parametrize("text", ["HELP", "info", "Ayuda", "información", "help!"])
def test_help_is_help(text):
    assert said(text) == "help"


def test_help_with_something_is_a_question():
    assert said("help me with the invoice") is None
