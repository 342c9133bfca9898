"""The drawing of the two players: what is in it, where marks stand, and that nothing overlaps."""

import itertools

import pytest
from matplotlib.text import Text

from gan_course import plots


def texts(fig):
    return [text.get_text() for text in fig.findobj(Text) if text.get_text().strip()]


def test_it_names_both_players_their_weights_their_input_and_their_losses():
    drawn = " ".join(texts(plots.two_players()))
    for word in ("noise $z$", "generator $G$", r"\theta", "discriminator $D$", r"\varphi", "real data $x$",
                 "fakes $G(z)$", "loss $L_D$", "loss $L_G$", "$D(x)$"):
        assert word in drawn


def boxes(fig):
    fig.canvas.draw()
    return {text.get_text(): text.get_window_extent() for text in fig.findobj(Text) if text.get_text().strip()}


def overlapping(fig):
    return [pair for pair in itertools.combinations(boxes(fig).items(), 2)
            if pair[0][1].padded(-2).overlaps(pair[1][1].padded(-2))]


def test_no_text_lies_on_another_and_all_are_on_the_page():
    fig = plots.two_players({place: f"mark {number}" for number, place in enumerate(plots.PLACES)})
    assert overlapping(fig) == []
    assert all(fig.bbox.contains(*corner) for box in boxes(fig).values() for corner in (box.p0, box.p1))


def test_overlaps_would_be_found():
    fig = plots.two_players({"real": "a mark far too long to stand above the data", "d_step": "another"})
    assert len(overlapping(fig)) > 0


def test_a_mark_stands_beside_its_place():
    fig = plots.two_players({"noise": "A", "d_loss": "B"})
    found = boxes(fig)
    assert abs(found["A"].x0 - found["noise $z$"].x0) < 60 and abs(found["B"].x0 - found["loss $L_D$"].x0) < 60


def test_other_places_are_refused():
    with pytest.raises(ValueError, match="a place in marks"):
        plots.two_players({"learning rate": "0.1"})
    with pytest.raises(ValueError, match="marks"):
        plots.two_players(["noise"])


def test_its_alternative_text_says_what_no_arrow_does():
    assert "No arrow leads from the real data to the generator" in plots.TWO_PLAYERS_ALT
