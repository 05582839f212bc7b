"""S3: links that the bucket itself checks, and answers that are not ours.

The stand-in is @20minutes/s3rver, which computes version 4 signatures and expiry itself; s3rver 3.7.1 says in its
source that it takes any version 4 signature, so a forged link would pass there.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen
from uuid import UUID

import boto3
import pytest
from botocore.exceptions import ClientError

from core.domain.ids import AccountId
from storage.blobs.s3 import S3Blobs

ONE = AccountId(UUID(int=1))
PACKAGE = "@20minutes/s3rver@5.0.0"
SERVE = """
const S3rver = require("@20minutes/s3rver");
const where = { directory: process.argv[1], address: "127.0.0.1", port: 0, silent: true, vhostBuckets: false };
new S3rver(where).run().then((at) => console.log("http://" + at.address + ":" + at.port));
process.stdin.on("end", () => process.exit()).resume();
"""
KEYS = {"access_key": "S3RVER", "secret_key": "S3RVER"}


def installed(cache: Path) -> Path:
    """s3rver under ``cache``, installed once; a second installer at the same time loses nothing."""
    home = cache / PACKAGE.replace("/", "-")
    if not home.exists():
        fresh = Path(tempfile.mkdtemp(dir=cache))
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(fresh), PACKAGE],
            check=True,
            capture_output=True,
            timeout=240,
        )
        try:
            fresh.rename(home)
        except OSError:
            shutil.rmtree(fresh)
    return home


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server that checks what it is asked."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("presigned links are NOT tested: node and npm are needed to run the s3rver stand-in")
    try:
        home = installed(request.config.cache.mkdir("s3rver"))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"presigned links are NOT tested: npm could not install {PACKAGE}: {error.stderr[-300:]!r}")
    folder = tmp_path_factory.mktemp("s3rver")
    command = ["node", "-e", SERVE, str(folder)]
    with subprocess.Popen(command, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        if not url:
            pytest.skip("presigned links are NOT tested: this node cannot run the s3rver stand-in")
        yield url
        process.stdin.close()


@pytest.fixture(scope="module")
def blobs(server: str) -> S3Blobs:
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="S3RVER", aws_secret_access_key="S3RVER"
    )
    client.create_bucket(Bucket="proofs")
    return S3Blobs("proofs", endpoint_url=server, region="us-east-1", **KEYS)


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=10) as answer:  # noqa: S310 - the address is the stand-in's own
            return answer.status
    except HTTPError as error:
        return error.code


def test_a_link_gives_the_bytes_as_a_file_of_that_name(blobs):
    key = blobs.put(ONE, b"a proof", "image/jpeg")
    with urlopen(blobs.link(key, timedelta(minutes=5), "Kitchen demo 1.jpg"), timeout=10) as answer:  # noqa: S310 - ours
        assert answer.read() == b"a proof"
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="Kitchen demo 1.jpg"'


def test_a_name_in_any_script_cannot_break_out_of_the_header(blobs):
    link = blobs.link(blobs.put(ONE, b"x", "image/jpeg"), timedelta(minutes=5), 'Küche"; x=1\r\nSet-Cookie: a.jpg')
    said = parse_qs(urlsplit(link).query)["response-content-disposition"]
    assert said == ["attachment; filename*=UTF-8''K%C3%BCche%22%3B%20x%3D1%0D%0ASet-Cookie%3A%20a.jpg"]


def test_a_changed_link_is_refused(blobs):
    mine, other = blobs.put(ONE, b"mine", "image/jpeg"), blobs.put(ONE, b"other", "image/jpeg")
    link = blobs.link(mine, timedelta(minutes=5), "x.jpg")
    assert status(link.replace(mine.split("/")[1], other.split("/")[1])) == 403
    assert status(link.replace("X-Amz-Expires=300", "X-Amz-Expires=3000")) == 403
    assert status(link[:-4] + ("beef" if not link.endswith("beef") else "dead")) == 403


def test_a_link_ends_when_its_time_is_over(blobs):
    key = blobs.put(ONE, b"for a second", "image/jpeg")
    link = blobs.link(key, timedelta(seconds=1), "x.jpg")
    assert status(link) == 200
    time.sleep(2.1)
    assert status(link) == 403


def test_a_link_of_another_key_pair_is_refused(blobs, server):
    key = blobs.put(ONE, b"guarded", "image/jpeg")
    stranger = S3Blobs("proofs", endpoint_url=server, region="us-east-1", access_key="S3RVER", secret_key="guess")
    assert status(stranger.link(key, timedelta(minutes=5), "x.jpg")) == 403


def test_a_link_lives_seven_days_at_most(blobs):
    key = blobs.put(ONE, b"long", "image/jpeg")
    assert "X-Amz-Expires=604800" in blobs.link(key, timedelta(days=30), "x.jpg")


def test_a_store_that_says_no_is_not_taken_for_a_missing_blob(blobs, server):
    key = blobs.put(ONE, b"there", "image/jpeg")
    stranger = S3Blobs("proofs", endpoint_url=server, region="us-east-1", access_key="S3RVER", secret_key="guess")
    for ask in (stranger.get, stranger.size, stranger.chunks):
        with pytest.raises(ClientError):
            ask(key)


def test_the_same_bytes_are_sent_once(blobs, monkeypatch):
    content = os.urandom(1000)
    key = blobs.put(ONE, content, "image/jpeg")
    sent: list[str] = []
    blobs._client.meta.events.register("before-send.s3", lambda request, **_: sent.append(request.method))
    assert blobs.put(ONE, content, "image/jpeg") == key
    assert sent == ["HEAD"]
