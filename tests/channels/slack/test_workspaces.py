"""Whose token is kept, and when it is forgotten."""

from tests.channels.slack.payloads import bytes_of


async def test_an_old_goodbye_does_not_forget_a_newer_installation(offline):
    await offline.workspaces.keep("T0SITE", {"token": "xoxb-new", "installed_at": "1795400000"})
    body, media_type = bytes_of("uninstalled")
    await offline.answer({"content-type": media_type}, body)
    assert await offline.workspaces.token("T0SITE") == "xoxb-new"


async def test_a_token_that_failed_does_not_take_a_newer_one_along(offline):
    await offline.workspaces.keep("T0SITE", {"token": "xoxb-new", "installed_at": "1795400000"})
    await offline.workspaces.forget("T0SITE", token="xoxb-old")
    assert await offline.workspaces.token("T0SITE") == "xoxb-new"
    await offline.workspaces.forget("T0SITE", token="xoxb-new")
    assert await offline.workspaces.installed() == ()
