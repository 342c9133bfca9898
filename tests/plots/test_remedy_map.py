import pytest

from gan_course import remedies
from gan_course.plots.remedy_map import STATIONS, remedy_map, remedy_map_text


def texts(fig):
    return {text.get_text(): text for text in fig.axes[0].texts}


def test_every_station_and_every_remedy_stands_in_the_picture():
    drawn = texts(remedy_map())
    for number, (name, _, what, *listed) in enumerate(STATIONS, 1):
        assert f"{number} {name}" in drawn and what in drawn
        assert all(remedy in drawn for part in listed for remedy in part)


@pytest.mark.parametrize(("lesson", "bold", "pale"), [("07", "packs", "R1, R2"), ("08", "R1, R2", "packs")])
def test_a_lessons_own_remedies_are_bold(lesson, bold, pale):
    drawn = texts(remedy_map(lesson))
    assert drawn[bold].get_fontweight() == "bold" and drawn[bold].get_color() == "black"
    assert drawn[pale].get_fontweight() == "normal" and drawn[pale].get_color() != "black"
    assert bold in remedy_map_text(lesson) and pale not in remedy_map_text(lesson)


def test_nothing_is_cut_off_or_printed_over_its_neighbour():
    fig = remedy_map()
    fig.canvas.draw()
    boxes = [text.get_window_extent() for text in fig.axes[0].texts]
    frame = fig.bbox
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 for box in boxes)
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1:])


def test_the_map_holds_each_remedy_of_the_package():
    """By the station at which it acts; a new remedy must find its place here."""
    told = remedy_map_text().lower()
    words = {"instance_noise": "instance noise", "diff_augment": "augmentation",
             "experience_replay": "experience replay",
             "label_smoothing": "label smoothing", "feature_matching": "feature matching", "packing": "packs",
             "minibatch_stddev": "minibatch stddev", "minibatch_discrimination": "minibatch discr.",
             "spectral_normalization": "spectral norm.", "r1": "r1", "r2": "r2", "wgan_gp": "wgan-gp",
             "dragan": "dragan", "consensus": "consensus", "weight_clipping": "clipping", "optimistic": "optimistic",
             "unrolled": "unrolled", "adversarial_examples": "moved samples",
             "veegan": "veegan", "weight_averaging": "average of g (ema)"}
    names = set(remedies.names()) if hasattr(remedies, "names") else set(words)
    assert names <= set(words), f"give {names - set(words)} a place in STATIONS"
    assert all(word in told for word in words.values())


def test_another_lesson_is_refused():
    with pytest.raises(ValueError, match=r"lesson is '06'; give"):
        remedy_map("06")
    with pytest.raises(ValueError, match=r"lesson is '06'; give"):
        remedy_map_text("06")
