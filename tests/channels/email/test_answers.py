"""What Mailgun posts: answers, files, bounces; and all that is none of them."""

import json
import random
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import pytest

from channels.email.addresses import Addresses
from channels.signing import Signer
from core.ports.inbox import Unsigned
from core.ports.messaging import Attachment, DeliveryReport, FetchFailed, Inbound, Reachable
from tests.channels.email.world import (
    API_KEY,
    FORM,
    JSON,
    KEY,
    PAYLOADS,
    Storage,
    adapter,
    event,
    mail,
    post_office,
    signed,
)
from tests.sizes import SOAK

WHEN = datetime(2026, 11, 24, 14, 15, 5, tzinfo=UTC)
ADDRESSES = Addresses("bills@example.com", Signer(KEY, "email"))
LETTER = "mp.0123456789abcdef0123456789abcdef@example.com"
MUTATIONS = 5_000 if SOAK else 500


@pytest.fixture
def email():
    return adapter(post_office(1), now=WHEN)


def items(email, body, headers=FORM):
    return email.verify("", headers, body)


def heard(email, body, headers=FORM):
    return [one for item in items(email, body, headers) for one in email.translate(item.body)]


def test_an_answer_is_heard_without_the_letter_below_it(email):
    (said,) = heard(email, mail("answer"))
    assert said == Inbound(
        channel="email",
        external_id="CAKx9f2@mail.homes.example",
        sender="dana@homes.example",
        sender_name="Dana Lee",
        text="When do the cabinets come?",
        sent_at=WHEN,
        context={"wrote": "dana@homes.example", "dkim": "pass", "spf": "pass"},
    )


def test_what_the_provider_did_not_strip_is_cut_here(email):
    assert heard(email, mail("answer_unstripped"))[0].text == "When do the cabinets come?"


def test_one_mail_is_one_item_on_its_senders_line(email):
    (item,) = items(email, mail("answer"))
    assert item.line == "email:dana@homes.example"
    assert items(email, mail("answer"))[0].external_id == item.external_id
    assert items(email, mail("answer_unstripped"))[0].external_id != item.external_id


def test_an_answer_from_elsewhere_finds_the_conversation_it_answers(email):
    body = mail("answer", recipient=ADDRESSES.answers("dana@homes.example"), **{"from": "D <d.lee@work.example>"})
    (said,) = heard(email, body)
    assert (said.sender, said.context["wrote"]) == ("dana@homes.example", "d.lee@work.example")


def test_which_letters_are_answered_is_told_the_nearest_first_and_none_that_others_wrote(email):
    first, second = (f"mp.{n * 32}@example.com" for n in "12")
    others = "<mp.0@example.com> <x@homes.example> <mp.%s@elsewhere.example>" % ("3" * 32)
    more = {"In-Reply-To": f"<{second}>", "References": f"<mt.{'4' * 32}@example.com> <{first}> {others} <{second}>"}
    (said,) = heard(email, mail("answer", **more))
    assert said.context["replies_to"] == f"{second} {first}"
    (said,) = heard(email, mail("answer", **{**more, "In-Reply-To": "", "message-headers": "[]"}))
    assert said.context["replies_to"] == f"{second} {first}"


def test_an_address_that_we_did_not_sign_leads_nowhere(email):
    forged = ADDRESSES.answers("dana@homes.example").replace("dana", "ray")
    assert heard(email, mail("answer", recipient=forged))[0].sender == "dana@homes.example"


def test_a_name_too_long_for_an_address_still_has_one_to_answer_at():
    long = f"{'d' * 50}@homes.example"
    back = ADDRESSES.answers(long)
    assert len(back.partition("@")[0]) <= 64
    assert ADDRESSES.person(back, long) == long
    assert ADDRESSES.person(back, "ray@homes.example") is None


def test_files_are_told_by_their_address_and_a_signatures_logo_is_not(email):
    (said,) = heard(email, mail("photos"))
    base = "https://storage-us-east4.api.mailgun.net/v3/domains/example.com/messages/BAABAgU/attachments/"
    assert said.attachments == (
        Attachment(kind="photo", ref=f"{base}0", file_name="IMG_2041.jpg", media_type="image/jpeg", size=3145728),
        Attachment(kind="document", ref=f"{base}1", file_name="permit.pdf", media_type="application/pdf", size=88211),
    )
    assert said.text == "demo done"  # a new mail without words says it in its subject


def test_files_posted_along_are_told_though_they_cannot_be_fetched(email):
    fields = {"recipient": "bills@example.com", "from": "dana@homes.example", "stripped-text": "Look ñ"}
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**fields, **signed("1795529705")}.items()
    ]
    parts.append(
        '--b\r\nContent-Disposition: form-data; name="attachment-1"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n12345\r\n--b--\r\n"
    )
    (said,) = heard(email, "".join(parts).encode(), {"content-type": 'multipart/form-data; boundary="b"'})
    assert said.text == "Look ñ"
    assert said.attachments == (Attachment(kind="photo", ref="", file_name="a.jpg", media_type="image/jpeg", size=5),)


@pytest.mark.parametrize("name", ["auto_reply", "list"])
def test_machines_are_not_answered(email, name):
    assert items(email, mail(name)) == ()


@pytest.mark.parametrize(
    "wrote", ["bills@example.com", "bills+x@example.com", "no-reply@h.example", "MAILER-DAEMON@h.example", ""]
)
def test_neither_are_our_own_letters_and_those_of_nobody(email, wrote):
    assert items(email, mail("answer", sender=wrote, **{"from": wrote})) == ()


