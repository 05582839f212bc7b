"""What the page's addresses answer: to the page, to other sites, and to a stream that comes back."""

import http.client
import json
import re
from importlib.resources import files

import httpx
import pytest

from bots.wording import wording
from channels.simulator import showing
from channels.simulator.posted import MAX_REQUEST
from core.ports.messaging import Choice, Delivery
from tests.channels.simulator.world import World

RAY = "+14155550100"


@pytest.fixture
def world(tmp_path):
    with World(tmp_path).serving() as world:
        yield world


@pytest.fixture
def web(world):
    with httpx.Client(base_url=world.url, trust_env=False, timeout=20) as web:
        yield web


def post(web, headers=None, files=None, **form):
    return web.post("/simulator/messages", data={"number": RAY, **form}, files=files, headers=headers or {})


def test_the_page_runs_only_its_own_files_and_cannot_be_framed(web):
    answer = web.get("/simulator")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=", answer.text)
    assert not re.search(r"""(?:src|href)="(?!/simulator/static/|\?lang=)""", answer.text)


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("", "en-US,en", "en"),
        ("", "fr-FR,fr;q=0.9,es;q=0.5", "es"),
        ("", "", "en"),
        ("es", "en-US", "es"),
        ("en", "es-MX", "en"),
        ("xx", "de", "en"),
    ],
)
def test_the_page_speaks_the_language_asked_for_or_the_browsers(web, asked, accepted, language):
    answer = web.get("/simulator", params={"lang": asked}, headers={"accept-language": accepted})
    assert f'<html lang="{language}">' in answer.text


def test_every_word_the_page_says_is_given_to_it_and_none_in_vain():
    script = "".join(
        files("channels.simulator").joinpath("static", name).read_text()
        for name in showing.STATIC
        if name.endswith(".js")
    )
    given = set(showing._SPOKEN)
    assert set(re.findall(r"\bsay\(\"(\w+)\"", script)) <= given
    named = set(re.findall(r"\"([a-z]+(?:_[a-z0-9]+)*)\"", script)) | {
        "sample_1_text",
        "sample_2_text",
        "sample_3_text",
    }
    assert given <= named


def test_both_languages_have_the_same_words():
    codes = [{code for code in wording(one).codes if code.startswith("simulator.")} for one in ("en", "es")]
    assert codes[0] == codes[1]


def test_static_files_are_those_listed_and_no_other(web):
    assert all(web.get(f"/simulator/static/{name}").status_code == 200 for name in showing.STATIC)
    for name in ("../adapter.py", "..%2fadapter.py", "page.html", "", "x.css"):
        assert web.get(f"/simulator/static/{name}").status_code == 404


def test_a_message_is_accepted_when_the_inbox_has_it(web, world):
    world.bot.silent = True
    assert post(web, text="Hi").status_code == 200
    (item,) = world.inbox.items.values()
    assert world.simulator.translate(item.body)[0].text == "Hi"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n"}, "empty"),
        ({"number": "nobody", "text": "x"}, "not_understood"),
        ({"number": "+14155550100\n", "text": "x"}, "not_understood"),
        ({"text": "x", "nonce": "../x"}, "not_understood"),
        ({"text": "x", "tap": "t" * 65}, "not_understood"),
        ({"text": "x" * 400_001}, "not_understood"),
    ],
)
def test_what_no_phone_would_send_is_refused(web, world, form, code):
    answer = post(web, **form)
    assert (answer.status_code, answer.json()["detail"]) == (422, code)
    assert not world.inbox.items


def test_other_sites_cannot_speak_for_the_phones(web, world):
    for origin in ("https://evil.test", "null", world.url.replace("http:", "http://x.")):
        assert post(web, headers={"origin": origin}, text="pay").status_code == 403
    assert post(web, headers={"origin": world.url}, text="Hi").status_code == 200


def test_too_much_is_refused_before_it_is_read(world):
    def answered(**announced):
        connection = http.client.HTTPConnection(world.url.removeprefix("http://"), timeout=10)
        connection.putrequest("POST", "/simulator/messages")
        for name, value in announced.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection.getresponse().status

    assert answered(content_type="multipart/form-data; boundary=x", content_length=str(MAX_REQUEST + 1)) == 413
    assert answered(content_type="multipart/form-data; boundary=x", transfer_encoding="chunked") == 411


def test_more_files_than_fit_in_a_message_are_refused(web, world):
    many = [("files", (f"{place}.jpg", b"x", "image/jpeg")) for place in range(31)]
    assert post(web, files=many).status_code == 400
    assert not world.inbox.items


def test_media_is_shown_only_when_it_is_a_picture_a_video_or_a_pdf(web, world):
    world.bot.silent = True
    sent = {
        "a.jpg": ("image/jpeg", "inline"),
        "a.pdf": ("application/pdf", "inline"),
        "a.html": ("text/html", "attachment"),
        "a.svg": ("image/svg+xml", "attachment"),
        "a.js": ("text/javascript", "attachment"),
    }
    for name, (media_type, disposition) in sent.items():
        post(web, files=[("files", (name, b"<script>alert(1)</script>", media_type))])
        (attachment,) = world.simulator.translate(list(world.inbox.items.values())[-1].body)[0].attachments
        answer = web.get(f"/simulator/media/{attachment.ref}")
        assert answer.headers["content-disposition"].startswith(disposition), name
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        if disposition == "attachment":
            assert answer.headers["content-type"] == "application/octet-stream"
    assert web.get("/simulator/media/" + "0" * 32).status_code == 404
    assert web.get("/simulator/media/..%2f..%2fchats").status_code == 404


