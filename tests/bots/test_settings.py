"""Settings are refused in words that say what to set; the secret key is made once, for its owner only."""

import secrets
from pathlib import Path

import pytest
from pydantic import ValidationError

from bots.bootstrap import derived
from bots.settings import Settings

GOOD = {"environment": "production", "secret_key": "k" * 32, "public_base_url": "https://pay.example.com"}


def settings(**chosen) -> Settings:
    return Settings(_env_file=None, **chosen)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({**GOOD, "secret_key": ""}, "SECRET_KEY: set it to 32 random characters"),
        ({**GOOD, "secret_key": "short"}, "too short: set it to 32 random characters"),
        ({**GOOD, "public_base_url": ""}, "PUBLIC_BASE_URL: set it to your https:// address"),
        ({**GOOD, "public_base_url": "http://pay.example.com"}, "PUBLIC_BASE_URL: set it to your https:// address"),
        ({"public_base_url": "pay.example.com"}, "must begin with https://"),
        ({"secret_key": "short"}, "or leave it empty"),
        ({"default_zone": "Mars/Olympus"}, "such as America/New_York"),
        ({"default_zone": "../../etc/passwd"}, "such as America/New_York"),
        ({"default_country": "Narnia"}, "such as US or MX"),
        ({"default_currency": "dollars"}, "pattern"),
        ({"port": 0}, "greater than or equal to 1"),
        ({"worker_concurrency": 0}, "greater than or equal to 1"),
        ({"environment": "staging"}, "'development' or 'production'"),
        ({"log_level": "LOUD"}, "'DEBUG'"),
    ],
)
def test_a_bad_setting_is_refused_with_what_to_set(chosen, said):
    with pytest.raises(ValidationError) as refused:
        settings(**chosen)
    assert said in str(refused.value)


def test_all_that_production_lacks_is_said_at_once():
    with pytest.raises(ValidationError) as refused:
        settings(environment="production")
    assert "SECRET_KEY" in str(refused.value)
    assert "PUBLIC_BASE_URL" in str(refused.value)


def test_a_secret_is_never_in_the_words_about_it():
    with pytest.raises(ValidationError) as refused:
        settings(**{**GOOD, "secret_key": "hunter2"})
    assert "hunter2" not in str(refused.value)
    assert "k" * 32 not in repr(settings(**GOOD))


def test_production_runs_neither_simulator_nor_test_payments():
    assert not settings(**GOOD).testing_allowed
    assert settings().testing_allowed


@pytest.mark.parametrize(
    ("chosen", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "0.0.0.0", "port": 9000}, "http://127.0.0.1:9000"),
        ({"public_base_url": "https://pay.example.com/"}, "https://pay.example.com"),
    ],
)
def test_the_address_is_the_one_that_reaches_it(chosen, url):
    assert settings(**chosen).base_url == url


def test_a_key_that_is_set_is_the_key(tmp_path):
    assert settings(**GOOD, data_dir=tmp_path).key() == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_readable_by_its_owner_only(tmp_path):
    chosen = settings(data_dir=tmp_path / "data")
    key = chosen.key()
    kept = tmp_path / "data" / "secrets" / "secret_key"
    assert len(key) >= 32
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert settings(data_dir=tmp_path / "data").key() == key
    assert [one.name for one in kept.parent.iterdir()] == ["secret_key"]


def test_of_two_that_make_it_at_once_one_key_stays(tmp_path, monkeypatch):
    folder = tmp_path / "secrets"
    made = secrets.token_hex

    def other_first(size):
        folder.joinpath("secret_key").write_text("theirs, which was there a moment earlier")
        return made(size)

    first = Path.exists
    monkeypatch.setattr("bots.settings.secrets.token_hex", lambda _size: made(8))
    monkeypatch.setattr(Path, "exists", lambda path: False if path.name == "secret_key" else first(path))
    folder.mkdir()
    other_first(8)
    assert settings(data_dir=tmp_path).key() == b"theirs, which was there a moment earlier"
    assert [one.name for one in folder.iterdir()] == ["secret_key"]


def test_each_purpose_has_a_key_of_its_own(tmp_path):
    chosen = settings(data_dir=tmp_path)
    assert len({derived(chosen, purpose) for purpose in ("links", "simulator", "sandbox")}) == 3
