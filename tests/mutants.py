"""How many faults do the tests find?  Twenty modules, twenty lines of each mutated, one at a time.

    python tests/mutants.py                          all that is not yet in the table, then the table
    python tests/mutants.py objectives gan           these modules alone
    python tests/mutants.py --lines 5                fewer lines of each
    python tests/mutants.py --own                    by each module's own tests alone; those that survive are left open
    python tests/mutants.py --tree 03ee00a           another commit's modules and tests
    python tests/mutants.py --table                  only the table of what is known

A mutant is one small change of meaning: an operator, a sign, a constant, a comparison, a condition, two arguments
exchanged, a statement dropped. Never a docstring, an annotation or the words of an error. It is killed when a test of
its module fails, or one of the modules that import it; a run that takes far longer than the healthy one counts as
killed too. Which lines and which changes is drawn from a seed, so two runs try the same. Results are kept in
`benchmarks/results/mutants.jsonl`, of another commit in a file of its own, and looked up by the text of the changed
module and of its own tests: a stopped run goes on, and the table counts no row of a text that is gone.

Each mutant is judged in a fork of a process that has imported TensorFlow, in a copy of the tree.
"""

import argparse
import ast
import hashlib
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ["objectives", "penalties", "dynamics", "from_scratch", "datasets", "layers", "networks", "batches",
           "players", "game", "gan", "callbacks", "exercises.exercise", "metrics.distances", "metrics.modes",
           "metrics.neighbours", "remedies.losses", "remedies.updates", "sweep.store", "exercises.checks"]
# Looked at one by one: no test can tell these from the original. {(module, line's text, changed text)}
EQUIVALENT = {
    ("game", "with tf.GradientTape(watch_accessed_variables=False) as tape:",
     "with tf.GradientTape(watch_accessed_variables=True) as tape:"),
    ("gan", "forward = self.graph(self._sampled, reduce_retracing=True)  "
     "# a remedy may bring a generator to sample from", "forward = self.graph(self._sampled, reduce_retracing=False)  "
     "# a remedy may bring a generator to sample from"),
    ("metrics.distances", 'cost = cdist(a, b, "sqeuclidean")  # (n, n)', 'cost = cdist(b, a, "sqeuclidean")  # (n, n)'),
    ("metrics.distances", "_CHUNK = 1000  # rows of a kernel matrix at a time: 5,000 × 5,000 numbers never stand in "
     "memory at once", "_CHUNK = 1001  # rows of a kernel matrix at a time: 5,000 × 5,000 numbers never stand in "
     "memory at once"),
    ("metrics.distances", 'mean_b = squarable("mean_b", mean_b, mean_a.shape, *_alone(mean_a.size)).reshape(-1)',
     'mean_b = squarable("mean_b", mean_b, mean_a.shape, *_alone(mean_a.size)).reshape(-2)'),   # the same to NumPy
    ("objectives", "real, fake = (tf.constant([[number], [0.5 - number], [0.1]]) for number in (1.0, -1.0))",
     "real, fake = (tf.constant([[number], [0.75 - number], [0.1]]) for number in (1.0, -1.0))"),   # any logits do
    ("penalties", "with tf.GradientTape(watch_accessed_variables=False) as tape:",
     "with tf.GradientTape(watch_accessed_variables=True) as tape:"),                    # costs memory alone
    ("dynamics", "fake, real = theta + spread, np.zeros_like(theta) + spread",
     "fake, real = theta + spread, (np.zeros_like(theta)) - (spread)"),                  # the nodes lie symmetrically
    ("dynamics", "def jacobian(game: PlanarGame, at=(0.0, 0.0), delta: float = 1e-6):",
     "def jacobian(game: PlanarGame, at=(0.0, 0.0), delta: float = 1.5e-06):"),
    ("datasets", "_, sizes, directions = np.linalg.svd(flat - mean, full_matrices=False)",
     "_, sizes, directions = np.linalg.svd(flat - mean, full_matrices=True)"),           # the first 50 are the same
    ("layers", "return (*input_shape[:-1], input_shape[-1] + self.kernels)",
     "return (*input_shape[:-1], input_shape[(1)] + self.kernels)"),                     # it takes (batch, features)
    ("remedies.losses", "real, fake = game.shown(real, fake, noise)",
     "real, fake = game.shown(fake, real, noise)"),                                      # a distance is symmetric
    ("remedies.losses", "return penalties.one_centred(critic, penalties.between(real, fake, "
     "game.uniform((tf.shape(real)[0],))))", "return penalties.one_centred(critic, penalties.between(fake, real, "
     "game.uniform((tf.shape(real)[0],))))"),                                            # 1 - u is as uniform as u
    ("remedies.updates", 'name, order = "weight_averaging", 95', 'name, order = "weight_averaging", 96'),
    ("remedies.updates", 'name, order = "weight_clipping", 95  # after all that moves a weight',
     'name, order = "weight_clipping", 96  # after all that moves a weight'),            # no other remedy lies between
    ("remedies.updates", "order = 99  # asked last, when the others have rebuilt D",
     "order = 100  # asked last, when the others have rebuilt D"),
    ("dynamics", "def step_eigenvalues(game: Game, rule, rate: float, at=(0.0, 0.0), delta: float = 1e-6):",
     "def step_eigenvalues(game: Game, rule, rate: float, at=(0.0, 0.0), delta: float = 1.5e-06):"),
    ("callbacks", "if step // self.every > self._last // self.every:",
     "if step // self.every > (self._last) / (self.every):"),            # a whole number above b/e is above its floor
    ("penalties", "return tf.sqrt(tf.maximum(x, least))", "return tf.sqrt(tf.maximum(least, x))"),
}
OPEN = "left open"         # its module's own tests do not see it, and others were not asked
SWAPS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Pow: "*", ast.Mod: "*"}
SYMMETRIC = {"isinstance", "zip", "max", "min", "print", "maximum", "minimum", "hypot", "multiply", "add",
             "array_equal", "logaddexp"}
