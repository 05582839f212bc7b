"""How e-mail and the signed webhook stand, in words."""

import pytest

from bots.settings import Settings
from bots.tending import ROADS, CannotSetUp
from tests.channels.email.world import PASSWORD, Server, any_port, serving

ON = {"email_from": "Milepost <bills@example.com>", "public_base_url": "https://pay.example.com"}


def chosen(**more: object) -> Settings:
    return Settings(_env_file=None, **{**ON, **more})


async def found(name: str, settings: Settings) -> list[tuple[bool | None, str, str]]:
    return [(one.well, one.words, one.mend) for one in await ROADS[name].look(settings)]


async def test_a_server_that_takes_us_is_said_to_and_gets_no_letter():
    server = Server()
    with serving(server) as port:
        said = await found("email", chosen(smtp_url=f"smtp://127.0.0.1:{port}"))
    assert said[0] == (True, "e-mail: 127.0.0.1 takes letters from bills@example.com", "")
    assert (
        said[1][2]
        == "set EMAIL_INBOUND_SECRET to Mailgun's HTTP webhook signing key, then milepost channels setup email"
    )
    assert server.taken == 0


async def test_a_server_that_is_away_is_told_with_what_mends_it_and_no_password():
    said = await found("email", chosen(smtp_url=f"smtp://ray:canary@127.0.0.1:{any_port()}"))
    assert said[0][0] is False
    assert said[0][2] == "check SMTP_URL"
    assert "canary" not in f"{said}"


@pytest.mark.parametrize("wrong", [{"smtp_url": "canary"}, {"smtp_url": "smtp://127.0.0.1", "email_from": "Ray"}])
async def test_settings_that_are_wrong_are_told(wrong):
    said = await found("email", chosen(**wrong))
    assert said[0][0] is False
    assert "canary" not in f"{said}"


async def test_what_to_enter_at_the_provider_is_told():
    lines = await ROADS["email"].set_up(chosen(smtp_url="smtp://127.0.0.1", email_inbound_secret=PASSWORD))
    assert 'match_recipient("bills(\\+.*)?@example.com")' in lines[1]
    assert 'store(notify="https://pay.example.com/webhooks/email")' in lines[2]


@pytest.mark.parametrize(
    ("name", "missing"),
    [("email", {}), ("email", {"smtp_url": "smtp://127.0.0.1"}), ("signed", {})],
)
async def test_what_is_missing_is_said(name, missing):
    with pytest.raises(CannotSetUp, match="set "):
        await ROADS[name].set_up(chosen(**missing))


async def test_a_program_of_ones_own_is_told_where_to_post():
    settings = chosen(signed_webhook_url=f"http://127.0.0.1:{any_port()}", signed_webhook_secret="x" * 20)
    assert ROADS["signed"].is_on(settings)
    assert "https://pay.example.com/webhooks/signed" in (await found("signed", settings))[-1][1]
    assert "https://pay.example.com/webhooks/signed" in (await ROADS["signed"].set_up(settings))[0]
