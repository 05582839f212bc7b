"""Bank details in the books: the first at once, a change by a code and a wait, and nothing by an old yes."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from core.domain.bank import CHANGE_WAITS, BankCodes, BankFacts
from core.domain.errors import NotAllowed, NotFound, Refusal
from core.domain.lifecycle import BANK_DETAILS
from core.usecases import banking
from core.usecases.asking import Asked
from tests.storage.samples import NOON, Story, new
from tests.twins.memory_ledger import MemoryBooks

CODES = BankCodes(b"k" * 32)
IDS = count(1)


def facts(number="123456789"):
    return BankFacts(kind="us", holder="Lee & Sons", routing="021000021", number=number)


class Firm:
    """One contractor's books; ``hours`` go by."""

    def __init__(self):
        self.story = Story()
        self.books = MemoryBooks()
        self.hours = 0
        with self.books.open(self.story.account.id) as ledger:
            ledger.save(*self.story.all)

    @property
    def asked(self):
        return Asked(now=NOON + timedelta(hours=self.hours), new_id=lambda: UUID(int=next(IDS) + 2**100))

    def do(self, what, *args):
        with self.books.open(self.story.account.id) as ledger:
            return what(ledger, self.asked, self.story.contractor.id, *args)

    def show(self, number="123456789"):
        return self.do(banking.show, facts(number), self.story.member.id)

    def agree(self, details, second=None):
        return self.do(banking.agree, details.id, second)

    def give(self, details, given):
        return self.do(banking.give_code, details.id, (given, CODES))

    @property
    def stands(self):
        return self.do(banking.standing)


@pytest.fixture
def firm():
    return Firm()


@pytest.fixture
def banked(firm):
    firm.agree(firm.show())
    return firm


def test_the_first_count_at_once(firm):
    shown = firm.show()
    assert firm.stands == banking.Standing(now=None, coming=None)
    done = firm.agree(shown, firm.story.member_address)
    assert done.what == "first"
    assert firm.stands.now == done.details
    assert firm.do(banking.come_into_force, done.details.id) is None


def test_a_change_without_a_second_address_waits(banked):
    change = banked.show("5555")
    done = banked.agree(change)
    assert (done.what, done.instead_of.facts) == ("waits", facts())
    assert banked.stands.now.facts == facts()
    assert banked.stands.coming == done.details
    assert banked.do(banking.come_into_force, change.id) is None
    banked.hours = CHANGE_WAITS.total_seconds() // 3600
    assert banked.stands.now.facts == facts("5555")
    assert banked.do(banking.come_into_force, change.id).facts == facts("5555")
    assert banked.do(banking.come_into_force, change.id) is None


def test_a_change_with_a_second_address_needs_its_code(banked):
    change, second = banked.show("5555"), banked.story.member_address
    asked = banked.agree(change, second)
    assert asked.what == "code"
    assert banked.stands.coming is None
    right = CODES.code(change.id, asked.details.code.turn)
    assert banked.give(change, "1" if right != "1" else "2") is None
    assert banked.give(change, right).what == "waits"
    assert banked.stands.coming.facts == facts("5555")
    with pytest.raises(Refusal) as refused:
        banked.give(change, right)
    assert refused.value.code == "bank.old"


def test_a_second_code_is_not_sent_at_once_and_none_is_taken_that_was_not_sent(banked):
    change = banked.show("5555")
    with pytest.raises(Refusal) as refused:
        banked.give(change, "123456")
    assert refused.value.code == "code.over"
    banked.agree(change, banked.story.member_address)
    with pytest.raises(Refusal) as refused:
        banked.agree(change, banked.story.member_address)
    assert refused.value.code == "code.too_soon"
    banked.hours = 1
    with pytest.raises(Refusal) as refused:
        banked.give(change, CODES.code(change.id, 1))
    assert refused.value.code == "code.over"


