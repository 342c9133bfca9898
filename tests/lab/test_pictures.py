"""Still pictures and the animation: what stands where, the same bytes each time, and no more than 48 frames."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from gan_course.lab import pictures
from gan_course.lab.record import pack


def frame(step=0, **arrays):
    return pack({"step": step, "d_loss": 0.0, "g_loss": 0.0, "counts": {}, **arrays})


def opened(data):
    return Image.open(io.BytesIO(data))


def test_points_stand_where_they_belong():
    picture = pictures.draw(frame(fakes=np.array([[0.8, -0.8]])), real=np.array([[-0.8, 0.8]]), size=320)
    assert picture.size == (320, 320)
    assert picture.getpixel((80, 80)) == pictures.REAL  # left, up
    assert picture.getpixel((240, 240)) == pictures.FAKE  # right, down: rows of pixels count downwards
    assert picture.getpixel((240, 80)) == (255, 255, 255)


@pytest.mark.filterwarnings("error")
def test_points_outside_or_nowhere_are_left_out():
    plain = pictures.draw(frame())
    away = np.array([[5.0, 0.0], [0.0, -5.0], [3e38, 3e38]], np.float32)
    assert np.array_equal(pictures.draw(frame(fakes=away)), plain)
    assert not np.array_equal(pictures.draw(frame(fakes=np.zeros((1, 2)))), plain)


def test_the_surface_is_orange_where_d_says_fake_and_its_first_row_is_at_the_bottom():
    surface = np.zeros((41, 41), np.uint8)
    surface[21:] = 255
    picture = pictures.draw(frame(surface=surface))
    assert picture.getpixel((300, 20)) == pictures.SAYS_REAL and picture.getpixel((300, 340)) == pictures.SAYS_FAKE
    undecided = pictures.draw(frame(surface=np.full((41, 41), 127, np.uint8)))
    assert min(undecided.getpixel((300, 300))) >= 253


def test_digits_become_a_sheet_in_reading_order():
    images = np.zeros((64, 28, 28), np.uint8)
    images[1], images[8] = 255, 128
    sheet = np.asarray(pictures.draw(frame(images=images), size=224))
    assert (sheet[:28, 28:56] == 255).all() and (sheet[28:56, :28] == 128).all()
    assert sheet.astype(int).sum() == 3 * 28 * 28 * (255 + 128)


def test_a_few_fakes_among_many_real_points_keep_their_colour():
    rng = np.random.default_rng(0)
    real = rng.uniform(-1.5, 1.5, size=(500, 2))
    surface = np.tile(np.linspace(120, 255, 41).astype(np.uint8), (41, 1))
    packed = frame(fakes=rng.normal(0, 0.05, size=(40, 2)), surface=surface)
    colours = {colour for _, colour in opened(pictures.gif([packed], real=real)).convert("RGB").getcolors()}
    assert min(sum(abs(a - b) for a, b in zip(colour, pictures.FAKE, strict=True)) for colour in colours) < 30


def test_a_picture_for_a_page_is_deterministic():
    lines = [(np.array([[-1, 0], [1, 0.5]]), (255, 0, 0))]
    once, twice = (pictures.lines_png(lines, (-1, 1)) for _ in range(2))
    assert once == twice and opened(once).format == "PNG" and base64.b64decode(pictures.mime_png(once)) == once


@pytest.mark.parametrize(("n", "shown"), [(1, 1), (5, 5), (48, 48), (49, 48), (160, 48)])
def test_the_animation_opens_and_has_at_most_48_frames_with_both_ends(n, shown):
    moving = [frame(i, fakes=np.array([[-1.5 + 3 * i / 160, 0.0]])) for i in range(n)]
    animation = opened(pictures.gif(moving))
    assert animation.format == "GIF" and getattr(animation, "n_frames", 1) == shown
    if n > 1:
        assert animation.info["loop"] == 0
    for index, end in ((0, moving[0]), (shown - 1, moving[-1])):
        animation.seek(index)
        expected = np.asarray(pictures.draw(end).convert("RGB"), int)
        assert np.abs(np.asarray(animation.convert("RGB"), int) - expected).mean() < 0.5
    with pytest.raises(ValueError, match="nothing to show yet; press Play first"):
        pictures.gif([])


def test_a_line_as_a_picture():
    line = opened(pictures.lines_png([(np.array([[-1, 0], [1, 0]]), (255, 0, 0))], (-1, 1), size=100)).convert("RGB")
    assert line.getpixel((50, 50)) == (255, 0, 0) and line.getpixel((50, 20)) == (255, 255, 255)
