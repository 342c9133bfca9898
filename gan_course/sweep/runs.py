"""The sweep itself, and the table of its means."""

import contextlib

import numpy as np

from gan_course.errors import check_whole
from gan_course.sweep import engines
from gan_course.sweep.members import train
from gan_course.sweep.store import Store


def run(build, settings, seeds, *, steps, measure, every=None, file=None, workers=2, engine=None, progress=True):
    """Train every setting with every seed; return a table with a row for each measurement.

    build: function from a setting's keywords to a `Trial`; it is called after seed_everything(seed).
    settings: {label: keywords}. seeds: whole numbers, each once. steps: generator steps of each member.
    measure: function of the GAN that returns {name: number}; called every `every` steps and at the end. Keep numbers,
    not the GAN: the next member may move in. `fit` is called once for each measurement, so `every` belongs to what a
    member's numbers depend on.
    file: a path ending in .jsonl: each finished member is added to it, and members found there are not run again; so a
    sweep that was interrupted goes on where it stopped. workers: members at a time on this machine.
    engine: the address of a running Dask scheduler ("tcp://host:8786") to run members there instead; build and measure
    must then be importable there. The numbers are the same. progress: print a line for each finished setting.
    Returns a pandas DataFrame: setting, seed, step, status ("ok" or "diverged"), and the measures (NaN where diverged).
    Ctrl-C returns the table of the members that are finished. Raises ValueError for what cannot be swept, RuntimeError
    where a member failed: it says which one and why, and those that were finished by then stay in the file.
    """
    import pandas as pd  # here: a lesson that sweeps nothing need not wait for it

    for name, value in {"steps": steps, "workers": workers}.items():
        check_whole(name, value)
    every = steps if every is None else every
    check_whole("every", every)
    if not isinstance(settings, dict) or not settings:
        raise ValueError(f"settings is {settings!r}; give {{label: keywords}}, such as {{'plain': {{}}}}.")
    seeds = _checked_seeds(seeds)
    store = Store(file, steps, every)
    members = [(label, dict(keywords), seed) for label, keywords in settings.items() for seed in seeds]
    waiting = [member for member in members if not store.holds(*member)]
    left = {label: sum(member[0] == label for member in waiting) for label in settings}
    pool = engines.threads(workers) if engine is None else engines.dask(engine)
    with pool as (submit, wait_for, stop):
        tasks = {}
        try:
            for label, keywords, seed in waiting:
                tasks[submit(train, build, keywords, seed, steps, every, measure, stop)] = label, keywords, seed
            while tasks:
                done = wait_for(tasks)
                for task in [task for task in tasks if task in done]:  # of two that failed, the first is named
                    label = _keep(store, task, tasks)
                    left[label] -= 1
                    if progress and not left[label]:
                        print(f"{label}: {len(seeds)} seeds done", flush=True)
        except (KeyboardInterrupt, RuntimeError) as reason:
            for task in [task for task in tasks if task.done()]:
                with contextlib.suppress(RuntimeError):
                    _keep(store, task, tasks)  # finished in the same moment
            stop.set()
            if isinstance(reason, RuntimeError):
                raise
            unfinished = sum(member[::2] not in store.members for member in members)
            print(f"Stopped by hand with {unfinished} of {len(members)} members unfinished. The finished ones are in "
                  "the table" + (f" and in {file}; the same call goes on from there." if file else "."))
    rows = store.rows([member[::2] for member in members])
    return pd.DataFrame(rows, columns=None if rows else ["setting", "seed", "step", "status"])


def _checked_seeds(seeds):
    seeds = list(seeds) if hasattr(seeds, "__iter__") else [seeds]
    if not seeds:
        raise ValueError("seeds is empty; give at least one, such as range(5).")
    for seed in seeds:
        check_whole("a seed", seed, least=0)
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds is {seeds}; give each seed once: the same seed is the same run.")
    return [int(seed) for seed in seeds]


def _keep(store, task, tasks):
    """Store a finished task's rows; return its setting. Raise RuntimeError that names the member where it failed."""
    label, keywords, seed = tasks[task]
    try:
        rows = task.result()
    except Exception as error:
        raise RuntimeError(f"The member with setting {label!r} and seed {seed} failed: {type(error).__name__}: {error} "
                           "(Members that were finished are kept, if a file was given.)") from error
    if rows is not None:  # None: stopped on the way
        store.add(label, keywords, seed, rows)
    del tasks[task]
    return label


def load(file):
    """Return the table that a sweep left in `file`, as `run` returned it. Raises ValueError where there is none."""
    import pandas as pd

    store = Store(file)
    if not store.members:
        raise ValueError(f"{file} holds no finished member; it is written by sweep.run(…, file=…).")
    return pd.DataFrame(store.rows(store.members))


def mean_and_error(table, columns, by="setting", diverged=0.0):
    """Mean and standard error of the last measurement of each member; a DataFrame with a row for each setting.

    diverged: what a member that diverged counts with: 0, since it delivered nothing, is right for modes and shares;
    where 0 is the best value, as for a distance, give the worst one, {column: number}. Columns: NAME, NAME_error for
    each name, seeds, diverged. The order of the settings is kept. A measure that is NaN makes its mean NaN.
    """
    import pandas as pd

    missing = [column for column in columns if column not in table]
    if missing and (table["status"] == "ok").any():
        raise ValueError(f"The table has no column {missing[0]!r}; it has {', '.join(table.columns)}.")
    table = table.reindex(columns=[*table.columns, *missing])  # where all diverged, nothing was measured
    last = table[table["step"] == table.groupby([by, "seed"])["step"].transform("max")]
    rows = []
    for label, group in last.groupby(by, sort=False):
        row = {by: label, "seeds": len(group), "diverged": int((group["status"] == "diverged").sum())}
        for column in columns:
            counted = diverged.get(column, 0.0) if isinstance(diverged, dict) else diverged
            values = np.where(group["status"] == "diverged", counted, group[column].astype(float))
            row[column] = values.mean()
            row[f"{column}_error"] = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
        rows.append(row)
    return pd.DataFrame(rows)
