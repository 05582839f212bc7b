"""Whichever way the phone was held, the copies stand upright."""

import pytest

from tests.samples import Film, heic, jpeg, scene, video
from tests.storage.media.test_formats import likeness, opened


def size_in_file(orientation: int) -> dict[str, int]:
    return {"width": 600, "height": 800} if orientation >= 5 else {"width": 800, "height": 600}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_put_upright_for_each_of_the_eight_orientations(examine, orientation):
    with examine(jpeg("Up", orientation=orientation, **size_in_file(orientation))) as found:
        assert (found.width, found.height) == (800, 600)
        for path in (found.client, found.page, found.thumb):
            assert likeness(opened(path), scene("Up", 800, 600)) < 6
        assert likeness(opened(found.page), scene("Up", 800, 600).rotate(180)) > 12


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_heic_is_put_upright_once_and_not_twice(examine, orientation):
    """Its decoder turns it already, and the Exif block says the turn again."""
    with examine(heic("Up", orientation=orientation, **size_in_file(orientation))) as found:
        assert (found.width, found.height) == (800, 600)
        assert likeness(opened(found.client), scene("Up", 800, 600)) < 6


@pytest.mark.parametrize("said", [0, 9, 255, 65535])
def test_an_orientation_that_does_not_exist_is_no_turn(examine, said):
    with examine(jpeg("Odd", orientation=said, width=800, height=600)) as found:
        assert (found.width, found.height) == (800, 600)
        assert likeness(opened(found.client), scene("Odd", 800, 600)) < 6


@pytest.mark.parametrize(
    "film",
    [
        Film(label="Up", held_upright=True),
        Film(label="Up", container="mov", codec="libx265", held_upright=True),
    ],
    ids=["copied", "encoded"],
)
def test_a_video_of_a_phone_held_upright_has_an_upright_poster_and_plays_upright(examine, film):
    with examine(video(film)) as found:
        assert (found.width, found.height) == (360, 640)
        poster = opened(found.page)
        upright = opened(found.page).size
        assert upright == (360, 640)
        with examine(found.client.read_bytes()) as again:
            assert (again.width, again.height) == (360, 640)
            assert likeness(opened(again.page), poster) < 8
