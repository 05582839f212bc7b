"""Everything of an account, from a sentence in chat to the ZIP on the owner's own disk, and to its end."""

import csv
import hashlib
import io
import json
import re
import zipfile

from bots.phones import has_button
from tests.journeys.steps import send, set_up, to_the_receipt


async def test_an_owner_gets_all_of_it_as_one_file_by_a_link_that_ends_when_it_is_deleted(http, cast, photos, world):
    await set_up(cast)
    await send(cast, photos[:2])
    await to_the_receipt(cast)
    await cast.contractor.says("export everything")
    await cast.contractor.taps(await cast.contractor.waits_for(has_button("Make it"), "what is in it"), "Make it")
    ready = await cast.contractor.waits_for(lambda message: "/x/" in (message["url"] or ""), "the link")
    page = await http.get(ready["url"])
    assert page.status_code == 200
    assert "Rivera Remodeling" in page.text
    got = await http.get(f"{ready['url']}/file")
    assert got.status_code == 200
    assert re.search(
        r"attachment; .*milepost-Rivera-Remodeling-\d{4}-\d\d-\d\d\.zip", got.headers["content-disposition"]
    )
    tail = await http.get(f"{ready['url']}/file", headers={"range": "bytes=100-"})
    assert (tail.status_code, tail.content) == (206, got.content[100:])
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert archive.testzip() is None
        everything = {name: archive.read(name) for name in archive.namelist()}
    [invoice] = csv.DictReader(io.StringIO(everything["books/invoices.csv"].decode("utf-8-sig")))
    assert (invoice["number"], invoice["client"], invoice["total"]) == ("INV-0001", "Dana Lee", "4500.00")
    [payment] = csv.DictReader(io.StringIO(everything["books/payments.csv"].decode("utf-8-sig")))
    assert (payment["gateway"], payment["amount"]) == ("manual", "4500.00")
    assert [one["name"] for one in json.loads(everything["records/clients.json"])] == ["Dana Lee"]
    kept = {hashlib.sha256(content).hexdigest() for name, content in everything.items() if name.startswith("files/")}
    assert {hashlib.sha256(photo.read_bytes()).hexdigest() for photo in photos[:2]} < kept
    assert sum(content.startswith(b"%PDF-") for content in everything.values()) == 1
    assert "Rivera Remodeling" in everything["index.html"].decode()

    gone = await http.post(ready["url"], headers={"origin": world.base_url})
    assert gone.status_code == 200
    assert (await http.get(f"{ready['url']}/file")).status_code == 404
