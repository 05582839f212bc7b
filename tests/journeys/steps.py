"""What many journeys begin with."""

from collections.abc import Sequence
from pathlib import Path

from bots.phones import has_button

JOB = "New job: Maple St kitchen for Dana Lee {client}, $24,000: deposit 10%, demo 4500, cabinets 8000, final rest"


async def set_up(cast, job: str = JOB):
    """A contractor with one project."""
    await cast.contractor.says("Hi")
    await cast.contractor.waits_for(lambda _: True, "the welcome")
    await cast.contractor.says("Rivera Remodeling")
    await cast.contractor.waits_for(lambda _: True, "the next question")
    await cast.contractor.says(job.format(client=cast.client_number))
    plan = await cast.contractor.waits_for(has_button("Create job"), "the plan")
    await cast.contractor.taps(plan, "Create job")
    return await cast.contractor.waits_for(has_button("Status"), "the project")


async def prove(cast, photos: Sequence[Path], caption: str = ""):
    """An album, and the one reply to it."""
    await cast.contractor.says(caption, photos)
    return await cast.contractor.waits_for(lambda message: bool(message["choices"]), "the word of the photos")


async def preview(cast, photos: Sequence[Path] = ()):
    if photos:
        word = await prove(cast, photos)
        await cast.contractor.taps(word, "Invoice")
    else:
        await cast.contractor.says("invoice")
    return await cast.contractor.waits_for(has_button("Send"), "the preview")


async def send(cast, photos: Sequence[Path] = ()):
    """From photos to the client's link."""
    shown = await preview(cast, photos)
    await cast.contractor.taps(shown, "Send")
    return await cast.client.waits_for(lambda message: bool(message["url"]), "the client's link")
