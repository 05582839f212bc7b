"""From photos in a chat to a proof pack that anybody can check."""

import hashlib
import os
import re
from pathlib import Path

from tests.journeys.steps import prove, set_up


async def test_a_proof_pack_comes_as_a_file_and_is_checked_by_its_code(world, http, cast, photos):
    await set_up(cast)
    await prove(cast, photos[:2], "demo before")
    await prove(cast, photos[2:4], "demo after")
    await cast.contractor.says("proof pack for demo")
    came = await cast.contractor.waits_for(lambda message: "/verify/" in message["text"], "the pack")
    (file,) = came["files"]
    pdf = (await http.get(f"/simulator/media/{file['id']}")).content
    assert pdf.startswith(b"%PDF-")
    if os.environ.get("MILEPOST_SHOTS"):
        (Path(os.environ["MILEPOST_SHOTS"]) / "journey.pdf").write_bytes(pdf)
    page = (await http.get(re.search(r"http\S+/verify/\S+", came["text"])[0])).text
    assert "This proof pack is genuine" in page
    assert hashlib.sha256(pdf).hexdigest() in page
    for photo in photos[:4]:
        assert hashlib.sha256(photo.read_bytes()).hexdigest() in page
    assert cast.client_number not in page
    assert "Dana" not in page
