"""Telegram's limits, on a clock of the test's own."""

import pytest

from channels.telegram.pace import Later, Pace


class Clock:
    """Time passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock) -> Pace:
    return Pace(clock, clock.sleep)


async def gone(pace, clock, *chats: str) -> list[float]:
    """When each message went; one that must wait long is tried again then, as its job is."""
    moments = []
    for chat in chats:
        try:
            await pace.turn(chat)
        except Later as later:
            clock.now += later.seconds
            await pace.turn(chat)
        moments.append(clock.now)
    return moments


def most_in(moments: list[float], seconds: float) -> int:
    return max(sum(start <= one < start + seconds for one in moments) for start in moments)


async def test_a_short_burst_goes_at_once_and_then_one_a_second(pace, clock):
    moments = await gone(pace, clock, *["5"] * 8)
    assert moments[2] == moments[0]
    assert most_in(moments[2:], 0.99) == 1


async def test_a_group_gets_at_most_20_a_minute(pace, clock):
    assert most_in(await gone(pace, clock, *["-5"] * 60), 60) <= 20


async def test_all_chats_together_get_at_most_30_a_second(pace, clock):
    assert most_in(await gone(pace, clock, *(str(chat) for chat in range(1, 200))), 1) <= 30


async def test_a_chat_that_is_told_to_wait_waits_and_the_others_do_not(pace, clock):
    pace.pause("5", 8)
    await pace.turn("6")
    assert clock.now == 1_000
    await pace.turn("5")
    assert clock.now == 1_008


async def test_a_long_wait_is_no_wait_but_a_word_for_when(pace, clock):
    pace.pause("5", 40)
    with pytest.raises(Later) as later:
        await pace.turn("5")
    assert (later.value.seconds, clock.now) == (40, 1_000)


async def test_chats_that_were_written_to_long_ago_are_forgotten(pace, clock):
    for chat in range(1, 10_050):
        clock.now += 0.1
        pace.pause(str(chat), 0.05)
        await pace.turn(str(chat))
    assert len(pace._free_at) < 10_005