def test_who_says_other_details_each_time_gets_no_more_codes_to_guess_at(banked):
    def answer(number):
        try:
            return banked.agree(banked.show(number), banked.story.member_address).what
        except Refusal as refused:
            return refused.code

    assert [answer("10000"), answer("10001")] == ["code", "code.too_soon"]
    heard = []
    for minute in range(1, 72 * 60, 10):
        banked.hours = minute / 60
        heard.append(answer(str(20000 + minute)))
    assert (heard.count("code"), set(heard)) == (19, {"code", "code.too_many"})
    banked.hours = 24 * 30
    assert answer("5555") == "code"


def test_a_yes_counts_for_what_was_shown_last_alone(banked):
    old = banked.show("5555")
    banked.show("6666")
    with pytest.raises(Refusal) as refused:
        banked.agree(old)
    assert refused.value.code == "bank.old"
    with pytest.raises(NotFound):
        banked.agree(replace(old, id=new()))


def test_the_same_again_changes_nothing(banked):
    again = banked.show()
    assert banked.agree(again).what == "same"
    change = banked.agree(banked.show("5555")).details
    assert banked.agree(banked.show("5555")).details == change


def test_a_newer_change_takes_the_place_of_the_one_that_waits(banked):
    banked.agree(banked.show("5555"))
    banked.agree(banked.show("6666"))
    assert banked.stands.coming.facts == facts("6666")
    banked.hours = 1000
    assert banked.stands.now.facts == facts("6666")


def test_a_change_is_cancelled_until_it_is_in_force(banked):
    assert banked.do(banking.cancel) is None
    change = banked.agree(banked.show("5555")).details
    assert banked.do(banking.cancel).id == change.id
    assert banked.stands.coming is None
    banked.hours = 1000
    assert banked.stands.now.facts == facts()
    assert banked.do(banking.come_into_force, change.id) is None
    late = banked.agree(banked.show("5555")).details
    banked.hours = 2000
    assert banked.do(banking.cancel) is None
    assert banked.do(banking.come_into_force, late.id)


def test_what_was_overtaken_before_it_was_told_is_told_no_more(banked):
    first = banked.agree(banked.show("5555")).details
    banked.hours = 100
    banked.agree(banked.show("6666"))
    banked.hours = 1000
    assert banked.do(banking.come_into_force, first.id) is None


def test_what_is_not_in_the_table_does_not_happen():
    with pytest.raises(NotAllowed):
        BANK_DETAILS.after("shown", "cancel")


def test_removed_they_are_shown_no_more_and_a_change_to_come_does_not_come(banked):
    before = banked.stands.now
    banked.agree(banked.show("5555"))
    gone = banked.do(banking.remove)
    assert (gone.id, gone.state) == (before.id, "removed")
    assert banked.stands == banking.Standing(now=None, coming=None)
    assert banked.do(banking.remove) is None


def test_put_back_they_are_what_they_were_and_since_then(banked):
    before = banked.stands.now
    assert banked.do(banking.put_back) is None
    banked.do(banking.remove)
    banked.hours = 200
    assert banked.do(banking.put_back) == before
    assert banked.stands.now == before
    assert banked.do(banking.put_back) is None


def test_after_a_removal_others_wait_as_any_change(banked):
    banked.do(banking.remove)
    done = banked.agree(banked.show("5555"))
    assert (done.what, done.instead_of) == ("waits", None)
    banked.hours = 73
    assert banked.stands.now.facts.number == "5555"
    assert banked.do(banking.put_back) is None  # others are shown by now


def test_of_two_that_were_in_force_the_newer_is_put_back(banked):
    banked.agree(banked.show("5555"))
    banked.hours = 73
    gone = banked.do(banking.remove)
    assert gone.facts.number == "5555"
    assert banked.stands.now is None
    assert banked.do(banking.put_back).facts.number == "5555"


def test_where_none_were_ever_there_is_nothing_to_remove(firm):
    firm.show()
    assert firm.do(banking.remove) is None
    assert firm.do(banking.put_back) is None
