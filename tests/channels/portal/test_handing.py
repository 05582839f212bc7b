"""Files handed to vendors by address: the right type under a short name, for a while, and nothing else."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from channels.portal import handing
from core.domain.ids import AccountId
from core.domain.passes import FileLinks, Passes
from tests.twins.memory_blobs import MemoryBlobs

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ACCOUNT = AccountId(UUID(int=7))
PDF = b"%PDF-1.7 an invoice"
links = FileLinks(Passes(b"k" * 32, "files"))


@pytest.fixture
async def vendor():
    blobs = MemoryBlobs()
    key = blobs.put(ACCOUNT, PDF, "application/pdf")
    app = FastAPI()
    app.include_router(handing.router(blobs, links, clock=lambda: NOW))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://x.test") as client:
        yield client, key


def path(key: str, name: str = "INV-0001.pdf", minutes: int = 60) -> str:
    return links.path(key, name, NOW + timedelta(minutes=minutes))


async def test_a_vendor_gets_the_file_inline_with_its_type_and_name(vendor):
    client, key = vendor
    answer = await client.get(path(key))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="INV-0001.pdf"'


async def test_head_says_the_same_without_the_bytes(vendor):
    client, key = vendor
    answer = await client.head(path(key))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(PDF))


@pytest.mark.parametrize("minutes", [0, -1])
async def test_an_address_that_expired_is_not_there(vendor, minutes):
    client, key = vendor
    assert (await client.get(path(key, minutes=minutes))).status_code == 404


async def test_another_name_or_account_or_file_is_not_there(vendor):
    client, key = vendor
    good = path(key)
    token = good.split("/")[2]
    gone = f"{ACCOUNT}/{hashlib.sha256(b'gone').hexdigest()}"
    for wrong in (f"/m/{token}/other.pdf", f"/m/{token[:-1]}/INV-0001.pdf", "/m/x/INV-0001.pdf", path(gone)):
        assert (await client.get(wrong)).status_code == 404


async def test_a_name_without_a_known_type_is_never_served(vendor):
    client, key = vendor
    assert (await client.get(path(key, "page.html"))).status_code == 404


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("INV-0001.pdf", "INV-0001.pdf"),
        ("Demolición de la cocina entera.PDF", "Demolicion.pdf"),
        ("Proof pack Kitchen.pdf", "Proof-pack.pdf"),
        ("Proof pack Bath.pdf", "Proof-pack-Bath.pdf"),
        ("Supercalifragilisticexpialidocious.pdf", "Supercalifragili.pdf"),
        ("../../etc/passwd", "file.etc-p"),
        ("photo", "file.photo"),
        ("....pdf", "file.pdf"),
    ],
)
def test_names_are_short_and_plain(name, plain):
    assert handing.plain_name(name) == plain
    assert len(plain) <= handing.LONGEST_NAME
