"""What is said in passing: a hello, a thank-you, a name."""

import pytest

from tests.bots.talk import all_text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("good morning!", "Hi, Rivera Remodeling! Send photos"),
        ("start", "Hi, Rivera Remodeling! Send photos"),
        ("thank you", "Happy to help, Rivera Remodeling."),
        ("🙏", "Happy to help, Rivera Remodeling."),
        ("buenos días", "¡Hola, Rivera Remodeling! Manda fotos"),
        ("muchas gracias", "Con gusto, Rivera Remodeling."),
    ],
)
def test_a_hello_is_greeted_and_thanks_are_welcomed(working, said, answer):
    assert answer in working.says(said)[0].text


def test_hello_thanks_and_a_new_name(working):
    assert "Happy to help" in working.says("thanks!")[0].text
    assert "Rivera Builders" in working.says("we are Rivera Builders")[0].text
    assert "New job: ..." in all_text(working.says("help"))
