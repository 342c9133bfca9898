"""The sweep itself: which members are missing, who trains them, and the table of all."""

import contextlib
import inspect
import json
from collections import Counter
from collections.abc import Mapping

from gan_course import arguments
from gan_course.console import say
from gan_course.progress_line import Line
from gan_course.seeding import kept_random_state
from gan_course.sweep import executors, labels
from gan_course.sweep.copies import copied
from gan_course.sweep.identity import described
from gan_course.sweep.measures import check_before_training
from gan_course.sweep.members import train
from gan_course.sweep.store import Store
from gan_course.sweep.table import as_table


def run(build, settings, seeds, *, steps, measure, every=None, file=None, workers=2, engine=None, progress=True):
    """Train every setting with every seed; return a table with a row for each measurement.

    build: function from a setting's keywords to a `Trial`; it is called as after seed_everything(seed), and nothing of
    the caller's own random state is touched. settings: {label: keywords}; each member gets copies of the arrays,
    containers and other data in it (`sweep.copies`), and networks as they are: make those inside build. seeds: whole
    numbers, each once. steps: generator steps of each member.
    measure: function of the GAN that returns {name: number}; called every `every` steps and at the end. Keep numbers,
    not the GAN: the next member may move in. `fit` is called once for each measurement, so `every` belongs to what a
    member's numbers depend on.
    file: a path ending in .jsonl, for one sweep at a time: each finished member is added to it, and members found
    there are not run again; so a sweep that was interrupted goes on where it stopped. A member is known by its label,
    its seed, `steps`, `every`, its setting, and the code of build and measure with all that they read
    (`sweep.identity` says how); data that build reads from files of its own are not looked at. A file that no sweep
    began is never written. Where the disk is full the sweep warns and goes on.
    workers: members at a time on this machine. engine: the address of a running Dask scheduler ("tcp://host:8786") to
    run members there instead; build and measure must then be importable there. The numbers are the same. progress:
    print a line for each finished setting.
    Returns a pandas DataFrame: setting, seed, step, status ("ok" or "diverged"), and the measures (NaN where diverged).
    Ctrl-C returns the table of the members that are finished. Raises ValueError for what cannot be swept, RuntimeError
    where a member failed: it says which one and why, and those that were finished by then stay in the file.
    """
    steps, workers = arguments.whole("steps", steps), arguments.whole("workers", workers)
    every = steps if every is None else arguments.whole("every", every)
    arguments.function("build", build, "from a setting's keywords to a sweep.Trial")
    check_before_training(arguments.function("measure", measure, "from the GAN to {name: number}"))
    settings, seeds = _checked_settings(settings, build), _checked_seeds(seeds)
    made_by = {} if file is None else _made_by(build, settings, steps, every, measure)
    with kept_random_state(), Store(file) as store:
        waiting = [(label, seed) for label in settings for seed in seeds
                   if not store.holds(label, seed, made_by.get(label))]
        store.begin(settings, seeds)
        left = Counter(label for label, _ in waiting)
        line = Line("runs", len(waiting))
        pool = executors.threads(workers) if engine is None else executors.dask(engine)
        with pool as (submit, wait_for, stop):
            tasks = {}

            def keep(task):
                label, seed = tasks[task]
                rows = _result(task, label, seed)
                if rows is not None:  # None: stopped on the way
                    store.add(label, seed, made_by.get(label), rows)
                del tasks[task]
                return label

            try:
                for label, seed in waiting:
                    tasks[submit(_member, build, settings[label], seed, steps, every, measure, stop)] = (
                        label, seed)
                while tasks:
                    done = wait_for(tasks)
                    line.at(len(waiting) - len(tasks))
                    for task in [task for task in tasks if task in done]:  # of two that failed, the first is named
                        label = keep(task)
                        left[label] -= 1
                        if progress and not left[label]:
                            say(f"{label}: {len(seeds)} seeds done")
                line.done = len(waiting)
                line.end()
            except (KeyboardInterrupt, RuntimeError) as reason:
                for task in [task for task in tasks if task.done()]:
                    with contextlib.suppress(RuntimeError):
                        keep(task)  # finished in the same moment
                stop.set()
                if isinstance(reason, RuntimeError):
                    raise
                unfinished = sum(not store.rows_of(label, seed) for label in settings for seed in seeds)
                say(f"Stopped by hand with {unfinished} of {len(settings) * len(seeds)} members unfinished. The "
                    "finished ones are in the table"
                    + (f" and in {file}; the same call goes on from there." if file else "."))
        return as_table([row for label in settings for seed in seeds for row in store.rows_of(label, seed)])


def _checked_settings(settings, build):
    if not isinstance(settings, Mapping) or not settings:
        arguments.refuse("settings", settings, "{label: keywords}, such as {'plain': {}}")
    labels.check(settings)
    for label, keywords in settings.items():
        if not isinstance(keywords, Mapping) or not all(isinstance(name, str) for name in keywords):
            arguments.refuse(f"settings[{label!r}]", keywords,
                             "the keywords for build by their names, such as {'rate': 1e-3}")
        try:
            inspect.signature(build).bind(**keywords)
        except TypeError as error:
            raise ValueError(f"build cannot be called with settings[{label!r}], {arguments.shown(dict(keywords))}: "
                             f"{error}.") from None
    return {label: dict(keywords) for label, keywords in settings.items()}


def _checked_seeds(seeds):
    seeds = list(seeds) if hasattr(seeds, "__iter__") and not isinstance(seeds, (str, bytes)) else [seeds]
    if not seeds:
        raise ValueError("seeds is empty; give at least one, such as range(5).")
    seeds = [arguments.seed("a seed", seed) for seed in seeds]
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds is {seeds}; give each seed once: the same seed is the same run.")
    return seeds


def _made_by(build, settings, steps, every, measure):
    """Say what each setting's members are made by; raise ValueError where that cannot be said."""
    common = {"steps": steps, "every": every, "build": described(build, "build"),
              "measure": described(measure, "measure")}
    made_by = {}
    for label, keywords in settings.items():
        labels.to_text(label)
        told = {name: described(keywords[name], f"The setting {label!r}: {name}") for name in sorted(keywords)}
        made_by[label] = json.loads(json.dumps({**common, "settings": told}))
    return made_by


def _member(build, keywords, *rest):
    """Train a member with a copy of its setting, made now: copies of all, made at once, might fill the memory."""
    return train(build, copied(keywords), *rest)


def _result(task, label, seed):
    """A finished task's rows. Raises RuntimeError that names the member where it failed."""
    try:
        return task.result()
    except Exception as error:
        raise RuntimeError(f"The member with setting {label!r} and seed {seed} failed: {type(error).__name__}: {error} "
                           "(Members that were finished are kept, if a file was given.)") from error