COMPARED = {ast.Lt: ["<=", ">"], ast.LtE: ["<", ">="], ast.Gt: [">=", "<"], ast.GtE: [">", "<="], ast.Eq: ["!="],
            ast.NotEq: ["=="], ast.Is: ["is not"], ast.IsNot: ["is"], ast.In: ["not in"], ast.NotIn: ["in"]}


def changes(source):
    """Return every mutation of a module: {line number: [(kind, start, end, new text), …]}, offsets in `source`."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = {}

    def offset(row, column):
        return starts[row - 1] + len(lines[row - 1].encode()[:column].decode())

    def add(node, kind, text):
        span = offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)
        found.setdefault(node.lineno, []).append((kind, *span, text))

    def text(node):
        return ast.get_source_segment(source, node)

    def visit(node):
        if isinstance(node, (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)):
            if isinstance(node, ast.Raise):
                add(node, "statement", "pass")
            return
        if isinstance(node, ast.BinOp) and type(node.op) in SWAPS and not isinstance(node.left, ast.JoinedStr):
            if not any(isinstance(side, ast.Constant) and isinstance(side.value, str)
                       for side in (node.left, node.right)):
                add(node, "operator", f"({text(node.left)}) {SWAPS[type(node.op)]} ({text(node.right)})")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
            add(node, "sign" if isinstance(node.op, ast.USub) else "condition", f"({text(node.operand)})")
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            for sign in COMPARED[type(node.ops[0])]:
                add(node, "comparison", f"({text(node.left)}) {sign} ({text(node.comparators[0])})")
        elif isinstance(node, ast.BoolOp):
            other = " or " if isinstance(node.op, ast.And) else " and "
            add(node, "condition", "(" + other.join(f"({text(value)})" for value in node.values) + ")")
        elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
            new = not node.value if isinstance(node.value, bool) else \
                node.value + 1 if isinstance(node.value, int) else 1.5 * node.value + (node.value == 0)
            add(node, "constant", repr(new))
        elif isinstance(node, ast.Call) and len(node.args) >= 2 and ast.dump(node.args[0]) != ast.dump(node.args[1]):
            if not any(isinstance(a, ast.Starred) for a in node.args[:2]) and \
                    (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) not in SYMMETRIC:
                first, second = node.args[:2]
                begin = offset(first.lineno, first.col_offset)
                end = offset(second.end_lineno, second.end_col_offset)
                found.setdefault(first.lineno, []).append(("arguments", begin, end, f"{text(second)}, {text(first)}"))
        if isinstance(node, (ast.If, ast.IfExp, ast.While)):
            add(node.test, "condition", f"not ({text(node.test)})")
        if isinstance(node, (ast.AugAssign,)) or (
                isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            add(node, "statement", "pass")
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_comment"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and getattr(child, "name", "") != "__repr__":
                    visit(child)

    visit(ast.parse(source))
    return found


def mutants(module, source, count, seed=0):
    """Return `count` mutants of a module: [{"module", "line", "kind", "source", "old", "new"}, …].

    One a line, in a drawn order; a module with fewer lines that can be changed gets a second change of each.
    """
    rng = random.Random(f"{seed} {module}")
    sites = changes(source)
    order = rng.sample(sorted(sites), len(sites))
    queues = {line: rng.sample(sites[line], len(sites[line])) for line in order}
    drawn = [(line, queues[line][turn]) for turn in range(max(map(len, queues.values())))
             for line in order if turn < len(queues[line])]
    made = []
    for line, (kind, start, end, text) in drawn[:count]:
        new = source[:start] + text + source[end:]
        compile(new, module, "exec")
        made.append({"module": module, "line": line, "kind": kind, "source": new,
                     "old": source.splitlines()[line - 1].strip(), "new": new.splitlines()[line - 1].strip()})
    return made


def copy_of(revision, folder):
    """Put the tree of a revision, or the working tree for None, into a folder."""
    if revision:
        packed = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
        tarfile.open(fileobj=io.BytesIO(packed)).extractall(folder, filter="data")
        return
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())


def path_of(module):
    """Return a module's file within the tree."""
    return Path("gan_course", *module.split(".")).with_suffix(".py")


