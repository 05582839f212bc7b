"""How a delivery is cut into Telegram's messages."""

from dataclasses import replace

import pytest

from channels.telegram import saying
from core.ports.messaging import Choice, Delivery, FileOut

PDF = FileOut("INV-0001.pdf", "application/pdf", b"%PDF")
PICTURE = FileOut("a.jpg", "image/jpeg", b"\xff\xd8")


def texts(delivery: Delivery) -> list[str]:
    return [part.text for part in saying.parts(delivery)]


def test_one_file_and_few_words_are_one_message_with_the_buttons_on_it():
    (part,) = saying.parts(Delivery(key="k", text="Invoice", files=(PDF,), choices=(Choice("Send", "t"),)))
    assert (part.text, part.file) == ("Invoice", PDF)
    assert part.keyboard.inline_keyboard[0][0].callback_data == "t"


def test_a_text_too_long_for_a_caption_stands_below_the_files_with_the_buttons():
    found = saying.parts(Delivery(key="k", text="w" * 1025, files=(PICTURE, PDF), choices=(Choice("Send", "t"),)))
    assert [part.file for part in found] == [PICTURE, PDF, None]
    assert [part.keyboard is None for part in found] == [True, True, False]


@pytest.mark.parametrize("gap", ["\n\n", "\n", " "])
def test_a_long_text_is_cut_between_its_parts_and_nothing_is_lost(gap):
    text = gap.join(["word" * 100] * 50)
    found = texts(Delivery(key="k", text=text))
    assert all(saying.length(one) <= 4096 for one in found)
    assert gap.join(one.strip() for one in found) == text


def test_a_text_without_gaps_is_cut_between_whole_letters():
    found = texts(Delivery(key="k", text="😀" * 5_000))
    assert "".join(found) == "😀" * 5_000
    assert all(saying.length(one) <= 4096 for one in found)


@pytest.mark.parametrize("token", ["", "x" * 65, "ñ" * 33])
def test_a_token_that_no_button_can_carry_is_a_mistake_of_ours_and_loud(token):
    with pytest.raises(ValueError, match="64 bytes"):
        saying.parts(Delivery(key="k", text="x", choices=(Choice("A", token),)))


def test_a_token_of_64_bytes_goes():
    assert saying.parts(Delivery(key="k", text="x", choices=(Choice("A", "ñ" * 32),)))


def test_nothing_to_say_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="nothing"):
        saying.parts(Delivery(key="k", text=" "))


def test_short_labels_stand_in_twos_and_long_ones_alone_in_their_order():
    labels = ["One", "Two", "A label of some length", "Three", "Four", "Five"]
    (part,) = saying.parts(Delivery(key="k", text="x", choices=tuple(Choice(one, "t") for one in labels)))
    rows = [[button.text for button in row] for row in part.keyboard.inline_keyboard]
    assert rows == [["One", "Two"], ["A label of some length"], ["Three", "Four"], ["Five"]]


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://bills.example.com/i/abc", True),
        ("https://93.184.216.34/i/abc", True),
        ("http://localhost:8000/i/abc", False),
        ("http://127.0.0.1:8000/i/abc", False),
        ("http://192.168.1.7/i/abc", False),
        ("http://printer.local/i/abc", False),
        ("ftp://bills.example.com/i", False),
        ("https://[::1]/i", False),
        ("http://exa\x00mple", False),
    ],
)
def test_a_link_that_telegram_refuses_for_a_button_stands_in_the_text(url, public):
    assert saying.linkable(url) is public
    (part,) = saying.parts(Delivery(key="k", text="Pay", url=url, url_label="View and pay"))
    assert (part.text == "Pay") is public
    assert (part.keyboard is not None) is public
    assert public or part.text == f"Pay\n\nView and pay:\n{url}"


def test_a_picture_above_ten_megabytes_goes_as_a_file():
    (small,) = saying.parts(Delivery(key="k", text="", files=(PICTURE,)))
    (large,) = saying.parts(Delivery(key="k", text="", files=(replace(PICTURE, content=bytes(10_000_001)),)))
    assert (small.is_photo, large.is_photo) == (True, False)
