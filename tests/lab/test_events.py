"""What is noted of a run, and what no run can have noted."""

import pytest

from gan_course.lab.events import Events, after, replayed
from gan_course.lab.settings import Settings

START = Settings(remedies={"r1": 0.1, "packing": 2})


def test_steps_in_a_row_are_one_event_and_of_turns_the_last_counts():
    events = Events()
    for kind, count, new in (("fit", 20, True), ("fit", 20, False), ("fit", 20, True), ("single", 1, False),
                             ("single", 1, False), ("generator", 0, False)):
        events.note(kind, count, new=new)
    events.note_change("rate", "generator", 0.1)
    events.note_change("rate", "generator", 0.2)
    events.note_change("turn", "r1", 0.3)
    events.note_change("rate", "generator", 0.4)
    assert events == [("fit", 40), ("fit", 20), ("single", 2), ("rate", "generator", 0.2), ("turn", "r1", 0.3),
                      ("rate", "generator", 0.4)]


def test_a_run_is_followed_from_its_first_settings_to_its_last():
    events = [("fit", 40), ("single", 2), ("discriminator", 3), ("rate", "generator", 0.2), ("turn", "r1", 0.5),
              ("compile", START.replaced(objective="hinge", remedies={"packing": 4})), ("fit", 20)]
    assert replayed(START, events) == (START.replaced(objective="hinge", remedies={"packing": 4}), 62)
    assert replayed(START, events[:5]) == (START.replaced(generator_rate=0.2, remedies={"r1": 0.5, "packing": 2}), 42)


@pytest.mark.parametrize(("event", "message"), [
    (("sing", 3), "event is 'sing'; give one of .* Did you mean 'single'"), ((), "event is"),
    ("fit", "event is 'fit'|has"),
    (("fit", 1, 2), "has 3 parts; it must have 2"), (("fit", 0), "fit is 0"), (("fit", 10**13), "fit is"),
    (("generator", 1.5), "generator is 1.5"), (("rate", "critic", 0.1), "player is 'critic'"),
    (("rate", "generator", float("nan")), "give a finite number"),
    (("rate", "generator", "0.1"), "generator_rate is '0.1'"),
    (("rate", "generator", 100.0), "generator_rate is 100.0; give a number from 1e-06 to 10"),
    (("turn", "wgan_gp", 1.0), "It must be one of the run's"), (("turn", "packing", 4), "no number that turns"),
    (("turn", "r1", -1.0), "r1 is -1.0"), (("compile", "hinge"), "compile is 'hinge'"),
    (("compile", START.replaced(seed=9)), "changes seed, which needs a new run"),
])
def test_events_that_no_run_can_have(event, message):
    with pytest.raises(ValueError, match=message):
        after(START, event)


def test_a_run_ends_some_time():
    with pytest.raises(ValueError, match="the number of steps is 2000000000000"):
        replayed(START, [("fit", 10**12)] * 2)