def test_files(module, folder):
    """Return (the module's own test files, those that import it or test a module that does)."""
    inside = path_of(module).relative_to("gan_course")
    own = [Path("tests", inside.parent, f"test_{inside.name}")]
    stem = module.rpartition(".")[2]
    named = (f"gan_course.{module} ", f"gan_course.{module}\n", f"from gan_course.{module} import")

    def imports(path):
        text = path.read_text(encoding="utf-8")
        room = "gan_course" + (f".{module.rpartition('.')[0]}" if "." in module else "")
        return any(name in text for name in named) or any(
            line.startswith(f"from {room} import") and stem in line.replace(",", " ").split()
            for line in text.splitlines())

    others = [path for path in sorted((folder / "tests").rglob("test_*.py")) if imports(path)]
    for path in sorted((folder / "gan_course").rglob("*.py")):
        if imports(path):
            inside = path.relative_to(folder / "gan_course")
            others.append(folder / "tests" / inside.parent / f"test_{inside.name}")
    slow = ("test_browser.py", "test_kernel.py", "test_course_py.py", "test_setup_files.py", "test_house.py")
    others = dict.fromkeys(path.relative_to(folder) for path in others if path.exists() and path.name not in slow)
    return [path for path in own if (folder / path).exists()], [path for path in others if path not in own]


def judge(folder, files, seconds=None):
    """Run tests in a fork; return (killed?, CPU seconds). `seconds`: the CPU time after which it counts as killed."""
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            os.chdir(folder)
            sys.path.insert(0, str(folder))
            sys.dont_write_bytecode = True
            os.environ.update(PYTHONPATH=str(folder), PYTHONDONTWRITEBYTECODE="1", CI="")
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            if seconds:
                resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
            import pytest
            status = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow",
                                      "-o", "addopts=--import-mode=importlib", *map(str, files)]))
        finally:
            os._exit(status)
    started = time.monotonic()
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            break
        if seconds and time.monotonic() - started > 60 + 20 * seconds:      # it waits for something for ever
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    return os.waitstatus_to_exitcode(status) != 0, usage.ru_utime + usage.ru_stime


def key_of(mutant, tests):
    """Return what identifies a judged mutant: its text and its tests'."""
    return hashlib.sha256((mutant["source"] + tests).encode()).hexdigest()[:16]


def drawn(module, folder, count):
    """Return the mutants of a module of a tree: {key: mutant}; empty where the tree has no such module."""
    target = folder / path_of(module)
    if not target.exists():
        return {}
    tests = "".join((folder / path).read_text(encoding="utf-8") for path in test_files(module, folder)[0])
    return {key_of(mutant, tests): mutant for mutant in mutants(module, target.read_text(encoding="utf-8"), count)}


