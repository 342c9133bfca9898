"""What has changed a run's weights since it began, in order: what a program needs to repeat the run.

An event is a tuple: ("fit", steps) in calls of the graph, ("single", steps) one by one, ("generator", updates) and
("discriminator", updates) of one player alone, ("rate", player, rate), ("turn", remedy, number), ("compile", settings).
"""

from gan_course.arguments import choice, instance, number, whole
from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.settings import Settings, checked, checked_remedy

PLAYERS = ("generator", "discriminator")
STEPS = ("fit", "single")
ENDLESS = 10**12         # steps of a training that is stopped by hand; no run is longer
KINDS = {**dict.fromkeys((*STEPS, *PLAYERS), 2), "rate": 3, "turn": 3, "compile": 2}  # -> the parts of such an event


class Events(list):
    """The events of a run."""

    def note(self, kind, count, *, new=False):
        """Note steps; those of one training, or single ones in a row, are one event. new: another training began."""
        if self and self[-1][0] == kind and not new:
            self[-1] = (kind, self[-1][1] + count)
        elif count:
            self.append((kind, count))

    def note_change(self, *event):
        """Note that a number was turned; of several turns in a row of the same number only the last counts."""
        if self and self[-1][:-1] == event[:-1]:
            self.pop()
        self.append(event)


def replayed(start, events):
    """Check the events of a run that began with the settings `start`; return (the run's last settings, its steps).

    Raises ValueError for an event that no run can have: an unknown one, or one whose numbers are impossible there.
    """
    settings, steps = start, 0
    for event in events:
        settings, done = after(settings, event)
        steps += done
    whole("the number of steps", steps, 0, ENDLESS)
    return settings, steps


def after(settings, event):
    """Check one event under the settings at that time; return (the settings after it, full steps that it made)."""
    kind = choice("event", event[0] if isinstance(event, tuple) and event else event, tuple(KINDS))
    if len(event) != KINDS[kind]:
        raise ValueError(f"The event {kind!r} has {len(event)} parts; it must have {KINDS[kind]}.")
    if kind in STEPS or kind in PLAYERS:
        count = whole(kind, event[1], 1, ENDLESS)
        return settings, count if kind in STEPS else 0
    if kind == "rate":
        name = f"{choice('player', event[1], PLAYERS)}_rate"
        return settings.replaced(**{name: checked(name, number(name, event[2]))}), 0
    if kind == "turn":
        remedy = choice("remedy", event[1], tuple(settings.remedies), hint="It must be one of the run's.")
        control = REMEDIES[remedy]
        if control.number is None or not control.live:
            raise ValueError(f"The event turns {remedy!r}, which has no number that turns while a run goes on.")
        value = checked_remedy(remedy, number(remedy, event[2]))
        return settings.replaced(remedies={**settings.remedies, remedy: value}), 0
    new = instance("compile", event[1], Settings)
    fixed = ["drawn", *(name for name, control in CONTROLS.items() if control.acts == "reset")]
    changed = [name for name in fixed if getattr(new, name) != getattr(settings, name)]
    if changed:
        raise ValueError(f"The event 'compile' changes {changed[0]}, which needs a new run.")
    return new, 0
