"""A file is asked for by its ids, with our credentials at the first host only."""

import pytest

from core.ports.messaging import FetchFailed
from tests.channels.twilio.vendor import ACCOUNT

ME = "ME" + f"{1:032x}"
REF = f"{ACCOUNT}/MM{2:032x}/{ME}"


@pytest.fixture
def photo(vendor):
    vendor.media[ME] = ("image/jpeg", b"bytes of a photo", f"MM{2:032x}")


async def refused(channel, ref, into, limit=100):
    with pytest.raises(FetchFailed) as caught:
        await channel.fetch(ref, into, limit)
    assert not into.exists()
    return caught.value


async def test_the_second_host_gets_no_credentials(sms, vendor, photo, tmp_path):
    await sms.fetch(REF, tmp_path / "a", 100)
    assert (tmp_path / "a").read_bytes() == b"bytes of a photo"
    assert "Authorization" in vendor.asked[-1][2]
    (second,) = vendor.cdn_headers
    assert "authorization" not in {name.lower() for name in second}


@pytest.mark.parametrize("times", [1, 2])
async def test_a_file_that_is_not_there_yet_is_asked_for_again(sms, vendor, photo, tmp_path, times):
    vendor.absent[ME] = times
    await sms.fetch(REF, tmp_path / "a", 100)


async def test_one_that_stays_away_is_gone_after_three_times(sms, vendor, photo, tmp_path):
    vendor.absent[ME] = 9
    assert (await refused(sms, REF, tmp_path / "a")).final
    assert len(vendor.asked) == 3


@pytest.mark.parametrize(
    "ref", ["", "https://evil.example/x", REF.replace(ACCOUNT, "AC" + "0" * 32), REF + "/..", REF.replace("ME", "..")]
)
async def test_what_is_not_three_ids_of_ours_is_never_asked_for(sms, vendor, tmp_path, ref):
    assert (await refused(sms, ref, tmp_path / "a")).code == "media.gone"
    assert vendor.asked == []


@pytest.mark.parametrize(
    "target", ["http://evil.example/x", "http://169.254.169.254/", "http://twiliocdn.com.evil.example/"]
)
async def test_a_redirect_to_another_host_is_refused(sms, vendor, photo, tmp_path, target):
    vendor.redirect = target
    assert (await refused(sms, REF, tmp_path / "a")).final


async def test_the_size_is_bounded(sms, photo, tmp_path):
    assert (await refused(sms, REF, tmp_path / "a", 10)).code == "media.too_large"
