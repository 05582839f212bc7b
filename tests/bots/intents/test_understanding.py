"""What holds for any text at all."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.intents import (
    AddLine,
    AnswerClient,
    Hints,
    MoveProofs,
    NewJob,
    PaidSaid,
    Send,
    Unclear,
    Yes,
    named_milestone,
    named_project,
    understand,
)

MOST_COUNTS = 12  # a text took 2 to 6 of these when this was written
UNSEEN = 0.01  # seconds that a clock of processes may be wrong by
HINTS = Hints("en", ("Deposit", "Demo", "Cabinets", "Final"), ("Maple St kitchen", "Oak Ave bath"), ("Dana Lee",))
QUESTIONS = [
    None,
    "business_name",
    "new_job",
    "client",
    "total",
    "terms",
    "milestone",
    "question_reply",
    "limit_reason",
]
MIXED = """paid send add remove move invoice demo done dana 4500 $2,000 10% check 1023 cash to for not no yes if when i
we will the a new job : , ; ? ! rest deposit final 1/3 tell reply pago pagó mándala listo agrega 2 x at each - +
half and 415-555-0134 dana@lee.com tax net 14 days y k mil 😀 👍"""
REQUEST_WORDS = st.sampled_from([*MIXED.split(), "\n", "\u202e", "\x00"])


@given(st.text(max_size=300), st.sampled_from(QUESTIONS), st.booleans())
def test_any_text_is_understood_or_unclear(text, awaiting, caption):
    understood = understand(text, Hints("es", ("Demo",), ("Oak",), ("Dana",), awaiting, caption))
    assert 0 <= understood.confidence <= 1
    assert isinstance(understood.intent, Unclear) == (understood.confidence == 0)


@given(st.lists(REQUEST_WORDS, max_size=25), st.sampled_from(QUESTIONS))
def test_any_mix_of_request_words_is_understood_or_unclear(words, awaiting):
    hints = Hints("en", ("Demo", "Cabinets"), ("Oak Ave",), ("Dana Lee",), awaiting)
    understood = understand(" ".join(words), hints)
    amounts = [value for value in vars_of(understood.intent) if isinstance(value, Decimal)]
    assert all(amount.is_finite() for amount in amounts)


@given(st.lists(REQUEST_WORDS, max_size=8), st.sampled_from(["not", "hasn't", "never", "won't", "if", "when", "will"]))
def test_money_that_did_not_come_is_never_a_payment(words, denial):
    understood = understand(f"dana {denial} {' '.join(word for word in words if word != 'to')} paid", HINTS)
    assert not isinstance(understood.intent, PaidSaid)


@given(st.lists(REQUEST_WORDS, max_size=6))
def test_a_question_never_sends_bills_or_pays(words):
    understood = understand(" ".join(words) + "?", HINTS)
    assert not isinstance(understood.intent, Send | Yes | PaidSaid | AddLine | MoveProofs)


def vars_of(intent: object) -> list[object]:
    return [getattr(intent, name) for name in getattr(intent, "__slots__", ())]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "paid 4500 " * 10_000,
        "😀" * 100_000,
        "\u202eabc\u202c" * 20_000,
        "\x00" * 100_000,
        "(" * 100_000,
        "1" * 100_000,
        "a@b." * 25_000,
        "\n" * 100_000,
        "é" * 100_000,
        *(
            word * (2400 // len(word))
            for word in ("and ", "plus ", "please ", "net 14 ", "tax 8% ", "$", "1 ", "4,500, ")
        ),
        *(
            word * (2400 // len(word))
            for word in ("+1 415 555 0134 ", "a.b@c.", "lo que quede ", "for ", "one ", "1/3 ", "a ")
        ),
    ],
    ids=lambda text: f"{text[:12]!r}x{len(text)}",
)
def test_long_texts_are_read_in_step_with_their_length_and_in_no_time(text):
    """What looks at every pair of words would take sixteen times its quarter. Both are ratios: machines differ."""
    understand("warm up", HINTS)
    quarter, whole = (min(seconds_for(one) for _ in range(3)) for one in (text[: len(text) // 4], text))
    assert whole < 9 * quarter + UNSEEN
    assert whole < MOST_COUNTS * min(seconds_to_count() for _ in range(3))
    assert understand(text, HINTS).confidence in {0, 1}


def seconds_to_count():
    """A yardstick of this machine at this moment, as busy and as closely traced as the reading is."""
    started = time.process_time()
    total = 0
    for number in range(500_000):
        total += number
    return time.process_time() - started


def seconds_for(text):
    started = time.process_time()
    understand(text, HINTS)
    return time.process_time() - started


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\u202e", "\ufeff", "\ud800"])
def test_nothing_said_is_unclear(text):
    assert understand(text, HINTS).intent == Unclear("")


def test_what_storage_refuses_never_leaves():
    understood = understand("tell dana \x00we \ud800start\u202e Monday", HINTS)
    assert understood.intent == AnswerClient("we start Monday", "dana")


def test_a_long_letter_reaches_the_client_whole():
    letter = "Dear Dana, " + "the tile is late. " * 3000
    assert understand(letter, Hints("en", awaiting="question_reply")).intent == AnswerClient(letter.strip())
    assert understand("Reply: " + letter, HINTS).intent == AnswerClient(letter.strip())
    assert isinstance(understand(letter, HINTS).intent, Unclear)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("demo done", "en"),
        ("ya terminamos la demolición", "es"),
        ("hola", "es"),
        ("mándala", "es"),
        ("send it", "en"),
        ("who owes me", "en"),
        ("2", None),
        ("👍", None),
        ("Maple", None),
        ("no", None),
        ("ok", None),
    ],
)
def test_the_language_is_told_by_the_words_or_not_at_all(text, language):
    assert understand(text, HINTS).language == language


def test_a_number_is_read_the_way_its_language_writes_it():
    assert understand("dana me pagó 4.500 en efectivo", HINTS).intent == PaidSaid(Decimal(4500), "cash", "", "dana")
    assert isinstance(understand("dana paid 4.500 cash", HINTS).intent, Unclear | PaidSaid)
    assert getattr(understand("dana paid 4.500 cash", HINTS).intent, "amount", None) is None


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [("$24k", "USD", None), ("24000 euros", "USD", "EUR"), ("USD 24000", "CAD", "USD"), ("24000 pesos", "MXN", None)],
)
def test_a_currency_is_known_only_when_it_was_said(text, currency, said):
    job = understand(text, Hints("en", awaiting="total", currency=currency)).intent
    assert job == NewJob(total=Decimal(24000), currency=said)


@pytest.mark.parametrize(
    ("caption", "place"),
    [
        ("cabinets, island side", 2),
        ("gabinetes lado isla", 2),
        ("demo day 2", 1),
        ("before demo", 1),
        ("cabnets", 2),
        ("nice weather", None),
        ("final coat on the cabinets", None),
        ("", None),
    ],
)
def test_a_caption_names_a_milestone_or_none(caption, place):
    assert named_milestone(caption, HINTS.milestone_names) == place


@pytest.mark.parametrize(
    ("caption", "place"), [("oak ave, north wall", 1), ("the kitchn", 0), ("maple street kitchen", 0), ("hello", None)]
)
def test_a_caption_names_a_project_or_none(caption, place):
    assert named_project(caption, HINTS.project_names) == place
