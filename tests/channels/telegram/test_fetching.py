"""getFile and the bytes behind it."""

import asyncio
from pathlib import Path

import pytest
from fastapi import Request, Response

from channels.telegram import fetching
from channels.telegram.adapter import LARGEST_FROM_PUBLIC, Telegram
from channels.telegram.calling import PUBLIC
from core.ports.messaging import FetchFailed
from tests.channels.telegram.stand_in import BotApi, Fault
from tests.channels.telegram.updates import TOKEN

AT_ONCE = 64  # the most that WORKER_CONCURRENCY may be


async def failing(telegram: Telegram, ref: str, into: Path, limit: int = 1_000) -> tuple[str, bool]:
    with pytest.raises(FetchFailed) as failed:
        await telegram.fetch(ref, into, limit)
    assert not await asyncio.to_thread(into.exists)
    return failed.value.code, failed.value.final


async def test_the_bytes_come_as_they_were_sent(telegram, api, tmp_path):
    await telegram.fetch(api.keep(b"HEIC bytes"), tmp_path / "a", 1_000)
    assert (tmp_path / "a").read_bytes() == b"HEIC bytes"


class Crowded(BotApi):
    """Answers getFile to nobody before everybody has asked."""

    async def _take(self, request: Request, token: str, method: str) -> Response:
        if method == "getFile":
            self.crowd = getattr(self, "crowd", None) or asyncio.Barrier(AT_ONCE)
            await self.crowd.wait()
        return await super()._take(request, token, method)


async def test_as_many_files_as_a_worker_has_jobs_are_fetched_at_once_and_none_waits_for_a_connection(tmp_path):
    with Crowded(TOKEN).serving() as api:
        telegram = Telegram(TOKEN, "", api.url)
        names = [str(n) for n in range(AT_ONCE)]
        refs = [api.keep(name.encode(), name) for name in names]
        await asyncio.gather(*(telegram.fetch(ref, tmp_path / ref, 1_000) for ref in refs))
        await telegram.close()
    assert [(tmp_path / name).read_text() for name in names] == names


async def test_a_file_above_20_megabytes_is_too_large_for_this_road_for_good(telegram, api, tmp_path):
    ref = api.keep(bytes(LARGEST_FROM_PUBLIC + 1))
    assert await failing(telegram, ref, tmp_path / "a", 10**9) == ("media.over_road", True)


async def test_a_file_above_our_own_limit_is_not_downloaded(telegram, api, tmp_path):
    api.goes_wrong("file", Fault(500))
    assert await failing(telegram, api.keep(bytes(1_001)), tmp_path / "a") == ("media.too_large", True)
    assert len(api.faults["file"]) == 1


@pytest.mark.parametrize(
    ("method", "fault", "code", "final"),
    [
        ("getFile", Fault(400, "Bad Request: invalid file_id"), "media.gone", True),
        (
            "getFile",
            Fault(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
            "media.unreachable",
            False,
        ),
        ("getFile", Fault(429, "Too Many Requests", {"retry_after": 3}), "media.unreachable", False),
        ("getFile", Fault(500), "media.unreachable", False),
        ("getFile", Fault(-1), "media.unreachable", False),
        ("getFile", Fault(0), "media.unreachable", False),
        ("getFile", Fault(200, raw='{"ok": false}'), "media.unreachable", False),
        ("getFile", Fault(200, raw='{"ok": true, "result": true}'), "media.unreachable", False),
        ("getFile", Fault(200, raw='{"ok": true, "result": {"file_id": "x"}}'), "media.unreachable", False),
        ("file", Fault(404, "gone"), "media.gone", True),
        ("file", Fault(500, "oh"), "media.unreachable", False),
    ],
)
async def test_what_goes_wrong_is_told_as_it_is(telegram, api, tmp_path, method, fault, code, final):
    ref = api.keep(b"x")
    api.goes_wrong(method, fault)
    assert await failing(telegram, ref, tmp_path / "a") == (code, final)


async def test_a_server_of_our_own_names_a_place_on_the_disk_that_we_share(telegram, api, tmp_path):
    folder = tmp_path / TOKEN / "documents"
    folder.mkdir(parents=True)
    (folder / "file_0.bin").write_bytes(b"large")
    ref = api.keep(b"")
    api.paths[ref] = str(folder / "file_0.bin")
    await telegram.fetch(ref, tmp_path / "a", 5)
    assert (tmp_path / "a").read_bytes() == b"large"
    assert await failing(telegram, ref, tmp_path / "b", 4) == ("media.too_large", True)
    (folder / "file_0.bin").unlink()
    assert await failing(telegram, ref, tmp_path / "b") == ("media.unreachable", False)


async def test_no_other_place_of_the_disk_is_ever_read(telegram, api, tmp_path):
    (tmp_path / TOKEN).mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    ref = api.keep(b"")
    for path in (tmp_path / "secret", tmp_path / TOKEN / ".." / "secret"):
        api.paths[ref] = str(path)
        assert await failing(telegram, ref, tmp_path / "b") == ("media.unreachable", True)


def test_telegrams_own_server_may_name_no_place_at_all(tmp_path):
    public = Telegram(TOKEN, "", PUBLIC)
    with pytest.raises(FetchFailed):
        fetching._copy(public.api, tmp_path / TOKEN / "x", tmp_path / "a", 10)


def test_only_a_server_of_our_own_takes_more_than_20_megabytes():
    assert Telegram(TOKEN).capabilities.max_file_in == 20_000_000
    assert Telegram(TOKEN, "", "http://127.0.0.1:8081/").capabilities.max_file_in == 2_000_000_000
