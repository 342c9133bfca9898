import matplotlib.pyplot as plt
import numpy as np
import pytest

from gan_course import plots


def test_seed_dots_draw_every_seed_the_mean_and_what_was_published():
    fig = plots.seed_dots({"plain": [3, 7, np.nan], "cured": [8.0]}, published={"plain": 1.0}, target=8)
    ax = fig.axes[0]
    xs = [list(line.get_xdata()) for line in ax.lines]
    assert [3.0, 7.0] in xs and [8.0] in xs and [1.0] in xs and [5.0] in xs and [8, 8] in xs
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["plain", "cured"]
    assert ax.get_ylim() == (1.5, -0.5), "the first setting stands at the top"
    texts = [text.get_text() for text in fig.legends[0].get_texts()]
    assert sorted(texts) == ["a seed", "mean ± standard error", "published, in its own setting"]


def test_a_second_panel_of_seed_dots_needs_no_second_legend():
    fig, axes = plt.subplots(1, 2)
    plots.seed_dots({"plain": [3]}, ax=axes[0])
    plots.seed_dots({"plain": [4]}, ax=axes[1], legend=False)
    assert len(fig.legends) == 1


def test_seed_dots_refuse_nothing_and_strangers():
    with pytest.raises(ValueError, match=r"values is {}; give a dictionary"):
        plots.seed_dots({})
    with pytest.raises(ValueError, match=r"published names \['other'\]"):
        plots.seed_dots({"plain": [1]}, published={"other": 2})


def test_heat_map_writes_each_number_and_refuses_other_shapes():
    ax = plots.heat_map([[1, 2, 3], [4, 5, 6.25]], rows=["a", "b"], columns=[1, 2, 3]).axes[0]
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3", "4", "5", "6.25"]
    with pytest.raises(ValueError, match=r"values has shape \(1, 2\); give \(1, 1\)\. One number for each pair"):
        plots.heat_map([[1, 2]], rows=["a"], columns=["b"])
