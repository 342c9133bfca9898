"""Errors say what happened, and survive the way between processes."""

import pickle

import numpy as np

from gan_course.errors import DivergedError


def test_diverged_names_step_and_losses():
    error = DivergedError(7, {"d_loss": float("nan"), "g_loss": 0.5})
    assert "step 7: d_loss = nan, g_loss = 0.5" in str(error)
    back = pickle.loads(pickle.dumps(error))
    assert (back.step, str(back)) == (7, str(error)) and np.isnan(back.losses["d_loss"])
