"""What seldom comes about of itself, played through as one step: something is taken back that later ones build on."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.domain.money import Money, Rate
from tests.core.usecases.machine_paying import which

shares = st.sampled_from([1, 10_000, 333_333, 500_000, 1_000_000]).map(Rate)
places = st.lists(which, min_size=1, max_size=2, unique=True)


def story(name, **drawn):
    return st.tuples(st.just(name), st.fixed_dictionaries({"project": which, **drawn}))


def _released(then):
    return story(
        "retainage_is_released_of_work_just_billed",
        billed=places,
        share=st.sampled_from([333_333, 1_000_000]).map(Rate),
        then=st.just(then),
    )


RARITIES = (
    story(
        "work_with_the_deposit_on_it_is_taken_back",
        billed=places,
        taken=st.lists(st.integers(1, 9_000), min_size=2, max_size=3),
        again=st.booleans(),
    ),
    *(_released(then) for then in ("void", "credit", "pay", "release")),
    story("work_just_billed_is_void", billed=places, again=st.booleans()),
    story("work_is_billed_one_by_one", billed=st.permutations(range(3))),
    story("too_much_is_paid_and_some_of_it_taken_back", billed=places, some=st.integers(1, 60_000)),
    *(
        story(
            "credit_pays_for_more_work", billed=places, more=places, surplus=st.integers(1, 60_000), then=st.just(then)
        )
        for then in ("void", "credit", "take back", "money back", "give back", "pay")
    ),
    story("a_part_is_billed_and_the_rest_taken_off", place=which, percent=st.integers(1, 999_999).map(Rate)),
)


class Rarely:
    """Of the books machine. Each is as if its steps had been played one after another; any of them may be refused."""

    @rule(rare=st.one_of(RARITIES))
    def something_rare(self, rare):
        name, drawn = rare
        getattr(self, name)(**drawn)

    def _billed(self, project, places):
        """The one invoice of this, if it is not refused."""
        before = len(self.issued)
        self.draft_and_send_at_once(project, places)
        return self.issued[before:]

    def work_with_the_deposit_on_it_is_taken_back(self, project, billed, taken, again):
        """In pieces and then all of it, and perhaps billed again."""
        self.ask_for_the_deposit(project)
        if self._billed(project, billed):
            self.credit(0, taken, all_of_it=True)
        if again:
            self.ask_for_the_deposit(project)
            self.draft_and_send_at_once(project, billed)

    def retainage_is_released_of_work_just_billed(self, project, billed, share, then):
        """And then that work is taken back, or paid, or its retainage released once more."""
        for invoice in self._billed(project, billed):
            self.release(project, billed, share)
            place = len(self.issued) - 1 - self.issued.index(invoice)
            if then == "release":
                self.release(project, billed, Rate(1_000_000))
            elif then == "pay":
                self.the_work_is_paid(project)
            elif then == "void":
                self.void(place)
            else:
                self.credit(place, [], all_of_it=True)

    def work_just_billed_is_void(self, project, billed, again):
        if self._billed(project, billed):
            self.void(0)
        if again:
            self.draft_and_send_at_once(project, billed)

    def work_is_billed_one_by_one(self, project, billed):
        for place in billed:
            self.draft_and_send_at_once(project, [place])

    def too_much_is_paid_and_some_of_it_taken_back(self, project, billed, some):
        """More than was asked for, so that the rest of it takes the place of what is taken back."""
        for invoice in self._billed(project, billed):
            asked = self.site.invoice(invoice).total
            if asked:  # of some, the deposit had paid all
                self.client_pays_by_hand(0, some, all_of_it=False)
                self.pay(self.site.invoice(invoice), asked)
                self.take_back(1)

    def credit_pays_for_more_work(self, project, billed, more, surplus, then):
        """And then that work, or the payment with the credit, is taken back."""
        for invoice in self._billed(project, billed):
            balance = self.site.balance(self.site.invoice(invoice))
            if then == "money back" and balance:
                self.ask_for_payment(0)
                self.client_pays_on_the_page(0, late=True)
            self.pay(self.site.invoice(invoice), self.site.balance(self.site.invoice(invoice)) + Money(surplus, "USD"))
            for _ in self._billed(project, more):
                self.credit_is_used(0)
                if then == "void":
                    self.void(0)
                elif then == "credit":
                    self.credit(0, [surplus], all_of_it=True)
                elif then == "give back":
                    self.credit_is_given_back(0)
                elif then == "take back":
                    self.take_back(0)
                elif then == "money back" and self.requests:
                    self.money_goes_back(0, 1, 3, 100_000_00, 0)
                else:
                    self.the_work_is_paid(project)

    def a_part_is_billed_and_the_rest_taken_off(self, project, place, percent):
        self.bill_a_part(project, place, percent, far=2)