def test_spam_is_dropped_unless_it_answers_a_letter_of_ours(email):
    spam = {"X-Mailgun-Sflag": "Yes", "message-headers": "[]"}
    assert items(email, mail("answer", **spam)) == ()
    assert items(email, mail("answer", recipient=ADDRESSES.answers("dana@homes.example"), **spam))


def test_a_letter_that_came_back_is_reported(email):
    back = ADDRESSES.bounces(LETTER)
    assert heard(email, mail("bounce", recipient=back)) == [
        DeliveryReport(channel="email", vendor_id=LETTER, status="failed", reason="it came back")
    ]
    assert items(email, mail("bounce_delayed", recipient=back)) == ()
    assert items(email, mail("bounce", recipient=back.replace("mp.0", "mp.1"))) == ()


def test_who_unsubscribes_is_heard(email):
    (said,) = heard(email, mail("unsubscribe", recipient=ADDRESSES.answers("dana@homes.example")))
    assert (said.text, said.sender) == ("unsubscribe", "dana@homes.example")
    assert heard(email, mail("unsubscribe"))[0].consent is None


GONE = "5.1.1 The email account that you tried to reach does not exist"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("event_delivered", [DeliveryReport(channel="email", vendor_id=LETTER, status="delivered", reason="OK")]),
        (
            "event_failed",
            [
                DeliveryReport(channel="email", vendor_id=LETTER, status="failed", reason=GONE),
                Reachable(channel="email", address="dana@homes.example", reachable=False, reason=GONE),
            ],
        ),
        ("event_failed_for_now", []),
        ("event_opened", []),
        (
            "event_complained",
            [Reachable(channel="email", address="dana@homes.example", reachable=False, reason="opted_out")],
        ),
        (
            "event_unsubscribed",
            [Reachable(channel="email", address="dana@homes.example", reachable=False, reason="opted_out")],
        ),
    ],
)
def test_what_became_of_a_letter_is_heard(email, name, expected):
    assert heard(email, event(name), JSON) == expected


# --- what is not let in ----------------------------------------------------------------------------------------------


def test_a_seal_carries_the_same_letter_again_and_no_other(email):
    first = mail("answer")
    assert items(email, first) == items(email, first)
    fields = dict(parse_qsl(first.decode()))
    headers = json.dumps([["Message-Id", "<another@mail.example>"], ["From", "ray@rivera.example"]])
    other = {"Message-Id": "<another@mail.example>", "message-headers": headers, "body-plain": "Send"}
    with pytest.raises(Unsigned, match="used"):
        items(email, urlencode({**fields, **other}).encode())


@pytest.mark.parametrize(
    "changed", [{"signature": "0" * 64}, {"token": "u" * 50}, {"timestamp": "1795529706"}, {"signature": "é"}]
)
def test_what_is_not_signed_is_refused(email, changed):
    fields = {**json.loads((PAYLOADS / "answer.json").read_text()), **signed("1795529705"), **changed}
    with pytest.raises(Unsigned):
        items(email, urlencode(fields).encode())


@pytest.mark.parametrize("hours", [-13, 13])
def test_what_is_old_is_refused(hours):
    late = adapter(post_office(1), now=datetime.fromtimestamp(WHEN.timestamp() + hours * 3600, UTC))
    with pytest.raises(Unsigned):
        items(late, mail("answer"))


def test_without_a_signing_key_nothing_is_let_in():
    with pytest.raises(Unsigned):
        items(adapter(post_office(1), now=WHEN, answered=False), mail("answer"))


def test_junk_is_refused_and_never_breaks_anything(email):
    """Anything but Unsigned would be a 5xx, or a job that fails for ever."""
    chance, refused = random.Random(7), 0
    bodies = [(mail(name), FORM) for name in ("answer", "photos")] + [(event("event_failed"), JSON)]
    for _ in range(MUTATIONS):
        body, headers = chance.choice(bodies)
        torn = bytearray(body)
        for _ in range(chance.randrange(1, 8)):
            place = chance.randrange(len(torn))
            torn[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        kind = chance.choice([headers, FORM, JSON, {}, {"content-type": "multipart/form-data; boundary=b"}])
        try:
            for one in items(email, bytes(torn), kind):
                assert len(one.external_id) < 200
                assert email.translate(one.body)
        except Unsigned:
            refused += 1
    assert refused > MUTATIONS / 3


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def storage():
    with Storage().serving() as storage:
        yield storage


async def test_a_file_is_fetched_from_storage_with_the_key(email, storage, tmp_path):
    storage.files["/messages/1/attachments/0"] = b"a photo"
    await email.fetch(storage.url("/messages/1/attachments/0"), tmp_path / "a", 100)
    assert (tmp_path / "a").read_bytes() == b"a photo"
    assert storage.asked == ["Basic YXBpOmtleS1jYW5hcnktMGYxZTJkM2M="]


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "https://evil.example/messages/1",
        "http://storage.api.mailgun.net/1",
        "https://api.mailgun.net.evil.example/1",
        "https://evilapi.mailgun.net/1",
        "file:///etc/passwd",
        "http://[",
    ],
)
async def test_the_key_goes_nowhere_else(email, storage, ref, tmp_path):
    with pytest.raises(FetchFailed) as failed:
        await email.fetch(ref, tmp_path / "a", 100)
    assert (failed.value.code, failed.value.final) == ("media.unreachable", True)
    assert API_KEY not in f"{failed.value!r}"
    assert storage.asked == []
