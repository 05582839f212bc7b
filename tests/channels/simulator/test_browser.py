"""The page in real Chromium, against a bot that follows a script."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Error, expect, sync_playwright

from core.ports.messaging import Choice, Delivery, DeliveryReport, FileOut
from tests.channels.simulator.world import PDF, World
from tests.chromium import ENVIRONMENT, PATH
from tests.untraced import untraced

pytestmark = pytest.mark.browser
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = [
    "<img src=x onerror=window.bad=1>",
    "<script>window.bad=1</script>",
    "</p></li></ol><iframe srcdoc='<script>parent.bad=1</script>'>",
    "javascript:window.bad=1",
    "{{7*7}} ${7*7} %s %(x)s {0}",
    "\u202egnp.exe \u2066\u2067 abc",
    "=HYPERLINK(1)\u0000\u0007",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍" * 80,
    "w" * 100_000,
    "\n" * 5_000 + "end",
    "😀" * 3_000,
    "مرحبا <b>שלום</b> hello",
]


@pytest.fixture(scope="module")
def chromium():
    with untraced(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=FLAGS, env=ENVIRONMENT)
        yield browser
        browser.close()


@pytest.fixture
def world(tmp_path):
    with World(tmp_path).serving() as world:
        yield world


@pytest.fixture
def open_page(chromium, world):
    """Opens the page; afterwards nothing may have failed, been refused by the policy, or asked another host."""
    contexts, troubles = [], []

    def opened(width=1280, height=860, **more):
        context = chromium.new_context(viewport={"width": width, "height": height}, **{"locale": "en-US", **more})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda asked: None if local(asked.url, world.url) else troubles.append(asked.url))
        page.goto(world.url + "/simulator")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles


def local(url, base):
    return url.startswith((base + "/", "blob:" + base))


def photo(colour):
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(kept, "JPEG")
    return kept.getvalue()


def upload(name, media_type="image/jpeg", content=None):
    return {"name": name, "mimeType": media_type, "buffer": photo("red") if content is None else content}


def contractor(page):
    return page.locator("#phone-contractor")


def client(page):
    return page.locator("#phone-client")


def type_and_send(phone, text):
    phone.get_by_role("textbox").fill(text)
    phone.get_by_role("textbox").press("Enter")


def until(page, done):
    for _ in range(60):
        if done():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to that within six seconds")


def no_sideways(page):
    """Nothing is wider than the window, nor than the phone it is in."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth
        && [...document.querySelectorAll('.log')].every((log) => log.scrollWidth <= log.clientWidth + 1)"""
    )


def test_from_an_album_to_the_clients_link_in_taps(open_page, world):
    page = open_page()
    phone = contractor(page)
    files = [upload("one.jpg"), upload("two.jpg"), upload("plan.pdf", "application/pdf", PDF)]
    phone.locator("input[type=file]").set_input_files(files)
    expect(phone.locator(".tray li")).to_have_count(3)
    type_and_send(phone, "demo done")
    expect(phone.locator(".mine .tile")).to_have_count(2)
    expect(phone.get_by_role("link", name="plan.pdf")).to_have_attribute("target", "_blank")
    expect(phone.locator(".mine .mark-taken")).to_be_visible()
    invoice = phone.get_by_role("button", name="Invoice")
    invoice.click()
    expect(phone.get_by_role("button", name="Invoice (chosen)")).to_be_disabled()
    expect(phone.get_by_role("button", name="Undo")).to_be_disabled()
    phone.locator(".choice", has_text="Send").click()
    link = client(page).get_by_role("link", name="View and pay")
    expect(link).to_have_attribute("href", re.compile("http://127.0.0.1:1/i/token-of"))
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(page.locator(".picker select")).to_have_value("+14155550134")
    album = [one for one in world.bot.heard if one.attachments]
    assert [one.text for one in album] == ["demo done", "", ""]
    assert len({one.album for one in album}) == 1
    assert [one.tap for one in world.bot.heard if one.tap] == ["tok-invoice", "tok-send"]


def test_messages_are_reported_as_delivered_and_as_read_when_shown(open_page, world):
    page = open_page()
    type_and_send(contractor(page), "Hi")
    expect(contractor(page).get_by_text("Welcome to Milepost")).to_be_visible()

    def told():
        heard = [world.simulator.translate(item.body)[0] for item in list(world.inbox.items.values())]
        return [one.status for one in heard if isinstance(one, DeliveryReport)]

    until(page, lambda: len(told()) == 2)
    assert told() == ["delivered", "read"]


def test_a_message_on_the_hidden_phone_is_delivered_but_not_read(open_page, world):
    page = open_page(390, 844)
    type_and_send(contractor(page), "1")
    expect(page.locator("#tab-client .unread")).to_have_text("1")
    until(page, lambda: any(item.line.endswith("0134") for item in list(world.inbox.items.values())))
    page.wait_for_timeout(400)
    of_client = [item for item in world.inbox.items.values() if item.line.endswith("0134")]
    assert [world.simulator.translate(item.body)[0].status for item in of_client] == ["delivered"]
    page.get_by_role("tab", name="Client").click()
    expect(page.locator("#tab-client .unread")).to_be_hidden()
    expect(client(page).get_by_text("Hi Dana")).to_be_visible()


def test_the_switch_shows_the_same_dialogue_as_plain_text(open_page):
    page = open_page()
    phone = contractor(page)
    phone.locator("input[type=file]").set_input_files([upload("one.jpg")])
    phone.get_by_role("button", name="Send", exact=True).click()
    phone.get_by_role("button", name="Another milestone").click()
    expect(phone.get_by_text("Welcome to Milepost")).to_be_visible()
    page.get_by_label("Plain text (SMS)").check()
    expect(phone.locator(".choice")).to_have_count(0)
    assert "1 Invoice\n2 Another milestone\n3 Undo" in phone.locator(".theirs .words").first.inner_text()
    expect(phone.locator(".mine .words")).to_have_text(["2"])
    page.reload()
    expect(page.get_by_label("Plain text (SMS)")).to_be_checked()
    page.get_by_label("Buttons").check()
    expect(phone.get_by_role("button", name="Another milestone (chosen)")).to_be_disabled()


def test_typing_shows_and_is_replaced_by_the_answer(open_page):
    page = open_page()
    type_and_send(contractor(page), "Hi")
    expect(contractor(page).locator(".typing")).to_be_visible()
    expect(contractor(page).get_by_text("Welcome to Milepost")).to_be_visible()
    expect(contractor(page).locator(".typing")).to_be_hidden()


def test_shift_and_enter_makes_a_line_and_enter_sends(open_page, world):
    page = open_page()
    field = contractor(page).get_by_role("textbox")
    field.press_sequentially("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.press("Enter")
    expect(contractor(page).locator(".mine .mark-taken")).to_be_visible()
    assert world.bot.heard[0].text == "one\ntwo"
    expect(field).to_have_value("")


def test_dropped_files_wait_in_the_tray_and_can_be_taken_out_again(open_page, world):
    page = open_page()
    drop = page.evaluate_handle(
        """() => { const carried = new DataTransfer();
        for (const name of ['a.pdf', 'b.pdf'])
          carried.items.add(new File(['%PDF-1.4'], name, {type: 'application/pdf'}));
        return carried; }"""
    )
    device = contractor(page).locator(".device")
    device.dispatch_event("dragenter", {"dataTransfer": drop})
    expect(contractor(page).locator(".drop")).to_be_visible()
    device.dispatch_event("drop", {"dataTransfer": drop})
    expect(contractor(page).locator(".drop")).to_be_hidden()
    contractor(page).get_by_role("button", name="Remove a.pdf").click()
    contractor(page).get_by_role("button", name="Send", exact=True).click()
    expect(contractor(page).locator(".mine .mark-taken")).to_be_visible()
    assert [file.file_name for one in world.bot.heard for file in one.attachments] == ["b.pdf"]


def test_what_cannot_be_sent_is_said_in_words_before_it_is_tried(open_page, world):
    page = open_page()
    contractor(page).locator("input[type=file]").set_input_files([upload("nothing.jpg", content=b"")])
    expect(contractor(page).get_by_role("alert")).to_contain_text("nothing.jpg is empty")
    drop = page.evaluate_handle(
        """() => { const carried = new DataTransfer(); const file = new File(['x'], 'film.mp4', {type: 'video/mp4'});
        Object.defineProperty(file, 'size', {value: 200e6}); return {types: ['Files'], files: [file]}; }"""
    )
    page.evaluate(
        """(carried) => { const event = new Event('drop', {bubbles: true, cancelable: true});
        event.dataTransfer = carried; document.querySelector('#phone-contractor .device').dispatchEvent(event); }""",
        drop,
    )
    expect(contractor(page).get_by_role("alert")).to_have_text("film.mp4 is too large. A file can have up to 100 MB.")
    assert not world.inbox.items


def test_a_message_that_was_not_taken_can_be_tried_again_and_arrives_once(open_page, world):
    page = open_page()
    page.route("**/simulator/messages", lambda route: route.abort())
    type_and_send(contractor(page), "Hi")
    failed = contractor(page).get_by_role("button", name="Try again")
    expect(failed).to_be_visible()
    page.unroute("**/simulator/messages")
    failed.click()
    expect(contractor(page).locator(".mine .mark-taken")).to_be_visible()
    expect(contractor(page).locator(".mine .words")).to_have_text(["Hi"])
    assert len(world.bot.heard) == 1


def test_a_lost_connection_is_said_and_comes_back_without_losing_or_doubling(open_page, world):
    page = open_page()
    world.run(world.bot.say("+14155550100", "one", "first"))
    expect(contractor(page).get_by_text("first", exact=True)).to_be_visible()
    page.context.set_offline(True)
    page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_text("Connection lost")).to_be_visible()
    world.run(world.bot.say("+14155550100", "two", "second"))
    page.context.set_offline(False)
    expect(contractor(page).get_by_text("second", exact=True)).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Connection lost")).to_be_hidden()
    expect(contractor(page).locator(".theirs .words")).to_have_text(["first", "second"])


def test_start_over_gives_fresh_phones_and_can_be_undone(open_page):
    page = open_page()
    type_and_send(contractor(page), "Hi")
    expect(contractor(page).get_by_text("Welcome to Milepost")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(contractor(page).get_by_text("You are the contractor")).to_be_visible()
    expect(page.locator("#phone-contractor .number")).not_to_have_text("+1 415 555 0100")
    page.get_by_role("button", name="Undo").click()
    expect(contractor(page).get_by_text("Welcome to Milepost")).to_be_visible()


def test_the_samples_say_hi_describe_the_job_and_send_photos(open_page, world):
    page = open_page()
    for name in ("Say hi", "New job: Maple St kitchen…", "3 sample photos"):
        contractor(page).get_by_role("button", name=name).click()
    expect(contractor(page).get_by_text("Got your photos")).to_be_visible()
    until(page, lambda: len(world.bot.heard) == 5)
    assert world.bot.heard[0].text == "Hi"
    assert world.bot.heard[1].text == (
        "New job: Maple St kitchen for Dana Lee +1 415 555 0134, $24,000: "
        "deposit 10%, demo 4500, cabinets 8000, final rest"
    )
    assert [one.attachments[0].media_type for one in world.bot.heard[2:]] == ["image/jpeg"] * 3


def test_the_page_is_whole_in_spanish_and_by_its_toggle(open_page):
    page = open_page(locale="es-MX")
    expect(page.get_by_role("heading", name="Contratista")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Contractor")).to_be_visible()


def test_the_keyboard_alone_is_enough(open_page, world):
    page = open_page(390, 844)
    page.locator("#tab-contractor").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-client")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    contractor(page).get_by_role("textbox").focus()
    page.keyboard.type("Hi")
    page.keyboard.press("Enter")
    choice = contractor(page).get_by_role("button", name="Español")
    choice.focus()
    page.keyboard.press("Enter")
    expect(contractor(page).get_by_role("button", name="Español (chosen)")).to_be_disabled()


def test_new_messages_are_read_out_and_the_past_is_not(open_page, world):
    world.run(world.bot.say("+14155550100", "old", "old"))
    page = open_page()
    log = contractor(page).get_by_role("log")
    expect(page.locator(".picker select")).to_have_value("")
    expect(contractor(page).get_by_text("old", exact=True)).to_be_visible()
    expect(log).to_have_attribute("aria-live", "polite")


CONTRAST = """() => {
  const part = (value) => { value /= 255; return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4; };
  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return {r, g, b, a}; };
  const light = ({r, g, b}) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.a > .99) return colour;
    }
    return parse(getComputedStyle(document.documentElement).getPropertyValue('--unset') || 'rgb(243,240,234)');
  };
  const poor = [];
  for (const element of document.querySelectorAll('.words, .foot, .choice:enabled, .chip, .tag, .badge')) {
    if (!element.offsetParent) continue;
    const [one, two] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    if (ratio < 4.5) poor.push(`${element.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_and_reads_well_in_light_and_dark_at_every_width(open_page, world, width, scheme):
    page = open_page(width, 700, color_scheme=scheme)
    phone = contractor(page)
    type_and_send(phone, "Hi")
    expect(phone.get_by_text("Welcome to Milepost")).to_be_visible()
    phone.locator("input[type=file]").set_input_files([upload("one.jpg")])
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_role("button", name="Invoice")).to_be_visible()
    page.wait_for_timeout(300)
    assert no_sideways(page)
    assert page.evaluate(CONTRAST) == []
    ground = page.evaluate("() => getComputedStyle(document.querySelector('.device')).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 200) == (scheme == "dark")
    expect(phone.get_by_role("textbox")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 1280])
def test_hostile_words_and_names_do_nothing_and_break_no_layout(open_page, world, width):
    page = open_page(width, 700)
    for place, text in enumerate(HOSTILE):
        delivery = Delivery(
            key=f"hostile:{place}",
            text=text,
            choices=(Choice(text[:300], f"tok-{place}"), Choice("Back", "b")),
            files=(FileOut(text[:5000], "application/pdf", PDF), FileOut(text[:5000], "image/png", b"no picture")),
            url=text[:2000],
            url_label=text[:2000],
        )
        world.run(world.simulator.send("+14155550100", delivery))
    expect(contractor(page).locator(".theirs.row")).to_have_count(len(HOSTILE))
    for mode in ("Plain text (SMS)", "Buttons"):
        page.get_by_label(mode).check()
        page.wait_for_timeout(300)
        assert no_sideways(page)
    assert page.evaluate("() => window.bad") is None
    assert page.locator("iframe, .words img, .words script").count() == 0
    assert page.locator('a[href^="javascript:"]').count() == 0
    names = contractor(page).locator(".file-name").all_inner_texts()
    assert not any(re.search("[\u202a-\u202e\u2066-\u2069]", name) for name in names)


def test_hostile_things_a_person_types_come_back_inert(open_page, world):
    page = open_page()
    for text in HOSTILE[:6]:
        type_and_send(contractor(page), text)
    contractor(page).locator("input[type=file]").set_input_files([upload("<img src=x onerror=window.bad=1>.jpg")])
    contractor(page).get_by_role("button", name="Send", exact=True).click()
    expect(contractor(page).locator(".mine.row")).to_have_count(7)
    expect(contractor(page).locator(".mine .mark-taken")).to_have_count(7)
    page.reload()
    expect(contractor(page).locator(".mine.row")).to_have_count(7)
    assert page.evaluate("() => window.bad") is None
    assert no_sideways(page)


def test_a_very_long_message_is_folded_and_can_be_opened(open_page, world):
    world.run(world.bot.say("+14155550100", "long", "w" * 100_000))
    page = open_page()
    words = contractor(page).locator(".words")
    expect(words).to_be_visible()
    assert len(words.inner_text()) < 1_300
    contractor(page).get_by_role("button", name="Show all").click()
    assert len(words.inner_text()) == 100_000
    assert no_sideways(page)


def test_hostile_media_runs_nothing_when_it_is_opened(open_page, world):
    page = open_page()
    evil = b"<script>document.title='bad'</script>"
    contractor(page).locator("input[type=file]").set_input_files([upload("a.jpg", "image/jpeg", evil)])
    contractor(page).get_by_role("button", name="Send", exact=True).click()
    expect(contractor(page).locator(".mine .mark-taken")).to_be_visible()
    (attachment,) = world.bot.heard[0].attachments
    other = page.context.new_page()
    try:
        other.goto(f"{world.url}/simulator/media/{attachment.ref}")
    except Error:
        return
    assert other.title() != "bad"
