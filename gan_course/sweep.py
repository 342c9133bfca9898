"""Seeds × settings in one call: many GANs trained, measured on the way, and tabled.

Each *member* is one setting with one seed. Members run side by side, one in each of a few threads. A thread keeps the
compiled step of its last member: where the next one has the same structure (networks, objective, remedies, optimisers;
not their learning rates, knobs or seeds), only weights and numbers are exchanged and nothing is traced again. The
numbers are those of a lone GAN that is built, compiled and fitted with that seed.
"""

import contextlib
import hashlib
import json
import os
import re
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from gan_course import seed_everything
from gan_course.errors import DivergedError, check_whole
from gan_course.gan import GAN

_thread = threading.local()         # each thread's last compiled GAN
_building = threading.Lock()        # Python's and NumPy's seeds belong to the whole process


@dataclass
class Trial:
    """What a member trains: a compiled GAN, its data x (n, ...), labels y (n,) or None, and the batch size."""

    gan: GAN
    x: np.ndarray
    batch_size: int = 128
    y: np.ndarray | None = None


def run(build, settings, seeds, *, steps, measure, every=None, file=None, workers=2, engine=None, progress=True):
    """Train every setting with every seed; return a table with a row for each measurement.

    build: function from a setting's keywords to a `Trial`; it is called after seed_everything(seed).
    settings: {label: keywords}. seeds: whole numbers, each once. steps: generator steps of each member.
    measure: function of the GAN that returns {name: number}; called every `every` steps and at the end. `fit` is
    called once for each measurement, so `every` belongs to what a member's numbers depend on.
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
    store = _Store(file, steps, every)
    members = [(label, dict(keywords), seed) for label, keywords in settings.items() for seed in seeds]
    waiting = [member for member in members if not store.holds(*member)]
    left = {label: sum(member[0] == label for member in waiting) for label in settings}
    pool = _threads(workers) if engine is None else _dask(engine)
    with pool as (submit, wait_for, stop):
        tasks = {submit(_member, build, keywords, seed, steps, every, measure, stop): (label, keywords, seed)
                 for label, keywords, seed in waiting}
        try:
            while tasks:
                for task in wait_for(tasks):
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
            print(f"Stopped by hand with {len(tasks)} of {len(members)} members unfinished. The finished ones are in "
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


def _member(build, keywords, seed, steps, every, measure, stop=None):
    """Train one member; return its rows, or None if it was stopped."""
    trial = _settled(build, keywords, seed)
    rows, done, before = [], 0, len(trial.gan.step_history["d_loss"])
    while done < steps:
        now = min(every - done % every, steps - done)
        try:
            trial.gan.fit(trial.x, trial.y, batch_size=trial.batch_size, steps_per_epoch=now, verbose=0,
                          callbacks=[_Stop(stop)] if stop is not None else None)
        except DivergedError as error:
            return [*rows, {"step": error.step - before + 1, "status": "diverged"}]
        if stop is not None and stop.is_set():
            return None
        done += now
        rows.append({"step": done, "status": "ok", **{name: float(x) for name, x in measure(trial.gan).items()}})
    return rows


class _Stop(keras.callbacks.Callback):
    """Ends a fit soon after the sweep was stopped."""

    def __init__(self, stop):
        super().__init__()
        self.stop = stop

    def on_train_batch_end(self, batch, logs=None):
        if self.stop.is_set():
            self.model.stop_training = True


def _settled(build, keywords, seed):
    """Build a member; where this thread holds a compiled GAN of the same structure, move it in there."""
    with _building:
        seed_everything(seed)
        trial = build(**keywords)
        if not isinstance(trial, Trial) or not trial.gan.compiled:
            raise ValueError(f"build returned {trial!r}; it must return a sweep.Trial whose GAN is compiled.")
    key = structure(trial.gan)
    held_key, held = getattr(_thread, "held", (None, None))
    if key is None or key != held_key:
        _thread.held = key, trial.gan
        return trial
    for mine, new in zip(_state(held), _state(trial.gan), strict=True):
        mine.assign(new)
    held.step_history = trial.gan.step_history
    for mine, new in zip(held.remedies, trial.gan.remedies, strict=True):
        mine.settings = new.settings
    trial.gan = held
    return trial


def structure(gan):
    """Return a key that two GANs share when one's compiled step can train the other; None where nobody can tell."""
    config = gan.get_compile_config()
    if config is None:
        return None
    for player in ("generator", "discriminator"):
        optimizer = config[f"{player}_optimizer"]["config"]
        rate = optimizer.get("learning_rate")
        optimizer["learning_rate"] = "a variable" if isinstance(rate, float) else rate
        optimizer.pop("name", None)
    for remedy, entry in zip(gan.remedies, config["remedies"], strict=True):
        entry["config"] = {name: value for name, value in entry["config"].items() if name not in remedy.knobs}
    players = [_nameless(network) for network in (gan.generator, gan.discriminator)]
    text = json.dumps([type(gan).__name__, config, players], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _nameless(network):
    """A network's config with its layers' names, which count up with each build, replaced by their order."""
    names = {layer.name: f"layer {i}" for i, layer in enumerate(network._flatten_layers())}

    def renamed(part):
        if isinstance(part, dict):
            return {key: renamed(value) for key, value in part.items()}
        if isinstance(part, (list, tuple)):
            return [renamed(value) for value in part]
        return names.get(part, part) if isinstance(part, str) else part

    return renamed(keras.saving.serialize_keras_object(network))


def _state(gan):
    """Every variable that training reads or writes, in a fixed order."""
    # `variables`, where `weights` would leave out the seeds of dropout
    return [*gan.generator.variables, *gan.discriminator.variables, *gan.generator_optimizer.variables,
            *gan.discriminator_optimizer.variables, *gan.remedy_variables, gan.seed_generator.state]


class _Store:
    """Finished members, in memory and in a file of JSON lines."""

    def __init__(self, file, steps, every):
        self.steps, self.every, self.members = steps, every, {}
        self.path = None if file is None else Path(file)
        if self.path is not None and self.path.suffix != ".jsonl":
            raise ValueError(f"file is {str(file)!r}; give a path that ends in .jsonl.")
        if self.path is not None and self.path.exists():
            self._read()

    def _read(self):
        *whole, _ = self.path.read_text(encoding="utf-8").split("\n")  # the rest was cut short, or is empty
        for number, line in enumerate(whole, 1):
            try:
                member = json.loads(line)
                self.members[member["setting"], member["seed"]] = {**member, "made_by": member["made_by"]}
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"Line {number} of {self.path} is no member of a sweep: {line[:60]!r}; remove the "
                                 "line, or give another file.") from None

    def holds(self, label, keywords, seed):
        """Tell whether the member is there; raise ValueError if it was made by other settings."""
        member = self.members.get((label, seed))
        if member is not None and member["made_by"] != self._made_by(keywords):
            raise ValueError(f"{self.path} holds {label!r} made by {member['made_by']}, and now it would be made by "
                             f"{self._made_by(keywords)}; give the setting another label, or another file.")
        return member is not None

    def add(self, label, keywords, seed, rows):
        """Keep a finished member."""
        member = {"setting": label, "seed": seed, "made_by": self._made_by(keywords), "rows": rows}
        self.members[label, seed] = member
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as stream:
                # Whoever was cut off while writing left a part of a line.
                stream.truncate(self.path.read_bytes().rfind(b"\n") + 1)
                stream.write(json.dumps(member).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())

    def rows(self, members):
        """The rows of these members, in this order."""
        return [{"setting": label, "seed": seed, **row} for label, seed in members
                for row in self.members.get((label, seed), {"rows": []})["rows"]]

    def _made_by(self, keywords):
        return json.loads(json.dumps({**keywords, "steps": self.steps, "every": self.every}, default=_told))


