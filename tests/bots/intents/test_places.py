"""Where a business works: from its address, and in its own words."""

import pytest

from bots.intents import Hints, understand
from bots.intents.limits import PlaceSaid
from bots.intents.places import place_of


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("12 Oak St, Oakland, CA 94601", "US-CA"),
        ("12 Oak St\nOakland CA 94601-1234", "US-CA"),
        ("12 Oak St, Oakland, CA, 94601, USA", "US-CA"),
        ("44 Pine Ave, Reno NV", "US-NV"),
        ("1 Main St, Albany, New York 12207", "US-NY"),
        ("1 Main St, Baltimore, Maryland", "US-MD"),
        ("5 Beach Rd, Dover, DE 19901", "US-DE"),
        ("1 K St, Washington, DC 20005", "US-DC"),
        ("3 rue X, 75001 Paris, France", "FR"),
        ("Torstr. 1, 10119 Berlin, Deutschland", "DE"),
        ("", ""),
        ("12 Oak St", ""),
        ("12 Oak St, Oakland", ""),
        ("12 Oak St, Oakland, CA 10001", ""),
        ("Torstr. 1, Berlin, DE", ""),
        ("Av. Juárez 12, Monterrey, MX", ""),
        ("10 King St, Toronto ON", ""),
        ("10 King St, Toronto, ON M5V 2T6", "CA"),
        ("10 King St, Toronto ON M5V2T6, Canada", "CA"),
        ("10 King St, Toronto, Canada", "CA"),
        ("10 Downing St, London SW1A 2AA", "GB"),
        ("1 High St, Leeds LS1 4AP, United Kingdom", "GB"),
        ("Calle Mayor 1, 28013 Madrid, España", "ES"),
        ("4 Georgia Ave", ""),
    ],
)
def test_an_address_names_its_place_or_nothing(address, place):
    assert place_of(address) == place


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("we work in California", "US-CA"),
        ("We're based in Oakland, CA", "US-CA"),
        ("I work in new york.", "US-NY"),
        ("state: CA", "US-CA"),
        ("our state is maryland", "US-MD"),
        ("trabajamos en California", "US-CA"),
        ("trabajo en Nueva York", "US-NY"),
        ("estado: CA", "US-CA"),
        ("we work in Canada", "CA"),
        ("we work in the United Kingdom", "GB"),
        ("trabajamos en España", "ES"),
    ],
)
def test_it_is_understood_as_people_say_it(said, place):
    assert understand(said, Hints("en")).intent == PlaceSaid(place)


@pytest.mark.parametrize(
    "said", ["we work in the kitchen", "do we work in California?", "California", "we work in Elm", "state: fine"]
)
def test_what_names_no_place_changes_nothing(said):
    assert not isinstance(understand(said, Hints("en")).intent, PlaceSaid)
