"""Bugs in how money is counted and asked for, each with the check that must find it: had by others, or feared."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from core.domain.money import Money
from core.usecases import gateway_events, reminding
from tests.core.site import START, usd
from tests.core.usecases import catching

EVENTS, REMINDERS = "core.usecases.gateway_events", "core.usecases.reminding"
LEDGER = "tests.twins.memory_ledger"


def nothing(*_args, **_kwargs):
    return None


def never(*_args, **_kwargs):
    return False


def always(*_args, **_kwargs):
    return True


def not_looking_at(what, true=gateway_events._mismatch):
    """Events whose amount, currency, account, mode or reference is another than was asked for."""

    def mismatch(*args, **kwargs):
        found = true(*args, **kwargs)
        return "" if found == what else found

    return mismatch


def believing(change, true=gateway_events.take_gateway_event):
    """Each event taken for what it is not."""

    def take(ledger, asked, event, *, test_mode):
        return true(ledger, asked, change(event), test_mode=test_mode)

    return take


def early(event):
    return replace(event, outcome="succeeded") if event.outcome == "processing" else event


def undisputed(event):
    return replace(event, disputed=Money.zero(event.amount.currency))


def in_order_of_arrival():
    arrived = count(1_000)
    return lambda event: replace(event, occurred_at=START + timedelta(minutes=next(arrived)))


def dropped(amount, balance):
    return min(amount, balance), Money.zero(balance.currency)


def forgetting(name):
    def changed(one, **changes):
        changes.pop(name, None)
        return replace(one, **changes)

    return changed


def any_day(jurisdiction, true=reminding.hours_in):
    return replace(true(jurisdiction), weekdays=frozenset(range(7)))


def still_open(*_):
    return usd("1")


# name -> (what is put where, the check that must find it)
PLANTS_PAYING = {
    **{
        f"the {what} of an event is not looked at": (
            {f"{EVENTS}._mismatch": not_looking_at(what)},
            catching.of_tampered_events_none_counts,
        )
        for what in ("amount", "currency", "account", "mode", "reference")
    },
    "more may go back than came": ({f"{EVENTS}._possible": always}, catching.of_tampered_events_none_counts),
    "a payment that is on its way counts as paid": (
        {f"{EVENTS}.take_gateway_event": believing(early)},
        catching.nothing_counts_before_it_came,
    ),
    "what is told twice counts twice": (
        {f"{LEDGER}.MemoryLedger.payment_by_external": nothing, f"{LEDGER}._unique_key": nothing},
        catching.any_order_ends_the_same,
    ),
    "the last word that arrives holds, however old it is": (
        {f"{EVENTS}.take_gateway_event": believing(in_order_of_arrival())},
        catching.any_order_ends_the_same,
    ),
    "a dispute takes nothing back": (
        {f"{EVENTS}.take_gateway_event": believing(undisputed)},
        catching.what_went_back_is_asked_for_again,
    ),
    "a milestone stays paid when its money went back": (
        {"core.usecases.counting.settle_milestones": nothing},
        catching.what_went_back_is_asked_for_again,
    ),
    "the page for an old sum can still be paid on": (
        {"core.usecases.counting.close_requests": nothing},
        catching.what_went_back_is_asked_for_again,
    ),
    "what comes beyond the balance is dropped": (
        {"core.domain.allocation.spread": dropped},
        catching.of_two_payers_one_has_a_credit,
    ),
    "a reminder goes at night": ({"core.domain.reminder.is_quiet": never}, catching.reminders_go_once_in_their_hours),
    "a reminder goes on a Sunday": ({f"{REMINDERS}.hours_in": any_day}, catching.reminders_go_once_in_their_hours),
    "a step goes again and again": (
        {f"{REMINDERS}.replace": forgetting("last_step")},
        catching.reminders_go_once_in_their_hours,
    ),
    "a reminder goes on the day on which the invoice was sent again": (
        {f"{REMINDERS}.replace": forgetting("last_on")},
        catching.none_goes_on_a_day_on_which_it_was_sent_again,
    ),
    "what is paid is reminded of": (
        {f"{REMINDERS}.balance_of": still_open, f"{REMINDERS}._OPEN": frozenset({"paid", "issued"})},
        catching.none_goes_of_what_is_paid,
    ),
    "a question holds nothing up": ({f"{REMINDERS}.is_held_up": never}, catching.none_goes_while_a_question_is_open),
    "a promised day is not waited for": ({f"{REMINDERS}.pause": nothing}, catching.none_goes_before_a_promised_day),
}
