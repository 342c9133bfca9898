"""The desk at which a capstone is handed in: it scores, counts the tries, and writes the report."""

import json
from pathlib import Path

from gan_course import arguments
from gan_course.capstone import report
from gan_course.capstone.scorer import N_SEEDS, score
from gan_course.capstone.starts import START
from gan_course.capstone.worlds import NAMES, world

FOLDER, TRIES = "capstone", "tries.jsonl"


class Desk:
    """Scores attempts on the three worlds of one capstone seed.

    seed: draws the worlds. place: the folder to write to, such as `my_course/`, or None to write nothing.
    n_seeds: runs of a score where `score` is not told otherwise; a cure takes five.
    The same attempt is trained once: a second call returns the score that is known. Each new one counts as a try.
    """

    def __init__(self, seed, place=None, n_seeds=N_SEEDS):
        self.seed = arguments.seed("seed", seed)
        self.n_seeds = arguments.whole("n_seeds", n_seeds, most=10)
        self.place = None if place is None else Path(place) / FOLDER
        self.worlds = {name: world(name, seed) for name in NAMES}
        self._known, self._handed, self._counted = {}, {}, {name: 0 for name in NAMES}

    def start(self, name):
        """Return the score of the GAN that the world begins with."""
        return self.score(name, START[arguments.choice("name", name, NAMES)])

    def score(self, name, attempt=..., n_seeds=None):
        """Return the `Score` of an attempt; `...`, not tried yet, stands for the GAN that the world begins with."""
        name = arguments.choice("name", name, NAMES)
        attempt = START[name] if attempt is ... else attempt
        n_seeds = self.n_seeds if n_seeds is None else arguments.whole("n_seeds", n_seeds, most=10)
        key = name, attempt.fingerprint(), n_seeds
        if key not in self._known:
            self._known[key] = score(name, self.seed, attempt, n_seeds)
            self._note(name, attempt, self._known[key])
        if attempt != START[name]:
            self._handed[name] = attempt, self._known[key]
        return self._known[key]

    def tries(self, name):
        """Return how many attempts were scored on a world, those of earlier sessions too; the first GAN is none."""
        rows = [row for row in self._rows() if row["world"] == name and row["seed"] == self.seed]
        return len(rows) if self.place else self._counted[name]

    def _note(self, name, attempt, found):
        if attempt == START[name]:
            return
        self._counted[name] += 1
        if self.place:
            self.place.mkdir(parents=True, exist_ok=True)
            row = {"seed": self.seed, "world": name, "attempt": attempt.fingerprint(), "settings": str(attempt),
                   "runs": len(found.rows), "modes": found.mean("modes"), "quality": found.mean("quality"),
                   "cured": found.cured, "refused": found.refused}
            with (self.place / TRIES).open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")

    def _rows(self):
        file = self.place / TRIES if self.place else None
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] \
            if file and file.exists() else []

    def hand_in(self, words, p_value):
        """Write the report page and the file that repeats it; return the page's path, or its text without a place.

        words: {question: your text}, `...` for what is not written yet. p_value: function of paired differences (n,).
        The last attempt that was scored on each world is the one that is handed in.
        """
        arguments.instance("words", words, dict)
        arguments.function("p_value", p_value, "of an array of differences, to a number")
        entries = {name: {"start": self.start(name), "attempt": self._handed.get(name, (None, None))[0],
                          "score": self._handed.get(name, (None, None))[1], "tries": self.tries(name)}
                   for name in NAMES}
        text = report.page(self.seed, self.worlds, entries, words, p_value)
        if self.place is None:
            return text
        self.place.mkdir(parents=True, exist_ok=True)
        path = self.place / f"report_{self.seed}.html"
        path.write_text(text, encoding="utf-8")
        plain = report.plain(self.seed, entries, words)
        path.with_suffix(".json").write_text(json.dumps(plain, indent=1), encoding="utf-8")
        return path
