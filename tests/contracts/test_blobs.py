"""What every BlobStore does: a local folder, S3 (against moto's server), and the twin in memory."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import boto3
import pytest
from moto.server import ThreadedMotoServer

from core.domain.ids import AccountId
from core.ports.blobs import BlobMissing, BlobStore
from storage.blobs.local import LocalBlobs
from storage.blobs.s3 import S3Blobs
from tests.twins.memory_blobs import MemoryBlobs

ONE, OTHER = AccountId(UUID(int=1)), AccountId(UUID(int=2))
ABSENT = f"{ONE}/{'0' * 64}"
CREDENTIALS = {"access_key": "test", "secret_key": "test"}


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_bucket(Bucket="proofs")
    yield url
    server.stop()


@pytest.fixture(params=["local", "s3", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "s3":
        url = request.getfixturevalue("s3_server")
        return S3Blobs("proofs", endpoint_url=url, region="us-east-1", **CREDENTIALS)
    return LocalBlobs(tmp_path / "blobs") if request.param == "local" else MemoryBlobs()


def test_what_was_put_comes_back_whole_under_account_and_hash(blobs):
    key = blobs.put(ONE, b"a photo", "image/jpeg")
    assert key == f"{ONE}/{hashlib.sha256(b'a photo').hexdigest()}"
    assert blobs.get(key) == b"a photo"
    assert blobs.size(key) == 7


def test_the_same_bytes_again_are_the_same_key(blobs):
    assert blobs.put(ONE, b"twice", "image/jpeg") == blobs.put(ONE, b"twice", "image/jpeg")


def test_the_same_bytes_of_two_accounts_are_two_blobs(blobs):
    mine, theirs = blobs.put(ONE, b"shared", "image/png"), blobs.put(OTHER, b"shared", "image/png")
    assert mine != theirs
    blobs.delete(mine)
    assert blobs.get(theirs) == b"shared"


def test_a_file_is_put_as_its_bytes_are_and_stays_where_it_was(blobs, tmp_path):
    content = bytes(range(256)) * 5000
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    key = blobs.put_file(ONE, path, "video/mp4")
    assert key == blobs.put(ONE, content, "video/mp4")
    assert blobs.get(key) == content
    assert path.read_bytes() == content


def test_a_file_larger_than_one_part_comes_back_whole(blobs, tmp_path):
    content = hashlib.shake_256(b"film").digest(1 << 20) * 37
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    key = blobs.put_file(ONE, path, "video/mp4")
    assert blobs.size(key) == len(content)
    assert hashlib.sha256(b"".join(blobs.chunks(key))).hexdigest() == key.split("/")[1]


@pytest.mark.parametrize(
    ("start", "length"), [(0, None), (0, 10), (5, 10), (2_999_990, None), (2_999_990, 100), (1, 0), (0, 3_000_000)]
)
def test_a_range_gives_just_those_bytes(blobs, start, length):
    content = hashlib.shake_256(b"range").digest(3_000_000)
    key = blobs.put(ONE, content, "video/mp4")
    end = None if length is None else start + length
    assert b"".join(blobs.chunks(key, start, length)) == content[start:end]


def test_a_range_that_starts_behind_the_end_is_empty(blobs):
    key = blobs.put(ONE, b"short", "image/jpeg")
    assert list(blobs.chunks(key, 5)) == []
    assert list(blobs.chunks(key, 500, 10)) == []


@pytest.mark.parametrize(("start", "length"), [(-1, None), (0, -1)])
def test_a_negative_range_is_an_error_of_the_caller(blobs, start, length):
    key = blobs.put(ONE, b"short", "image/jpeg")
    with pytest.raises(ValueError, match="range"):
        blobs.chunks(key, start, length)


def test_no_bytes_at_all_can_be_kept_too(blobs):
    key = blobs.put(ONE, b"", "application/octet-stream")
    assert (blobs.get(key), blobs.size(key), list(blobs.chunks(key))) == (b"", 0, [])


def test_what_is_not_there_is_said_to_be_missing_at_the_call(blobs):
    for ask in (blobs.get, blobs.size, blobs.chunks):
        with pytest.raises(BlobMissing):
            ask(ABSENT)


def test_forgetting_is_done_once_and_may_be_asked_again(blobs):
    key = blobs.put(ONE, b"gone soon", "image/jpeg")
    blobs.delete(key)
    blobs.delete(key)
    with pytest.raises(BlobMissing):
        blobs.get(key)


def test_what_was_forgotten_can_be_put_again(blobs):
    key = blobs.put(ONE, b"back again", "image/jpeg")
    blobs.delete(key)
    assert blobs.put(ONE, b"back again", "image/jpeg") == key
    assert blobs.get(key) == b"back again"


@pytest.mark.parametrize("key", ["../../etc/passwd", f"{ONE}/../{OTHER}/{'0' * 64}", f"/{ONE}/{'0' * 64}"])
def test_a_key_that_names_another_place_is_refused(blobs, key):
    with pytest.raises(ValueError, match="key"):
        blobs.get(key)


def test_many_writers_of_the_same_and_of_different_bytes_do_not_disturb_each_other(blobs):
    keys: list[str] = []

    def write(number: int) -> None:
        keys.append(blobs.put(ONE, b"same" * 1000, "image/jpeg"))
        keys.append(blobs.put(ONE, b"%d" % number * 1000, "image/jpeg"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 9
    assert all(hashlib.sha256(blobs.get(key)).hexdigest() == key.split("/")[1] for key in set(keys))


def test_a_link_is_an_address_or_nothing(blobs):
    key = blobs.put(ONE, b"linked", "image/jpeg")
    link = blobs.link(key, timedelta(minutes=5), "Küche 1.jpg")
    assert link is None or link.startswith("http")
