from collections.abc import AsyncIterator, Iterator

import pytest

from channels.telegram.adapter import Telegram
from tests.channels.telegram.stand_in import BotApi
from tests.channels.telegram.updates import SECRET, TOKEN


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi(TOKEN).serving() as serving:
        yield serving


@pytest.fixture
async def telegram(api: BotApi) -> AsyncIterator[Telegram]:
    adapter = Telegram(TOKEN, SECRET, api.url, patience=1.0)
    yield adapter
    await adapter.close()
