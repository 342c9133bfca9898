"""The house: imports flow one way, light modules stay light, each module has its test, private names have one room."""

import ast
import importlib
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from gan_course.notebooks import running
from gan_course.notebooks.pairs import ROOT

PACKAGE = ROOT / "gan_course"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")

# A module may import from the floors below its own; rooms of a package may import each other.
FLOORS = [
    {"later"},
    {"arguments"},
    {"backend", "quiet", "console", "errors", "interrupts", "data_files", "constants", "draws", "private", "doors",
     "progress_line"},
    {"distribution", "missing_names", "described", "phantoms", "faces", "sounds", "texts", "grammar"},
    {"datasets", "layers", "convolutions", "objectives", "penalties", "metrics", "plots", "dynamics", "from_scratch",
     "optimizers", "precision", "ranges", "seeding", "tabular", "imbalance", "spectrograms", "pitches",
     "drums", "passes", "flows", "drifting", "symmetries", "textures"},
    {"batches", "players", "fit_arguments", "sequence_models", "frozen_network"},
    {"networks", "remedies", "digit_classifier", "faces_judge", "sliders", "own_step", "translation",
     "sequence_training", "sound_networks", "sounds_judge", "one_step", "landscape"},
    {"compiling", "saving", "plain_step"},
    {"game"},
    {"training"},
    {"gan"},
    {"pool", "auxiliary"},
    {"sweep", "callbacks", "capstone"},
    {"lab"},
    {"exercises"},
    {"notebooks", "page", "mine", "items"},
    {"edition"},
    {"progress"},
    {"press"},
    {"cli"},
]
LIGHT = ["gan_course", "gan_course.arguments", "gan_course.datasets", "gan_course.metrics", "gan_course.plots",
         "gan_course.dynamics", "gan_course.from_scratch", "gan_course.exercises.exercise",
         "gan_course.exercises.checks",
         "gan_course.notebooks", "gan_course.cli", "gan_course.remedies", "gan_course.lab"]


def name_of(path):
    """Return a file's module name, dotted and without `gan_course.`: exercises.exercise, gan."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def imported(path):
    """Return the modules of ours that a file imports, anywhere in it, without `gan_course.`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports from gan_course, not relative ones"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.removeprefix("gan_course.") for name in names if name.startswith("gan_course.")}
    known = {name_of(module) for module in PACKAGE.rglob("*.py")}
    return {dotted if dotted in known else dotted.rpartition(".")[0] for dotted in found}


def floor(name):
    """Return the floor on which a module lives; None when it has no place yet."""
    room = name.partition(".")[0]
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)


def may_import(name, other):
    """Tell whether the module `name` may import the module `other`."""
    if other in ("", "__init__") or name.partition(".")[0] == other.partition(".")[0]:
        return True
    return floor(other) is not None and floor(other) < floor(name)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_flow_one_way(path):
    assert floor(name_of(path)) is not None, "give the new module its floor in FLOORS"
    assert [other for other in sorted(imported(path)) if not may_import(name_of(path), other)] == []


def test_the_rule_itself_can_say_no():
    assert may_import("gan", "objectives") and may_import("exercises.ex02", "gan")
    assert may_import("notebooks.solving", "exercises.exercise")
    for name, other in [("objectives", "gan"), ("plots", "metrics"), ("gan", "callbacks"), ("gan", "unknown"),
                        ("gan", "exercises.ex02"), ("lab.engine", "exercises.ex02"), ("sweep", "callbacks")]:
        assert not may_import(name, other), (name, other)


def test_imports_are_found_wherever_they_stand(tmp_path):
    file = tmp_path / "x.py"
    file.write_text("import gan_course.plots as p\nfrom gan_course import metrics, seed_everything\n"
                    "def f():\n    from gan_course.exercises.exercise import Exercise\n")
    assert imported(file) == {"plots", "metrics", "", "exercises.exercise"}


def test_no_circle():
    graph = {name_of(path): {other for other in imported(path) if other} for path in MODULES}
    assert set(TopologicalSorter(graph).static_order()) >= set(graph)


