import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.core.sizes import DATABASE_STEPS, DATABASE_STORIES, STEPS, STORIES
from tests.core.usecases.machine import BooksMachine


def play(machine, stories, steps):
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    sizes = settings(
        max_examples=stories, stateful_step_count=steps, deadline=None, suppress_health_check=quiet, print_blob=True
    )
    run_state_machine_as_test(machine, settings=sizes)


def test_whatever_happens_in_memory_all_that_must_hold_does():
    play(BooksMachine, STORIES, STEPS)


@pytest.mark.slow
def test_whatever_happens_on_postgresql_all_that_must_hold_does(database):
    class OnPostgresql(BooksMachine):
        @staticmethod
        def make_books():
            return database.books

    play(OnPostgresql, DATABASE_STORIES, DATABASE_STEPS)
