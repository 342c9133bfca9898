"""The Dirac portrait: its orbits are those of `dynamics`, and what it refuses."""

import json

import numpy as np
import pytest

from gan_course import dynamics
from gan_course.lab.dirac import GAMES, MOST_ORBITS, RULES, DiracPortrait, portrait, still


def test_orbits_are_the_trajectories_of_dynamics():
    picture = portrait(dynamics.dirac_r1(0.3), dynamics.alternating, 0.2, [(1.0, 1.0)])
    expected = dynamics.trajectory(dynamics.dirac_r1(0.3), dynamics.alternating, (1.0, 1.0), 0.2, 500)
    assert np.allclose(picture["orbits"][0], expected, atol=1e-5)
    assert picture["distances"][0][-1] < 1e-5  # R1 converges; minimax, below, does not
    assert picture["modulus"] < 1
    assert portrait(dynamics.dirac_minimax(), dynamics.simultaneous, 0.2, [(1.0, 1.0)])["distances"][0][-1] > 2


@pytest.mark.parametrize("game", GAMES)
def test_every_game_under_every_rule_can_be_drawn_and_sent(game):
    for _, rule in RULES.values():
        picture = portrait(GAMES[game][1](), rule, 0.5, [(1.5, -1.5), (0.1, 0.2)], steps=60)
        assert len(picture["orbits"]) == 2 and np.isfinite(picture["field"]).all()
        json.dumps(picture, allow_nan=False)


def test_an_orbit_that_flies_away_is_cut():
    picture = portrait(dynamics.bilinear(), dynamics.simultaneous, 1.0, [(1.0, 1.0)])
    assert 5 < len(picture["orbits"][0]) < 20 and np.abs(picture["orbits"][0]).max() < 20


def test_a_click_starts_an_orbit_and_a_switch_changes_the_rule():
    widget = DiracPortrait()
    before = widget.picture
    widget.starts = [*widget.starts, [0.5, 0.5]]
    assert len(widget.picture["orbits"]) == 2
    assert widget.picture["orbits"][0] == before["orbits"][0]
    widget.rule = "extragradient"
    assert widget.picture["distances"][0][-1] < before["distances"][0][-1]
    widget.starts = [[0.1 * i, 0.0] for i in range(MOST_ORBITS + 3)]
    assert len(widget.starts) == MOST_ORBITS and widget.starts[0] == pytest.approx([0.3, 0.0])
    widget.close()


@pytest.mark.parametrize(("wrong", "message"), [
    ({"game": "chess"}, "game is 'chess'; give one of 'minimax'"),
    ({"rule": "random"}, "rule is 'random'; give one of 'simultaneous'"),
    ({"rate": 0.0}, "rate is 0.0; give a number above 0"),
    ({"starts": [(1.0,)]}, "starts "),
    ({"starts": [(float("nan"), 1.0)]}, "starts holds 1 value that is NaN"), ({"starts": 5}, "give pairs of numbers"),
    ({"starts": [(1e9, 1.0)]}, "give numbers from -1e[+]06 to 1e[+]06"), ({"rate": float("nan")}, "rate is nan"),
])
def test_what_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        DiracPortrait(**wrong)


def test_a_stored_page_keeps_a_picture():
    widget = DiracPortrait()
    data, metadata = widget._repr_mimebundle_()
    assert data["text/plain"] == repr(widget) and metadata["image/png"]["alt"] == repr(widget)
    assert still(widget.picture)[:4] == b"\x89PNG" and "application/vnd.jupyter.widget-view+json" in data
    widget.close()
