import keras
import numpy as np
import pytest

from gan_course import plots


def axes_of(fig):
    return fig.axes[0]


def test_loss_curves_smooth_and_mark_the_equilibrium():
    values = np.arange(10.0)
    history = {"d_loss": values, "g_loss": values}
    ax = axes_of(plots.loss_curves(history, equilibrium={"d_loss": 1.386}, smooth=4))
    line = ax.lines[0]
    np.testing.assert_allclose(line.get_xdata(), np.arange(4, 11))
    np.testing.assert_allclose(line.get_ydata(), np.arange(1.5, 8.5))
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert [line.get_ydata()[0] for line in dashed] == [1.386]
    assert "4 steps" in ax.get_ylabel()


def test_loss_curves_refuse_nothing_and_no_width():
    with pytest.raises(ValueError, match=r"history is {}; give a dictionary"):
        plots.loss_curves({})
    with pytest.raises(ValueError, match="smooth is 0"):
        plots.loss_curves({"d_loss": [1.0]}, smooth=0)


def test_loss_curves_of_a_history_of_keras_are_by_epoch():
    history = keras.callbacks.History()
    with pytest.raises(ValueError, match=r"history is {}; give a dictionary"):
        plots.loss_curves(history)
    history.history = {"d_loss": [1.4, 1.3], "g_loss": [0.7, 0.8]}
    ax = axes_of(plots.loss_curves(history, smooth=2))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss, mean of 2 epochs")
    assert ax.lines[0].get_ydata() == [pytest.approx(1.35)]
    assert axes_of(plots.loss_curves(history.history)).get_xlabel() == "step"


def test_loss_curves_before_the_first_step_say_so():
    with pytest.raises(ValueError, match=r"history has no steps yet; give one of a GAN that was trained with fit\."):
        plots.loss_curves({"d_loss": np.zeros(0), "g_loss": np.zeros(0)})


def test_curves_draw_lines_with_their_style_and_refuse_other_lengths():
    ax = axes_of(plots.curves([0, 1, 2], {"a": [1, 2, 3], "b": ([3, 2, 1], {"linestyle": ":"})}, xlabel="x"))
    assert [line.get_label() for line in ax.lines] == ["a", "b"]
    assert ax.lines[1].get_linestyle() == ":"
    with pytest.raises(ValueError, match=r"the curve 'a' has shape \(2,\); give \(3,\)"):
        plots.curves([0, 1, 2], {"a": [1, 2]})


@pytest.mark.parametrize("style", [{"colour": "red"}, {"color": "rred"}, {3: 4}, {"alpha": 7},
                                   {"color": "k", "c": "r"}])
def test_curves_refuse_keywords_that_matplotlib_does_not_know(style):
    with pytest.raises(ValueError, match=r"the keywords of 'a' are .*; give some such as {'color': 'red'"):
        plots.curves([0, 1], {"a": ([0, 1], style)})


def test_a_style_may_name_the_line_itself():
    assert axes_of(plots.curves([0, 1], {"a": ([0, 1], {"label": "b"})})).lines[0].get_label() == "b"
