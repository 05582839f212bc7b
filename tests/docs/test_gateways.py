"""The pages about gateways: their settings exist, none is left out, and what each can do is what its adapter says."""

import re

import pytest

from bots.gateways import names
from bots.settings import Settings
from tests.docs import generated

FOLDER = generated.ROOT / "docs" / "gateways"
SETTINGS = {name.upper() for name in Settings.model_fields}
_NAMED = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")


def unknown(text: str) -> set[str]:
    """Names of settings in it that there are not."""
    return set(_NAMED.findall(text)) - SETTINGS


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.name)
def test_every_setting_that_a_page_names_exists(page):
    assert unknown(page.read_text()) == set()


def test_a_setting_that_does_not_exist_is_found():
    assert unknown("Set `STRIPE_SECRET_KEY` and `STRIPE_SECRET_KEYS=true`.") == {"STRIPE_SECRET_KEYS"}


@pytest.mark.parametrize("name", names())
def test_every_gateway_has_a_page_with_all_its_settings_and_says_that_it_is_untried(name):
    text = (FOLDER / f"{name}.md").read_text()
    mine = {one for one in SETTINGS if one.startswith(f"{name.upper()}_")}
    assert {one for one in mine if f"`{one}" not in text and not one.endswith("_API_BASE")} == set()
    assert "untried with" in text
    assert "milepost doctor" in text
    if name != "mollie":
        assert f"/webhooks/{name}`" in text
    assert f"({name}.md)" in (FOLDER / "README.md").read_text()
    assert f"docs/gateways/{name}.md" in (generated.ROOT / "README.md").read_text()


def test_what_each_can_do_is_what_its_adapter_says():
    page = generated.GATEWAYS_PAGE.read_text()
    assert generated.GATEWAYS.search(page), "the markers are gone"
    assert page == generated.with_gateways(page), "type: make docs"
    assert set(generated.every_gateway()) == set(names())
