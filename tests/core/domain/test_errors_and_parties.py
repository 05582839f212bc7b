from datetime import date

import pytest

from core.domain import errors
from core.domain.party import ON_RECEIPT, DueTerms


def test_a_refusal_prints_its_code_and_what_it_is_about():
    assert str(errors.NotFound("project.none")) == "project.none"
    assert str(errors.OutOfDate("draft.changed", n=2)) == "draft.changed {'n': 2}"


@pytest.mark.parametrize("refusal", [errors.NotFound, errors.NotAllowed, errors.OutOfDate, errors.DoesNotAddUp])
def test_everything_expected_is_a_refusal(refusal):
    assert issubclass(refusal, errors.Refusal)


@pytest.mark.parametrize("fault", [errors.Clash, errors.Corrupt])
def test_what_is_no_answer_to_a_person_is_no_refusal(fault):
    assert issubclass(fault, errors.MilepostError)
    assert not issubclass(fault, errors.Refusal)


def test_payment_is_due_that_many_days_after_issue():
    issued = date(2026, 12, 20)
    assert ON_RECEIPT.due_on(issued) == issued
    assert DueTerms(14).due_on(issued) == date(2027, 1, 3)
