"""Two web servers and two workers on one database tell the same story as one process."""

import httpx
import pytest

from bots.phones import Phone, has_button
from channels.simulator.adapter import Simulator
from tests.journeys.steps import JOB


@pytest.mark.xdist_group("processes")
async def test_two_of_each_tell_one_story(crew, pictures, tmp_path):
    for name in ("web0", "web1", "work0", "work1"):
        crew.start(name)
    await crew.ready(0)
    await crew.ready(1)
    simulator = Simulator(tmp_path / "simulator", b"x" * 32, crew.address())
    paths = []
    for n, picture in enumerate(pictures[:6]):
        (tmp_path / f"p{n}.jpg").write_bytes(picture)
        paths.append(tmp_path / f"p{n}.jpg")
    async with (
        httpx.AsyncClient(base_url=crew.address(0), timeout=60) as first,
        httpx.AsyncClient(base_url=crew.address(1), timeout=60) as second,
    ):
        phone = Phone("+14155550171", simulator, first)
        client = Phone("+14155550172", simulator, second)
        await phone.says("Hi")
        await phone.waits_for(lambda _: True, "the welcome")
        phone.http = second
        await phone.says("Rivera Remodeling")
        await phone.waits_for(lambda _: True, "the next question")
        phone.http = first
        await phone.says(JOB.format(client=client.number))
        plan = await phone.waits_for(has_button("Create job"), "the plan")
        phone.http = second
        await phone.taps(plan, "Create job")
        await phone.waits_for(has_button("Status"), "the project")
        phone.http = first
        await phone.says("demo done", paths)
        shown = await phone.waits_for(has_button("Send"), "the preview")
        phone.http = second
        await phone.taps(shown, "Send")
        message = await client.waits_for(lambda message: bool(message["url"]), "the client's link")
        page = await second.get(message["url"].replace(crew.address(0), crew.address(1)))
    assert page.status_code == httpx.codes.OK
    assert "INV-0001" in page.text
    await crew.quiet()
    assert crew.rows("SELECT count(*) FROM proofs WHERE state = 'kept'") == [(6,)]
    assert crew.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == [(0,)]
