"""The main job with its files in a bucket instead of a folder."""

import asyncio
import uuid

import boto3
import httpx
from moto.server import ThreadedMotoServer

from bots import bootstrap
from bots.phones import Phone, running
from tests.journeys.conftest import Cast, settings_for
from tests.journeys.steps import send, set_up


async def test_photos_and_invoices_live_in_the_bucket(database_url, tmp_path, photos):
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    name = f"proofs-{uuid.uuid4().hex}"  # the stand-in keeps its buckets for the whole process
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        bucket = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1", **keys).Bucket(name)
        await asyncio.to_thread(bucket.create)
        settings = settings_for(
            database_url,
            tmp_path,
            s3_bucket=name,
            s3_endpoint_url=endpoint,
            s3_access_key_id="test",
            s3_secret_access_key="test",
        )
        program = bootstrap.build(settings)
        try:
            async with running(program), httpx.AsyncClient(base_url=settings.base_url, timeout=60) as http:
                page = await _story(program, http, photos)
        finally:
            program.close()
        kept = [one.key for one in bucket.objects.all()]
        assert len(kept) == 3 * 4 + 1, "an original and three copies a photo, and the invoice"
        assert "INV-0001" in page
        assert not (tmp_path / "blobs").exists()
    finally:
        server.stop()


async def _story(program, http, photos):
    simulator = program.channels["simulator"]
    cast = Cast(Phone("+14155550171", simulator, http), Phone("+14155550172", simulator, http), "+14155550172")
    await set_up(cast)
    link = (await send(cast, photos[:3]))["url"]
    page = (await http.get(link)).text
    proof = page.split("/proof/", 1)[1].split('"', 1)[0]
    picture = await http.get(f"{link}/proof/{proof}")
    assert picture.headers["content-type"] == "image/jpeg"
    return page
