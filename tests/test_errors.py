"""Errors say what happened, and survive the way between processes."""

import pickle

import numpy as np
import pytest

from gan_course.errors import DivergedError, check_whole


def test_diverged_names_step_and_losses():
    error = DivergedError(7, {"d_loss": float("nan"), "g_loss": 0.5})
    assert "step 7: d_loss = nan, g_loss = 0.5" in str(error)
    back = pickle.loads(pickle.dumps(error))
    assert (back.step, str(back)) == (7, str(error)) and np.isnan(back.losses["d_loss"])


def test_whole_numbers():
    check_whole("n", 1)
    check_whole("n", np.int64(3))
    check_whole("n", 0, least=0)
    for value in (0, -1, 1.0, True, "2", None):
        with pytest.raises(ValueError, match=r"n is .* at least 1"):
            check_whole("n", value)
