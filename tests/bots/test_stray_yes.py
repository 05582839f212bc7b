"""A yes that confirms nothing does not read as if it had."""

from tests.bots.talk import labels


def test_a_yes_that_nothing_waits_for_is_told_so(working):
    working.says("owed")
    told = working.says("yes")[0]
    assert "nothing was waiting for a yes, so nothing was done" in told.text
    assert labels(told) == ["Invoice", "Status", "Help"]


def test_in_spanish(working):
    working.says("español")
    assert "nada esperaba un sí, así que no hice nada" in working.says("sí")[0].text
