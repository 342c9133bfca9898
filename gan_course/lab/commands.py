"""What a page may say, each command with the form of what it brings; nothing else reaches the runner.

A command takes the runner and its arguments. Each argument is checked by a function from name and value; those with a
default may be left out.
"""

import inspect
from typing import NamedTuple

from gan_course.arguments import choice, flag, instance, text, whole
from gan_course.lab import exports
from gan_course.lab.events import PLAYERS
from gan_course.lab.presets import PRESETS
from gan_course.lab.session import load_session
from gan_course.lab.settings import checked_remedy, from_text

SPEEDS = ("slow", "single", "full")
_MOST = 10**15           # of any count that a page sends


class Command(NamedTuple):
    """What is done, the checks of its arguments, and which of them it cannot do without."""

    do: object
    form: dict
    needed: set


COMMANDS = {}


def command(**form):
    """Register a function as a command of the page; its name without a last underscore is what the page says."""
    def keep(function):
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = {parameter.name for parameter in parameters if parameter.default is parameter.empty}
        COMMANDS[function.__name__.rstrip("_")] = Command(function, form, needed)
        return function

    return keep


def read(do, content):
    """Return (command, its checked arguments); raise ValueError for what the laboratory does not know."""
    if do not in COMMANDS:
        raise ValueError(f"The page sent {str(do)[:80]!r}, which this laboratory does not know.")
    command = COMMANDS[do]
    for name in content:
        choice(f"The page's {do!r} has an argument, which", name, tuple(command.form) or ("none",))
    missing = sorted(command.needed - set(content))
    if missing:
        raise ValueError(f"The page's {do!r} lacks {missing[0]!r}.")
    return command, {name: command.form[name](name, value) for name, value in content.items()}


def _count(name, value):
    return whole(name, value, -1, _MOST)


def _one_of(*allowed):
    return lambda name, value: choice(name, value, allowed)


def _maybe(check):
    return lambda name, value: None if value is None else check(name, value)


def _anything(name, value):
    return value         # the settings check it


# ------------------------------------------------------------ the page

@command(load=flag)
def hello(runner, load=True):
    """A page is there: tell it everything."""
    runner.flow.visible, runner.flow.flying = True, 0
    runner.greet()
    if load:
        runner.bench.load()


@command(number=_count)
def ack(runner, number):
    """The page has drawn a picture."""
    runner.flow.answered(number)


@command()
def ping(runner):
    """The page is still there; that it was heard is noted already."""


@command(on=flag)
def visible(runner, on):
    """The page can be seen, or no longer."""
    runner.flow.visible, runner.flow.flying = on, 0
    if on:
        runner.show(force=True)


@command()
def gone(runner):
    """The page is closed, or its cell was run again."""
    runner.playing = runner.flow.visible = False
    runner.tell()


# ------------------------------------------------------------ training

@command()
def play(runner):
    """Train on."""
    runner.looking_back = False
    runner.playing = runner.bench.diverged is None
    if runner.playing:
        runner.note = ""
    runner.flow.restart(runner.bench.step)
    runner.bench.load()
    runner.tell()


@command()
def pause(runner):
    """Stop training."""
    runner.playing, runner.phase = False, None
    runner.tell()
    runner.show(force=True)


@command(player=_maybe(_one_of(*PLAYERS)))
def step(runner, player=None):
    """One step of both, or of one player."""
    runner.playing, runner.looking_back = False, False
    runner.wait()
    for engine in runner.bench.engines:
        if player is None:
            engine.advance(single=True)
        else:
            engine.step_player(player)
    runner.note = runner.bench.diverged or runner.note
    runner.show(force=True)
    runner.tell()


@command()
def reset(runner):
    """Begin anew from the seed."""
    runner.note = ""
    runner.bench.reset()
    runner.begin()


@command(value=_one_of(*SPEEDS))
def speed(runner, value):
    """Slow motion, single steps, or as fast as it goes."""
    runner.speed, runner.phase = value, None
    runner.tell()


@command(index=_count)
def look(runner, index):
    """Show an old picture; -1 is now."""
    records = runner.bench.records
    runner.looking_back = bool(records) and 0 <= index < len(records[0].pictures) - 1
    if runner.looking_back:
        runner.send([record.pictures[min(index, len(record.pictures) - 1)] for record in records], looking_back=True)
    else:
        runner.show(force=True)


# ------------------------------------------------------------ settings

@command(name=text, value=_anything)
def set_(runner, name, value):
    """Turn a knob."""
    runner.change(**{name: value})


@command(remedy=text, on=flag, number=_anything)
def switch(runner, remedy, on, number=None):
    """Switch a remedy on or off, or turn its number."""
    remedies = {name: value for name, value in runner.bench.settings.remedies.items() if name != remedy}
    number = checked_remedy(remedy, number if on else None)
    runner.change(remedies={**remedies, remedy: number} if on else remedies)


@command(points=_anything)
def draw(runner, points):
    """Train on a drawing."""
    runner.change(data="drawn", drawn=instance("points", points, list))


@command(text=text)
def text_(runner, text):
    """Begin anew with the settings of a short text."""
    runner.adopt(from_text(text), runner.bench.difference)


@command(name=_one_of(*PRESETS))
def preset(runner, name):
    """Begin an experiment of the gallery."""
    runner.note = ""
    runner.adopt(PRESETS[name].settings, PRESETS[name].against)


@command(difference=_maybe(text))
def compare(runner, difference):
    """Begin two runs from one seed; difference: short text, such as "r1=0.1"; None for one run again."""
    runner.adopt(runner.bench.settings, difference)


# ------------------------------------------------------------ taking away

@command(what=_one_of(*exports.WHAT))
def export(runner, what):
    """Hand the page a file of this run."""
    runner.wait()
    content, buffers = exports.export(what, runner.bench)
    runner.emit("export", {"what": what, **content}, buffers)


@command(data=lambda name, value: instance(name, value, bytes))
def load(runner, data):
    """Go on from a saved session; where it cannot be read, the run stays as it is."""
    runner.wait()
    runner.bench.replace(load_session(data))
    runner.playing, runner.note = False, "Loaded; Play goes on from here."
    runner.begin()