def test_videos_can_be_played_from_the_middle(web, world):
    world.bot.silent = True
    post(web, files=[("files", ("a.mp4", b"0123456789", "video/mp4"))])
    (attachment,) = world.simulator.translate(list(world.inbox.items.values())[-1].body)[0].attachments
    answer = web.get(f"/simulator/media/{attachment.ref}", headers={"range": "bytes=4-6"})
    assert (answer.status_code, answer.content) == (206, b"456")


def heard(web, until, **how):
    """The events up to the first one named ``until``: (name, id, content)."""
    events, event = [], {}
    with web.stream("GET", "/simulator/events", **how) as stream:
        for line in stream.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif event:
                events.append((event.get("event"), event.get("id"), json.loads(event.get("data", "null"))))
                if event.get("event") == until:
                    return events
                event = {}
    raise AssertionError("the stream ended")


def lines(events):
    return [content["text"] for name, _, content in events if name == "line" and content["kind"] == "message"]


def test_a_stream_goes_on_after_the_last_event_it_has_seen(web, world):
    async def say(*texts):
        for text in texts:
            await world.bot.say(RAY, text, text)

    world.run(say("one", "two", "three"))
    first = heard(web, "ready", params={"number": RAY})
    assert lines(first) == ["one", "two", "three"]
    second = next(place for name, place, content in first if name == "line" and content["text"] == "two")
    assert lines(heard(web, "ready", params={"number": RAY}, headers={"last-event-id": second})) == ["three"]
    assert lines(heard(web, "ready", params={"number": RAY, "after": second})) == ["three"]
    world.run(say("four"))
    last = first[-1][1]
    assert lines(heard(web, "ready", params={"number": RAY}, headers={"last-event-id": last})) == ["four"]


@pytest.mark.parametrize("place", ["nonsense", "+14155550100=-5", "+14155550100=999999999", "=", "+14155550100=١"])
def test_a_place_that_makes_no_sense_starts_at_the_beginning(web, world, place):
    world.run(world.bot.say(RAY, "one", "one"))
    params = {"number": RAY, "after": place}
    assert lines(heard(web, "ready", params=params)) == ["one"]


def test_one_stream_follows_both_phones_and_tells_of_new_ones(web, world):
    world.run(world.bot.say("+14155550134", "a", "to the client"))
    events = heard(web, "ready", params={"number": [RAY, "+14155550134"]})
    assert lines(events) == ["to the client"]
    numbers = next(content["numbers"] for name, _, content in events if name == "numbers")
    assert numbers == web.get("/simulator/numbers").json()["numbers"]
    assert numbers[0]["by"] == "program"


def test_each_message_comes_in_both_renderings(web, world):
    choices = (Choice("Invoice", "tok"), Choice("Cancel", "tok-2"), Choice("Back", "tok-3"))
    world.run(world.simulator.send(RAY, Delivery(key="k", text="Got it", choices=choices, url="https://x.test/i/1")))
    shown = next(content for name, _, content in heard(web, "ready", params={"number": RAY}) if name == "line")
    assert shown["plain"] == "Got it\n\n1 Invoice\n2 Leave it\n0 Back\n\nhttps://x.test/i/1"
    assert [choice["digit"] for choice in shown["choices"]] == ["1", "2", "0"]


def test_the_plain_rendering_is_in_the_messages_own_language_whatever_the_page_speaks(web, world):
    said = Delivery(key="k", text="¿La envío?", language="es", choices=(Choice("Cancelar", "a"), Choice("Ayuda", "b")))
    world.run(world.simulator.send(RAY, said))
    for lang in ("en", "es"):
        told = heard(web, "ready", params={"number": RAY, "lang": lang})
        shown = next(content for name, _, content in told if name == "line")
        assert shown["plain"] == "¿La envío?\n\n1 Dejarlo\n2 ¿Qué puedo decir?"


def test_a_message_kept_before_its_language_was_is_shown_all_the_same(web, world):
    old = {"kind": "message", "id": "1", "text": "Hi", "choices": [], "files": [], "url": "", "url_label": ""}
    world.simulator.conversations.append(RAY, "", {**old, "at": "2026-01-01T00:00:00+00:00"})
    assert lines(heard(web, "ready", params={"number": RAY})) == ["Hi"]


def test_typing_is_only_of_the_moment(web, world):
    world.run(world.simulator.typing(RAY))
    kinds = [content["kind"] for name, _, content in heard(web, "ready", params={"number": RAY}) if name == "line"]
    assert kinds == ["typing"]
    old = {"kind": "typing", "at": "2020-01-01T00:00:00+00:00"}
    world.simulator.conversations.append("+14155550101", "", old)
    events = heard(web, "ready", params={"number": "+14155550101"})
    assert not [name for name, _, _ in events if name == "line"]


def test_fresh_numbers_are_fictional_and_unused(web):
    told = web.get("/simulator/fresh").json()
    assert told["contractor"] != told["client"]
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", number) for number in told.values())


def test_reports_are_refused_when_they_make_no_sense(web):
    for body in (
        b"",
        b"{}",
        b'{"number":"x","ids":[],"status":"read"}',
        b'{"number":"+14155550100","ids":[],"status":"eaten"}',
    ):
        assert web.post("/simulator/reports", content=body).status_code == 422