def try_module(module, folder, known, record, count, own_only):
    """Judge a module's mutants that are not known yet; own_only: by the module's own tests alone."""
    todo = {key: mutant for key, mutant in drawn(module, folder, count).items()
            if key not in known or (not own_only and known[key]["killed_by"] == OPEN)}
    if not todo:
        return None
    target = folder / path_of(module)
    source = target.read_text(encoding="utf-8")
    own, others = test_files(module, folder)
    failed, healthy = judge(folder, own)
    if failed:
        return print(f"{module}: its tests fail without any mutant", flush=True)
    sound = {}
    for key, mutant in todo.items():
        target.write_text(mutant["source"], encoding="utf-8")
        try:
            killed, spent = (False, 0) if key in known else judge(folder, own, 5 * healthy + 20)
            by = "own tests" if killed else OPEN if own_only else ""
            for path in [] if killed or own_only else others:
                failed, more = judge(folder, [path], 600)
                spent += more
                if failed:
                    target.write_text(source, encoding="utf-8")
                    if path not in sound:                       # a test that fails anyhow kills nothing
                        sound[path] = not judge(folder, [path])[0]
                    if sound[path]:
                        by = str(path)
                        break
                    target.write_text(mutant["source"], encoding="utf-8")
        finally:
            target.write_text(source, encoding="utf-8")
        row = {name: mutant[name] for name in ("module", "line", "kind", "old", "new")}
        record({"key": key, **row, "killed_by": by, "seconds": round(spent, 1)})
        print(f"{module}:{mutant['line']} {by or 'SURVIVED'} ({mutant['kind']})\n    {mutant['old']}\n"
              f"    {mutant['new']}" if by in ("", OPEN) else f"{module}:{mutant['line']} killed by {by}", flush=True)
    return None


def is_equivalent(row):
    """Tell whether no test can see a change: one of those looked at, or zip's `strict`, which only asserts."""
    return ((row["module"], row["old"], row["new"]) in EQUIVALENT
            or row["old"].replace("strict=True", "strict=False") == row["new"])


def table(rows):
    """Return the table: a line for each module."""
    lines = ["| module | mutants | killed by own tests | by others | equivalent | survived | left open |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    sums = [0] * 6
    for module in sorted({row["module"] for row in rows}):
        mine = [row for row in rows if row["module"] == module]
        alive = [row for row in mine if row["killed_by"] in ("", OPEN)]
        equal = sum(map(is_equivalent, alive))
        unjudged = sum(row["killed_by"] == OPEN and not is_equivalent(row) for row in alive)
        own = sum(row["killed_by"] == "own tests" for row in mine)
        counts = [len(mine), own, len(mine) - own - len(alive), equal, len(alive) - equal - unjudged, unjudged]
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        lines.append(f"| {module} | " + " | ".join(map(str, counts)) + " |")
    lines.append("| together | " + " | ".join(map(str, sums)) + " |")
    return "\n".join(lines)


def main():
    """Judge what is not known, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--tree", metavar="REVISION")
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    keep = arguments.keep or (Path(tempfile.gettempdir()) / f"gan_course_mutants_{arguments.tree}.jsonl"
                              if arguments.tree else ROOT / "benchmarks" / "results" / "mutants.jsonl")
    known = {}
    for line in keep.read_text(encoding="utf-8").splitlines() if keep.exists() else []:
        row = json.loads(line)
        known[row["key"]] = row

    def record(row):
        known[row["key"]] = row
        with keep.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy_of(arguments.tree, Path(folder))
        if not arguments.table:
            os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            import keras, matplotlib.pyplot, nbval.plugin, pandas, pytest, scipy.stats, tensorflow  # noqa: E401, F401, I001
            for module in arguments.modules:
                try_module(module, Path(folder), known, record, arguments.lines, arguments.own)
        keys = [key for module in arguments.modules for key in drawn(module, Path(folder), arguments.lines)]
        rows = [known[key] for key in keys if key in known]
        print(table(rows), f"{len(rows)} of {len(keys)} mutants judged.", sep="\n")


if __name__ == "__main__":
    main()
