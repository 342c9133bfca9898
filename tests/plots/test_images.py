import numpy as np
import pytest

from gan_course import plots


def axes_of(fig):
    return fig.axes[0]


def test_image_grid_maps_minus_one_to_black_and_one_to_white():
    images = np.stack([np.full((4, 4, 1), -1.0), np.full((4, 4, 1), 1.0), np.zeros((4, 4, 1))])
    fig = plots.image_grid(images, columns=2, titles=["a", "b", "c"], title="T")
    shown = [ax.images[0] for ax in fig.axes if ax.images]
    assert [float(image.get_array().mean()) for image in shown] == [0.0, 1.0, 0.5]
    assert all(image.get_clim() == (0.0, 1.0) for image in shown)
    assert [ax.get_title() for ax in fig.axes] == ["a", "b", "c", ""]


def test_image_grid_takes_colour_and_no_channel():
    assert axes_of(plots.image_grid(np.zeros((2, 4, 4, 3)))).images[0].get_array().shape == (4, 4, 3)
    assert axes_of(plots.image_grid(np.zeros((2, 4, 4)))).images[0].get_array().shape == (4, 4)


@pytest.mark.parametrize("shape", [(28, 28, 1), (8, 8, 3)])
def test_image_grid_takes_one_image_for_no_batch(shape):
    with pytest.raises(ValueError, match=r"images has shape \(.*, one image with .*; give images\[None\] for one"):
        plots.image_grid(np.zeros(shape))
    assert len(plots.image_grid(np.zeros(shape)[None]).axes) == 1
    drawn = [ax for ax in plots.image_grid(np.zeros(shape)[..., None]).axes if ax.images]
    assert len(drawn) == shape[0]


@pytest.mark.parametrize("shape", [(4, 4), (0, 4, 4, 1), (2, 4, 4, 2)])
def test_image_grid_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match="images has shape"):
        plots.image_grid(np.zeros(shape))


@pytest.mark.parametrize(("images", "said"), [
    (np.full((2, 4, 4), 255.0), r"images is 255; give numbers from -1 to 1\. Pixels of 0 … 255 become"),
    (np.zeros((2, 4, 4), "uint8"), "images holds uint8 numbers"), (np.full((2, 4, 4), np.nan), "images holds 32"),
    (np.zeros((2, 4, 4)) * 1j, "images holds complex numbers"), (np.ma.masked_equal(np.zeros((2, 4, 4)), 0), "masked")])
def test_image_grid_refuses_pixels_that_it_would_draw_wrong(images, said):
    with pytest.raises(ValueError, match=said):
        plots.image_grid(images)


def test_image_grid_wants_a_title_for_each():
    with pytest.raises(ValueError, match="1 titles for 2 images"):
        plots.image_grid(np.zeros((2, 4, 4)), titles=["a"])


def test_image_grid_is_at_most_seven_inches_wide():
    assert plots.image_grid(np.zeros((40, 2, 2)), columns=20, scale=2.0).get_figwidth() == pytest.approx(7.0)


def test_row_names_stand_left_of_their_rows():
    fig = plots.image_grid(np.zeros((6, 4, 4)), columns=3, row_names=["real", "fake"])
    assert [[text.get_text() for text in ax.texts] for ax in fig.axes] == [["real"], [], [], ["fake"], [], []]
    fig.canvas.draw()
    name = fig.axes[0].texts[0].get_window_extent()
    assert name.x0 >= 0 and name.x1 <= fig.axes[0].get_window_extent().x0
    with pytest.raises(ValueError, match="1 row_names for 2 rows"):
        plots.image_grid(np.zeros((6, 4, 4)), columns=3, row_names=["real"])


def test_only_rows_with_a_title_take_its_height():
    plain, one, all_three = (plots.image_grid(np.zeros((3, 4, 4)), columns=1, titles=titles).get_figheight()
                             for titles in (None, ["a", "", ""], ["a", "b", "c"]))
    assert one == pytest.approx(plain + 0.2) and all_three == pytest.approx(plain + 0.6)


def test_spectrograms_share_one_scale_and_stand_upright():
    images = np.zeros((3, 4, 5))
    images[0, 0], images[1, 3] = 2.0, -1.0
    fig = plots.spectrogram_row(images, ["a", "b", "c"], seconds=0.5, columns=2)
    shown = [ax.images[0] for ax in fig.axes if ax.images]
    assert all(image.get_clim() == (-1.0, 2.0) and image.origin == "lower" for image in shown)
    assert shown[0].get_extent() == [0, 500, 0, 4] and [ax.get_title() for ax in fig.axes][:3] == ["a", "b", "c"]
    with pytest.raises(ValueError, match="2 titles for 3 images"):
        plots.spectrogram_row(images, ["a", "b"])


def test_images_that_no_pixel_is_left_for_are_refused():
    with pytest.raises(ValueError, match=r"scale is 1e-09; give a number of at least 0.01. Inches per image"):
        plots.image_grid(np.zeros((2, 4, 4)), scale=1e-9)
    assert plots.png(plots.image_grid(np.zeros((2, 4, 4)), scale=0.01))
    with pytest.raises(ValueError, match="row_names holds a text of 99 characters; give 80 at most"):
        plots.image_grid(np.zeros((1, 4, 4)), row_names=["a" * 99])
    assert plots.png(plots.image_grid(np.zeros((1, 4, 4)), row_names=["a" * 80]))