def test_light_modules_do_not_import_tensorflow():
    code = "import sys\n" + "\n".join(
        f"import {module}\nprint('{module}', 'tensorflow' in sys.modules or 'keras' in sys.modules)"
        for module in LIGHT)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT,
                         check=True, env=running.kernel_environment())
    assert ran.stdout.splitlines() == [f"{module} False" for module in LIGHT]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_module_has_its_test_module(path):
    inside = path.relative_to(PACKAGE)
    assert (ROOT / "tests" / inside.parent / f"test_{inside.name}").exists()


def test_every_public_method_has_a_docstring_or_inherits_one():
    missing = [(name_of(path), name) for path in MODULES for name in undocumented(path)]
    assert [(module, name) for module, name in missing if not inherits_a_docstring(module, name)] == []


def undocumented(path):
    """Yield the public methods in a file, Class.method, that have no docstring of their own; ruff asks for the rest."""
    for owner in ast.parse(path.read_text(encoding="utf-8")).body:
        for child in owner.body if isinstance(owner, ast.ClassDef) and not owner.name.startswith("_") else []:
            if isinstance(child, ast.FunctionDef) and not child.name.startswith("_") and not ast.get_docstring(child):
                yield f"{owner.name}.{child.name}"


def inherits_a_docstring(module, name):
    """Tell whether a method overrides one with a docstring: what that says holds for it too."""
    owner, method = name.split(".")
    bases = getattr(importlib.import_module(f"gan_course.{module}"), owner).__mro__[1:]
    return any(getattr(vars(base).get(method), "__doc__", None) for base in bases)


def test_a_missing_docstring_is_found(tmp_path):
    (tmp_path / "a.py").write_text('class B:\n  """B."""\n  def c(self): pass\n  def _d(self): pass\ndef _e(): pass')
    assert list(undocumented(tmp_path / "a.py")) == ["B.c"]
    assert inherits_a_docstring("callbacks", "TimeLimit.on_train_begin")  # Keras's has one
    assert not inherits_a_docstring("callbacks", "Snapshots.steps")


# Everything of Python's own that looks private and is meant to be used.
MEANT_FOR_USE = {"_repr_mimebundle_", "_asdict", "_replace", "_fields", "_exit"}


def private_names(tree):
    """Yield (line, name) of what an AST takes from others that is private to them: modules and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from ((node.lineno, module) for module in modules
                        if module.startswith(("keras.src", "tensorflow.python")) or "._" in module)
        elif isinstance(node, ast.Attribute):
            if node.attr == "src" and isinstance(node.value, ast.Name) and node.value.id == "keras":
                yield node.lineno, "keras.src"
            elif is_private(node.attr):
                yield node.lineno, node.attr
        elif (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1
              and node.func.id in ("getattr", "setattr", "hasattr", "delattr")
              and isinstance(node.args[1], ast.Constant) and is_private(node.args[1].value)):
            yield node.lineno, node.args[1].value


def is_private(name):
    """Tell whether a name is private to its owner: one underscore, not a dunder, nothing meant for use."""
    return name.startswith("_") and not name.startswith("__") and name not in MEANT_FOR_USE


def own_names(tree):
    """Yield the private names that a file makes: its functions, classes, globals, and attributes of `self` or `cls`."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif (isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
              and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
            yield node.attr


PYTHON = [path for folder in ("gan_course", "lessons", "data")
          for path in sorted((ROOT / folder).rglob("*.py"))]


def test_private_names_of_keras_and_tensorflow_have_one_room():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PYTHON}
    ours = {name for tree in trees.values() for name in own_names(tree)}
    strange = [f"{path.relative_to(ROOT)}:{line} {name}" for path, tree in trees.items()
               for line, name in private_names(tree) if path != PACKAGE / "private.py" and name not in ours]
    assert strange == [], "use gan_course.private, and give it a function with a test"


def test_a_private_name_is_found():
    source = ("import keras\nfrom keras.src import x\nimport tensorflow.python.eager\nnet._tracker\n"
              "keras.src.random\nself._mine = 1\nbox._mine\ngetattr(net, '_inputs_struct', None)\nbox._asdict()\n")
    tree = ast.parse(source)
    found = [name for _, name in sorted(private_names(tree)) if name not in set(own_names(tree))]
    assert found == ["keras.src", "tensorflow.python.eager", "_tracker", "keras.src", "_inputs_struct"]
