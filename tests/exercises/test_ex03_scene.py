"""What the scene of a training step notes: who moved, by whom, with how much noise."""

import numpy as np

from gan_course.exercises.ex03_scene import Sizes, watch

SIZES = Sizes(latent=3, hidden=4, dim=2, batch=5, k=2, seed=7)


def _nothing(G, D, g_optimizer, d_optimizer, real_batches, noise):
    assert [batch.shape for batch in real_batches] == [(5, 2), (5, 2)]
    assert G.forward(noise(5)).shape == (5, 2) and D.forward(real_batches[0]).shape == (5, 1)
    return 1.0, 2.0


def test_a_step_that_does_nothing_leaves_no_notes():
    notes = watch(_nothing, SIZES)
    assert notes.result == (1.0, 2.0) and notes.steps == [] and notes.noise == [5]
    assert not notes.besides and not notes.spoiled


def test_the_same_sizes_give_the_same_scene_and_order_exchanges_the_noise():
    drawn = []

    def look(G, D, g_optimizer, d_optimizer, real_batches, noise):
        drawn.append([noise(5) for _ in range(3)])
        return 0.0, 0.0

    first, second = watch(look, SIZES), watch(look, SIZES, order=(2, 0, 1))
    for a, b in zip(first.d_weights + first.g_weights, second.d_weights + second.g_weights, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(drawn[0][2], drawn[1][0])
    np.testing.assert_array_equal(drawn[0][0], drawn[1][1])


def test_who_is_moved_by_whom_is_noted():
    def cross(G, D, g_optimizer, d_optimizer, real_batches, noise):
        d_optimizer.apply([np.ones_like(w) for w in G.weights], G.weights)
        g_optimizer.apply([np.ones_like(w) for w in G.weights], list(G.weights))
        D.weights[0] -= 1.0
        real_batches[1][0] = 0.0

    notes = watch(cross, SIZES)
    assert notes.steps == [("D", "G"), ("G", "G")]
    assert notes.besides == {"D"} and notes.spoiled
    still = watch(_nothing, SIZES)
    for moved, before in zip(notes.g_weights, still.g_weights, strict=True):
        np.testing.assert_allclose(moved, before - 0.7 - 0.4)
