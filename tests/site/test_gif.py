"""The page's animation, read back by Pillow; its encoder alone, on pictures whose pixels are known."""

import io

import numpy as np
import pytest
from page_window import SMALL
from PIL import Image


@pytest.fixture(scope="module")
def encoded(chromium, build):
    """Function from pictures (frames, height, width, 4), uint8, to the GIF that the page's encoder makes of them."""
    page = chromium.new_page()
    page.add_script_tag(content=f"{build.bundle(build.PAGE / 'gif.js')}\nglobalThis.gif = module0_gif.gif;")

    def encode(pictures):
        _, height, width, _ = pictures.shape
        asked = [[picture.ravel().tolist() for picture in pictures], width, height]
        return Image.open(io.BytesIO(bytes(page.evaluate(
            "([pictures, width, height]) => Array.from(gif(pictures, width, height, 9))", asked))))

    yield encode
    page.close()


def pixels(animation, frame):
    """One frame's pixels, (height, width, 3)."""
    animation.seek(frame)
    return np.asarray(animation.convert("RGB"))


@pytest.mark.parametrize(("colours", "shape"), [
    (2, (1, 1)), (2, (40, 40)),            # long runs of one colour: codes for long strings
    (200, (3, 7)), (200, (151, 97)),       # noise: all 4,096 codes are used up several times
    (256, (64, 1000))])
def test_pictures_of_few_colours_come_back_exactly(encoded, colours, shape):
    rng = np.random.default_rng(colours)
    cells = rng.choice(32 ** 3, size=colours, replace=False)       # one colour in each bin of the table
    table = np.stack([cells // 1024, cells // 32 % 32, cells % 32], axis=1) * 8 + rng.integers(8, size=(colours, 3))
    pictures = np.full((3, *shape, 4), 255, np.uint8)
    pictures[..., :3] = table[rng.integers(colours, size=(3, *shape))]
    pictures[2, ..., :3] = table[0]                                # a picture of one colour
    animation = encoded(pictures)
    assert (animation.n_frames, animation.size, animation.info["loop"]) == (3, shape[::-1], 0)
    for frame in range(3):
        assert (pixels(animation, frame) == pictures[frame, ..., :3]).all()


def test_of_many_colours_the_nearest_are_taken(encoded):
    across = np.linspace(0, 255, 120)
    picture = np.full((1, 120, 120, 4), 255, np.uint8)
    picture[0, ..., 0], picture[0, ..., 1] = across[None], across[:, None]
    away = np.abs(pixels(encoded(picture), 0).astype(int) - picture[0, ..., :3])
    assert np.median(away) <= 4 and away.max() < 40


@pytest.mark.parametrize("two", [False, True])
def test_the_timeline_is_saved_as_an_animation(open_page, tmp_path, two):
    page = open_page(f"#{SMALL}" + ("&beside=seed=5" if two else ""))
    page.press("#share")
    page.press("#gif")
    page.toast("nothing that moves yet")
    page.page.keyboard.press("Escape")
    page.play(400)
    page.pause()
    page.press("#share")
    with page.page.expect_download() as download:
        page.press("#gif")
    assert download.value.suggested_filename == "lab_run.gif"
    download.value.save_as(tmp_path / "lab_run.gif")
    animation = Image.open(tmp_path / "lab_run.gif")
    assert animation.size == (728 if two else 360, 360) and 9 <= animation.n_frames <= 55
    assert animation.info["duration"] == 90
    first, last = pixels(animation, 0), pixels(animation, animation.n_frames - 1)
    assert (first != last).mean() > 0.02
    orange = (np.abs(last.astype(int) - [213, 94, 0]).sum(axis=2) < 60).sum()
    assert orange > 300                    # the fakes are there, in their colour
    if two:
        assert (last[:, :360] != last[:, 368:]).mean() > 0.02