def _told(thing):
    """A setting that JSON does not know, as text that is the same in the next process."""
    return getattr(thing, "__qualname__", None) or re.sub(r" at 0x[0-9a-fA-F]+", "", str(thing))


@contextlib.contextmanager
def _threads(workers):
    stop = threading.Event()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="sweep")
    try:
        # half a second: on Windows Ctrl-C does not interrupt a longer wait
        yield pool.submit, lambda tasks: wait(tasks, 0.5, FIRST_COMPLETED).done, stop
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _dask(address):
    try:
        from distributed import Client
        from distributed import wait as wait_for_futures
    except ImportError:
        raise ValueError(f"engine is {address!r}, which needs Dask: pip install 'distributed>=2025.1'.") from None

    class Cancel:
        def set(self):
            client.cancel(futures)

    try:
        client, futures = Client(address, timeout="10s"), []
    except (OSError, ValueError) as error:
        raise ValueError(f"engine is {address!r}, and no Dask scheduler answers there; give the address that "
                         f"`dask scheduler` prints, such as 'tcp://host:8786'. ({error})") from error

    def submit(function, *arguments):
        futures.append(client.submit(function, *arguments[:-1], pure=False))
        return futures[-1]

    try:
        yield submit, lambda tasks: wait_for_futures(list(tasks), return_when="FIRST_COMPLETED").done, Cancel()
    finally:
        client.close()
