"""What the benchmarks that go on where they stopped share: the runs that are finished, and what a call asks for."""

import argparse
import json
import time


class Finished:
    """The runs that a file holds, a line of JSON for each row; `key in finished` tells whether one is there.

    names: the columns that a key is made of, such as ("part", "seed"); the key is then a tuple like ("few", 200).
    """

    def __init__(self, file, names):
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self.file, self.keys = file, {tuple(row[name] for name in names) for row in map(json.loads, lines)}

    def __contains__(self, key):
        return key in self.keys

    def missing(self, parts, seeds):
        """Yield each (part, seed) that is not there yet, seed after seed."""
        yield from ((part, seed) for seed in seeds for part in parts if (part, seed) not in self)

    def keep(self, *rows):
        """Write the rows of one run: all of them, or none."""
        lines = [json.dumps(row) + "\n" for row in rows]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as out:
            out.writelines(lines)

    def complete(self, part, jobs):
        """Run the missing ones of `jobs`, each (key, function that returns its rows)."""
        for key, work in jobs:
            if key not in self:
                started = time.process_time()
                self.keep(*work())
                print(part, *key, f"{time.process_time() - started:.0f} s of processor time", flush=True)


def call_options(doc, parts, seeds, **numbers):
    """Return what the command line asks for: .parts, some of `parts` or none; .seeds; and each of `numbers`.

    doc: the benchmark's docstring. numbers: {option: the whole number that it is without being asked for}.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(seeds))
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"unknown parts: {', '.join(sorted(unknown))}; choose from {', '.join(parts)}")
    return options
