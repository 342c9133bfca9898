"""course.py finds a Python, makes the environment, and ends what goes wrong in one sentence."""

import ast
import copy
import errno
import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import textwrap
import time
import types
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = (ROOT / "course.py").read_text(encoding="utf-8")
ROOMS = sorted((ROOT / "course_setup").glob("*.py"))


def load(folder):
    """course.py of a folder, and the modules it uses, as fresh modules, whose constants a test may change."""
    kept_path = list(sys.path)
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if "course_setup" in name}
    try:
        specification = importlib.util.spec_from_file_location("course", folder / "course.py")
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        for room in ROOMS:
            if room.stem != "__init__":
                setattr(module, room.stem, importlib.import_module(f"course_setup.{room.stem}"))
        return module
    finally:
        sys.path[:] = kept_path
        for name in [name for name in sys.modules if "course_setup" in name]:
            del sys.modules[name]
        sys.modules.update(kept)


@pytest.fixture
def course():
    """course.py, where it lies."""
    return load(ROOT)


@pytest.fixture
def elsewhere(tmp_path):
    """course.py in a folder that holds nothing else but a lock and a project."""
    for name in ("course.py", "requirements.lock", "requirements-test.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "course_setup", tmp_path / "course_setup")
    return load(tmp_path)


# ------------------------------------------------------------ any Python can read it


def test_old_pythons_can_parse_it():
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.Match, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(SOURCE)):
        assert not isinstance(node, newer), f"line {node.lineno}: too new for an old Python"
        if isinstance(node, ast.FunctionDef):
            assert not node.args.kwonlyargs and not node.args.posonlyargs and node.returns is None, node.name
        if isinstance(node, ast.Call):
            assert getattr(node.func, "id", "") != "print", "print(…, file=…) is a syntax error in Python 2"
    assert SOURCE.isascii(), "Python 2 reads no other characters without a coding line"


def test_only_the_standard_library_is_imported():
    for source in SOURCE, *(room.read_text(encoding="utf-8") for room in ROOMS):
        nodes = list(ast.walk(ast.parse(source, feature_version=(3, 6))))
        names = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import)
                 for alias in node.names}
        names |= {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
        assert names <= sys.stdlib_module_names | {"course_setup"}


def test_a_very_old_python_is_refused_before_anything_is_imported():
    pretend = f"import sys; sys.version_info = (3, 5, 2); exec(open({str(ROOT / 'course.py')!r}).read())"
    ended = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 1
    assert ended.stderr == (
        "This is Python 3.5; the course needs Python 3.11, 3.12 or 3.13, "
        "for which TensorFlow 2.21 has builds: install one of them and call python3.12 course.py.\n"
    )


# ------------------------------------------------------------ which Python

GOOD = {
    "executable": "/usr/bin/python3.12",
    "version": [3, 12],
    "release": "3.12.1",
    "implementation": "CPython",
    "free_threaded": False,
    "bits": 64,
    "system": "Linux",
    "machine": "x86_64",
    "apple_silicon": False,
    "musl": False,
    "can_make_venv": True,
}


@pytest.mark.parametrize("version", [[3, 11], [3, 12], [3, 13]])
@pytest.mark.parametrize(
    ("system", "machine"),
    [("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Windows", "amd64")],
)
def test_the_pythons_and_machines_that_tensorflow_ships_for_are_accepted(course, version, system, machine):
    facts = dict(GOOD, version=version, system=system, machine=machine, apple_silicon=system == "Darwin")
    assert course.refusal(facts) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": [3, 10], "release": "3.10.13"}, "This is Python 3.10.13; the course needs Python"),
        ({"version": [3, 14], "release": "3.14.0"}, "This is Python 3.14.0; the course needs Python"),
        ({"implementation": "PyPy"}, "This is PyPy 3.12.1; the course needs"),
        ({"free_threaded": True}, "This is free-threaded Python 3.12.1, for which TensorFlow has no build"),
        ({"bits": 32}, "This Python 3.12.1 is a 32-bit build: install a 64-bit one"),
        ({"system": "Darwin"}, "This is an Intel Mac, and TensorFlow 2.21 has no build for it"),
        ({"system": "Darwin", "apple_silicon": True}, "was built for Intel and runs under Rosetta"),
        ({"system": "Windows", "machine": "arm64"}, "TensorFlow 2.21 has no build for Windows on arm64"),
        ({"machine": "riscv64"}, "TensorFlow 2.21 has no build for Linux on riscv64"),
        ({"musl": True}, "This Linux is built on musl"),
        ({"can_make_venv": False}, "apt install python3.12-venv"),
    ],
)
def test_what_cannot_carry_the_course_is_refused_in_one_sentence(course, change, sentence):
    said = course.refusal(dict(GOOD, **change))
    assert sentence in said
    assert said.endswith(".") and "\n" not in said


def test_an_intel_mac_is_not_sent_for_another_python(course):
    said = course.refusal(dict(GOOD, system="Darwin", version=[3, 9]))
    assert "Intel Mac" in said and "3.9" not in said


def test_this_python_is_described_alike_from_inside_and_outside(course):
    assert course.describe_other([sys.executable]) == course.describe()
    assert course.refusal(course.describe()) is None


def test_what_is_no_python_describes_nothing(course, tmp_path):
    assert course.describe_other([str(tmp_path / "nothing")]) is None
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(1)")
    assert course.describe_other([sys.executable, str(broken)]) is None


def test_a_right_python_on_the_path_is_used_instead(course, monkeypatch, capsys):
    monkeypatch.setattr(course, "describe", lambda: dict(GOOD, version=[3, 9], release="3.9.18"))
    monkeypatch.setattr(course.shutil, "which", lambda name: name if name == "python3.12" else None)
    found = {"python3.12": GOOD}
    monkeypatch.setattr(course, "describe_other", lambda command: found.get(command[0]))
    assert course.choose_python() == GOOD["executable"]
    assert "going on with Python 3.12.1" in capsys.readouterr().out


def test_the_windows_launcher_is_asked_too(course, monkeypatch):
    asked = []
    monkeypatch.setattr(course, "describe", lambda: dict(GOOD, version=[3, 9]))
    monkeypatch.setattr(course.shutil, "which", lambda name: name if name == "py" else None)
    monkeypatch.setattr(course, "describe_other", lambda command: asked.append(command))
    with pytest.raises(course.Trouble, match="the course needs Python"):
        course.choose_python()
    assert asked == [["py", "-3.13"], ["py", "-3.12"], ["py", "-3.11"]]


# ------------------------------------------------------------ what goes wrong, in one sentence

# As pip and the systems print them.
REFUSED = (
    "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError('"
    "<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: "
    "Failed to establish a new connection: [Errno 111] "
    "Connection refused')': /simple/absl-py/\n"
    "ERROR: Could not find a version that satisfies the requirement absl-py==2.5.1 (from versions: none)\n"
    "ERROR: No matching distribution found for absl-py==2.5.1"
)
NO_NAME = REFUSED.replace("[Errno 111] Connection refused", "[Errno -3] Temporary failure in name resolution")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (REFUSED, "No network: the packages could not be downloaded"),
        (NO_NAME, "No network: the packages could not be downloaded"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", "No network:"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk became full"),
        ("OSError: [Errno 122] Disk quota exceeded", "The disk became full"),
        ("OSError: [WinError 112] There is not enough space on the disk", "The disk became full"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory\n"
            "HINT: This error might have occurred since this system does not have Windows Long Path support",
            "A path became too long for Windows",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "is not the one that"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate was refused"),
        ("ProxyError('Cannot connect to proxy.')", "The proxy did not let pip through"),
        ("ERROR: No matching distribution found for h5py==3.14.0 (from -r)", "has no h5py==3.14.0 for"),
        ("error: [Errno 13] Permission denied: '/x'", "The environment cannot be written"),
        (
            "something\nERROR: a thing nobody has seen",
            "could not install the packages: ERROR: a thing nobody",
        ),
    ],
)
def test_pips_words_become_one_sentence(course, output, sentence):
    said = course.troubles.explain_pip(output, 1, "install.log")
    assert sentence in said
    assert "\n" not in said and said.endswith(".")


def test_a_full_disk_is_named_even_after_a_shaky_network(course):
    assert course.troubles.explain_pip(
        REFUSED + "\n[Errno 28] No space left on device", 1, "install.log") == course.troubles.DISK_FULL


@pytest.mark.parametrize(
    ("output", "code", "sentence"),
    [
        ("ImportError: DLL load failed while importing _pywrap", 1, "Visual C++ Redistributable"),
        ("", -4, "it needs one with AVX"),
        ("", 0xC000001D, "it needs one with AVX"),
        ("", -9, "it was ended by signal 9 (too little memory, perhaps)"),
        (
            "Traceback\nModuleNotFoundError: No module named x",
            1,
            "not start: ModuleNotFoundError: No module named x",
        ),
    ],
)
def test_a_tensorflow_that_does_not_start_is_explained(course, output, code, sentence):
    assert sentence in course.troubles.explain_start(output, code, "install.log")


def test_a_venv_without_pip_is_explained(course):
    debian = "The virtual environment was not created successfully because ensurepip is not\navailable."
    assert "apt install python3-venv" in course.troubles.explain_venv(debian, 1, "install.log")


def sentence_of(course, capsys):
    """What the failing call told the reader: the lines on stderr."""
    assert course.main(["lab"]) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


def test_a_disk_that_is_too_full_is_refused_before_anything_is_made(elsewhere, monkeypatch, capsys):
    almost_full = types.SimpleNamespace(total=10**12, used=10**12, free=10**9)
    monkeypatch.setattr(elsewhere.environment.shutil, "disk_usage", lambda path: almost_full)
    said = sentence_of(elsewhere, capsys)
    assert said.startswith("The disk is too full: 1.0 GB are free")
    assert f"the environment needs {elsewhere.troubles.ROOM_MB / 1e3:.1f} GB; make room" in said
    assert not os.path.exists(elsewhere.ENVIRONMENT.folder)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "GB in all) and call again."),
        (errno.EROFS, "use a copy of the course in a folder of your own"),
        (errno.EACCES, "use a copy of the course in a folder of your own"),
        (errno.EIO, "The environment could not be made: "),
    ],
)
def test_a_system_that_refuses_to_write_is_explained(elsewhere, monkeypatch, capsys, number, sentence):
    def refuse():
        raise OSError(number, os.strerror(number), "x")

    monkeypatch.setattr(elsewhere.ENVIRONMENT, "put_aside", refuse)
    monkeypatch.setattr(elsewhere.ENVIRONMENT, "check_room", lambda needed: None)
    assert sentence in sentence_of(elsewhere, capsys)


def test_a_copy_without_its_lock_is_explained(elsewhere, capsys):
    os.remove(elsewhere.ENVIRONMENT.lock)
    assert sentence_of(elsewhere, capsys).endswith(
        "is missing: course.py works only in a whole copy of the course."
    )


def test_a_folder_too_deep_for_windows_is_refused(course, monkeypatch):
    deep = course.Environment("C:\\" + 80 * "x")
    deep.folder = "C:\\" + 80 * "x" + "\\.venv"
    monkeypatch.setattr(course.environment, "WINDOWS", True)
    monkeypatch.setattr(course.environment, "long_paths_allowed", lambda: False)
    with pytest.raises(course.Trouble, match="path is 20 characters too long: move the course"):
        deep.check_path_length()
    monkeypatch.setattr(course.environment, "long_paths_allowed", lambda: True)
    deep.check_path_length()


def test_no_file_of_the_environment_lies_deeper_than_course_py_reckons(course):
    library = Path(sysconfig.get_path("purelib"))
    longest = max(len(str(path.relative_to(library))) for path in library.rglob("*"))
    assert len("Lib/site-packages/") + longest <= course.environment.LONGEST_PATH


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_help_names_every_command(course, capsys, arguments):
    assert course.main(arguments) == 0
    said = capsys.readouterr().out
    assert all(f"  {command} " in said for command in course.COMMANDS)


def test_an_unknown_command_makes_no_environment(elsewhere, capsys):
    assert elsewhere.main(["labb"]) == 2
    assert "There is no command labb; choose from: lab, update, page, " in capsys.readouterr().err
    assert not os.path.exists(elsewhere.ENVIRONMENT.folder)


@pytest.mark.parametrize("asking", [["{}", "--help"], ["{}", "-h"], ["{}", "x", "--help"], ["help", "{}"]])
def test_every_command_says_how_it_is_called_and_does_nothing_else(elsewhere, capsys, monkeypatch, asking):
    """Also without an environment, which asking does not make."""
    for name in ("mailed", "preflight", "wheelhouse"):
        monkeypatch.setattr(elsewhere, name, None)
    for name in ("clean", "set_up", "hand_over"):
        monkeypatch.setattr(elsewhere, name, lambda *arguments: pytest.fail("nothing may be done"))
    before = sorted(path for path in Path(elsewhere.ROOT).rglob("*") if "__pycache__" not in path.parts)
    for command in elsewhere.COMMANDS:
        assert elsewhere.main([word.format(command) for word in asking]) == 0
        said = capsys.readouterr()
        assert said.out.startswith(f"usage: python3 course.py {command}") and said.err == ""
        line = next(line for line in elsewhere.USAGE.splitlines() if line.startswith(f"  {command} "))
        assert f"\n  {line[19:]}\n" in said.out
    assert before == sorted(path for path in Path(elsewhere.ROOT).rglob("*") if "__pycache__" not in path.parts)


def test_the_usage_of_course_py_s_own_commands_names_their_arguments(course, capsys):
    for call, first in {"pack": "pack [FOLDER] [--for SYSTEM ...] [--python VERSION ...]", "clean": "clean",
                        "setup": "setup [--from FOLDER]", "check": "check [--to FILE.pyz]"}.items():
        course.main([call, "--help"])
        assert capsys.readouterr().out.splitlines()[0] == f"usage: python3 course.py {first}"


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["clean", "cache"], "clean takes no arguments; it was given cache. Nothing was done."),
    (["clean", "-f"], "clean takes no arguments; it was given -f. Nothing was done."),
    (["clean", "--force=1"], "clean takes no arguments; it was given --force=1. Nothing was done."),
    (["clean", ""], 'clean takes no arguments; it was given "". Nothing was done.'),
    (["setup", "foo"], "setup takes no arguments, or --from FOLDER; it was given foo. Nothing was done."),
    (["setup", "--from"], "setup takes no arguments, or --from FOLDER; it was given --from. Nothing was done."),
    (["setup", "--from", "a", "b"], "setup takes no arguments, or --from FOLDER; it was given --from a b. Nothing was "
                                    "done."),
    (["setup", "--from", "a", "--from=b"], "setup takes no arguments, or --from FOLDER; it was given --from a "
                                           "--from=b. Nothing was done."),
    (["setup", "-f"], "There is no option -f; choose from: --from. Nothing was done."),
    (["check", "disk"], "check takes no arguments, or --to FILE.pyz; it was given disk. Nothing was done."),
    (["check", "--to"], "check takes no arguments, or --to FILE.pyz; it was given --to. Nothing was done."),
    (["check", "--to", "a.pyz", "b.pyz"], "check takes no arguments, or --to FILE.pyz; it was given --to a.pyz b.pyz. "
                                          "Nothing was done."),
])
def test_arguments_that_a_command_does_not_take_are_refused_before_anything_is_done(elsewhere, capsys, monkeypatch,
                                                                                   arguments, sentence):
    monkeypatch.chdir(elsewhere.ROOT)
    Path(elsewhere.ENVIRONMENT.folder).mkdir()
    elsewhere.folders.write_mark(elsewhere.ENVIRONMENT.folder)
    monkeypatch.setattr(elsewhere.ENVIRONMENT, "make", lambda *arguments: pytest.fail("nothing may be made"))
    assert elsewhere.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.strip() == sentence
    assert os.path.isdir(elsewhere.ENVIRONMENT.folder) and not list(Path(elsewhere.ROOT).glob("*.pyz"))


def test_only_setting_up_says_that_no_environment_could_be_made(elsewhere, monkeypatch, capsys):
    """And only there is it an advice to remove one."""
    def refuse(*arguments):
        raise OSError(errno.EIO, os.strerror(errno.EIO), "/a/place")

    monkeypatch.setattr(elsewhere.preflight, "lines", refuse)
    monkeypatch.setattr(elsewhere.ENVIRONMENT, "turn", refuse)
    monkeypatch.setattr(elsewhere, "describe_other", lambda command: GOOD)
    monkeypatch.setattr(elsewhere, "choose_python", lambda: sys.executable)
    for command in ("check", "pack", "clean"):
        assert elsewhere.main([command]) == 1
        assert capsys.readouterr().err.strip() == (
            f"course.py {command} stopped at /a/place: {os.strerror(errno.EIO)}. Close what uses that place, or give "
            "another one that you may write, and call again.")
    assert elsewhere.main(["setup"]) == 1
    assert "The environment could not be made: " in capsys.readouterr().err
    full = elsewhere.troubles.explain_command(OSError(errno.ENOSPC, "full", "/a/place"), "pack")
    assert full == "The disk became full: make room, and call course.py pack again."


def test_a_python_that_does_not_start_is_named(elsewhere, monkeypatch, capsys):
    monkeypatch.setattr(elsewhere.ENVIRONMENT, "settled", lambda tools=False: True)
    monkeypatch.chdir(elsewhere.ROOT)
    assert elsewhere.main(["times"]) == 1
    said = capsys.readouterr().err
    assert said.strip().startswith(f"The environment's Python, {elsewhere.ENVIRONMENT.python}, does not start (")


def test_variables_that_lead_astray_are_dropped(course, monkeypatch):
    """None that moves an installation, an import or an assertion; those that lead to the packages stay."""
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONSAFEPATH", "PYTHONWARNINGS", "PYTHONOPTIMIZE",
                 "PYTHONINSPECT", "PYTHONPLATLIBDIR", "PIP_TARGET", "PIP_USER", "PIP_PREFIX", "PIP_CONSTRAINT",
                 "PIP_REQUIRE_HASHES", "PIP_REQUIREMENT", "PIP_NO_DEPS", "PIP_PYTHON", "PIP_NO_BINARY", "PIP_DRY_RUN",
                 "PIP_REQUIRE_VIRTUALENV", "PIP_NO_INDEX", "PIP_LOG", "SETUPTOOLS_USE_DISTUTILS"):
        monkeypatch.setenv(name, "astray")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    kept = {"PIP_INDEX_URL": "a", "PIP_EXTRA_INDEX_URL": "b", "PIP_TRUSTED_HOST": "c", "PIP_CERT": "d",
            "PIP_PROXY": "e", "HTTPS_PROXY": "f", "PYTHONHASHSEED": "0"}
    for name, value in kept.items():
        monkeypatch.setenv(name, value)
    variables = course.steps.variables(course.ENVIRONMENT)
    assert "astray" not in variables.values() and variables.items() >= kept.items()
    assert variables["PATH"].startswith(os.path.dirname(course.ENVIRONMENT.python))


@pytest.mark.parametrize(
    ("given", "passed"), [("", ":replace"), ("cp932", "cp932:replace"), ("ascii:strict", "ascii:replace")])
def test_a_console_that_lacks_a_letter_raises_nowhere(course, monkeypatch, given, passed):
    monkeypatch.setenv("PYTHONIOENCODING", given)
    assert course.steps.variables(course.ENVIRONMENT)["PYTHONIOENCODING"] == passed


# ------------------------------------------------------------ progress


def test_progress_counts_what_lies_on_the_disk(elsewhere):
    environment, progress = elsewhere.ENVIRONMENT, elsewhere.steps.progress
    os.makedirs(environment.temporary)
    assert progress(environment, []) == ""
    Path(environment.temporary, "x.whl").write_bytes(bytes(3_000_000))
    assert progress(environment, ["Collecting x"]) == "downloading: 3 MB"
    library = Path(environment.folder, "Lib" if os.name == "nt" else "lib/python3.12", "site-packages")
    (library / "one-1.dist-info").mkdir(parents=True)
    assert progress(environment, ["Installing collected packages: one, two, three"]) == "unpacking: 1 of 3 packages"


# ------------------------------------------------------------ really making one, small and without a network

BACKEND = '''
import base64, hashlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    """Make the smallest editable wheel: one .pth file that points here."""
    import os
    files = {
        "gan_course.pth": os.getcwd(),
        "gan_course-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: gan_course\\nVersion: 1\\n",
        "gan_course-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files["gan_course-1.dist-info/RECORD"] = "".join(name + ",,\\n" for name in files)
    with zipfile.ZipFile(os.path.join(folder, "gan_course-1-py3-none-any.whl"), "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "gan_course-1-py3-none-any.whl"
'''
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "gan_course"
version = "1"
"""


def make_wheel(folder, name, version="1"):
    """Write an empty package as a wheel; returns its line in a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{key},,\n" for key in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as wheel:
        for key, text in files.items():
            wheel.writestr(key, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Copy:
    """A course small enough to be made in seconds: course.py itself, and packages that are empty."""

    def __init__(self, folder):
        self.folder = folder
        self.wheels = folder / "wheels"
        self.wheels.mkdir(parents=True)
        self.write("course.py", SOURCE)
        for room in ROOMS:
            text = room.read_text(encoding="utf-8")
            self.write(f"course_setup/{room.name}", re.sub(r"^(\w*ROOM_MB = )\d+", r"\g<1>20", text, flags=re.M))
        self.write("backend.py", BACKEND)
        self.write("pyproject.toml", PROJECT)
        self.write("gan_course/__init__.py", "")
        self.write("gan_course/cli.py", "import os, sys\nprint(sys.argv[1:], os.getcwd())\nsys.exit(7)\n")
        self.lock = make_wheel(self.wheels, "tensorflow") + make_wheel(self.wheels, "jupyterlab")
        self.write("requirements.lock", self.lock)
        self.write("requirements-test.lock", make_wheel(self.wheels, "pytest"))
        self.stamp = folder / ".venv" / "ready.json"

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")

    def variables(self, **more):
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
        kept.update(PIP_CONFIG_FILE=os.devnull, PIP_NO_INDEX="1", PIP_FIND_LINKS=self.wheels.as_uri())
        kept.update(more)
        return {key: value for key, value in kept.items() if value}

    def start(self, *arguments, cwd=None, **variables):
        return subprocess.Popen(
            [sys.executable, str(self.folder / "course.py"), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.variables(**variables),
            cwd=cwd,
            # under nohup and in a shell's background Ctrl-C is ignored, and children would inherit that
            preexec_fn=None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def call(self, *arguments, cwd=None, **variables):
        process = self.start(*arguments, cwd=cwd, **variables)
        process.out, process.err = process.communicate(timeout=300)
        return process

    def version_of(self, name):
        python = self.folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        program = f"import {name}; print({name}.version)"
        return subprocess.run([python, "-c", program], capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small course in a folder whose path has spaces, with its environment made."""
    course = Copy(tmp_path_factory.mktemp("a b") / "my course, é")
    course.first = course.call("lab", "--no-browser", "-k", "a b")
    assert course.first.returncode == 7, course.first.err
    return course


def closed_port():
    """An address at which nobody answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/simple"


def offline():
    """Variables that send pip to that address."""
    return {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": closed_port()}


def test_a_path_with_spaces_works_and_arguments_and_exit_code_pass_through(made):
    steps = [line[:3] for line in made.first.out.splitlines() if "/4 " in line]
    assert steps == ["1/4", "2/4", "3/4", "4/4"]
    assert f"['lab', '--no-browser', '-k', 'a b'] {made.folder}" in made.first.out
    assert "The environment is ready, after" in made.first.out


def test_a_command_learns_where_it_was_called_and_still_runs_in_the_course(made, tmp_path):
    made.call("setup")
    kept = (made.folder / "gan_course" / "cli.py").read_text()
    made.write("gan_course/cli.py", "import os, sys\nprint(sys.argv[1:], os.getcwd())\n"
                                    "print(os.environ['GAN_COURSE_CALLED_FROM'])\n")
    try:
        called = made.call("progress", "class", cwd=tmp_path)
        assert called.out.splitlines() == [f"['progress', 'class'] {made.folder}", str(tmp_path)], called.err
        told = made.call("progress", "--help", cwd=tmp_path)       # of an environment that is there the command tells
        assert told.out.splitlines()[0] == f"['progress', '--help'] {made.folder}"
    finally:
        made.write("gan_course/cli.py", kept)


def test_a_warm_start_makes_nothing_and_is_quick(made):
    made.call("setup")
    times = []
    for _ in range(3):
        started = time.perf_counter()
        again = made.call("lab")
        times.append(time.perf_counter() - started)
        assert again.out.splitlines() == [f"['lab'] {made.folder}"]
    assert min(times) < 4


def test_the_first_test_adds_the_test_tools_and_an_update_keeps_them(made):
    """Learners do not get them; where they are, a changed lock leaves them there."""
    assert made.version_of("pytest") == ""
    first = made.call("test", "-k", "x")
    assert "Adding the test tools to the environment." in first.out and "1/4" not in first.out, first.err
    assert first.out.splitlines()[-1] == f"['test', '-k', 'x'] {made.folder}" and made.version_of("pytest") == "1"
    assert made.call("test").out.splitlines() == [f"['test'] {made.folder}"]
    assert made.call("lab").out.splitlines() == [f"['lab'] {made.folder}"]


def test_a_changed_lock_updates_in_place_but_not_without_a_network(made):
    before = made.stamp.read_text()
    made.write("requirements.lock", made.lock + make_wheel(made.wheels, "extra"))
    failed = made.call("setup", **offline())
    assert failed.returncode == 1
    assert failed.err.strip() == (
        "No network: the packages could not be downloaded; connect and call again "
        "(once the environment is made, no call needs a network)."
    )
    assert made.stamp.read_text() == before  # nothing was touched: the old lock would still be served
    assert made.version_of("tensorflow") == "1"
    updated = made.call("setup")
    assert updated.returncode == 0 and "bringing its environment up to date" in updated.out
    assert "1/4" not in updated.out and made.version_of("extra") == "1" and made.version_of("pytest") == "1"
    assert not (made.folder / ".venv.before").exists()


if os.name != "nt":

    def test_an_update_killed_half_way_loses_nothing(made):
        """After kill -9 the next call has the environment of before again, without a network."""
        made.call("setup")
        before, lock = made.stamp.read_text(), (made.folder / "requirements.lock").read_text()
        made.write("requirements.lock", lock + make_wheel(made.wheels, "later"))
        process = made.start("setup")
        while not process.stdout.readline().startswith("2/4"):
            assert process.poll() is None
        process.kill()
        process.communicate(timeout=60)
        assert (made.folder / ".venv.before" / "ready.json").read_text() == before
        failed = made.call("setup", **offline())
        assert failed.returncode == 1 and failed.err.strip().startswith("No network: ")
        assert made.stamp.read_text() == before
        made.write("requirements.lock", lock)
        assert made.call("lab", **offline()).out.splitlines() == [f"['lab'] {made.folder}"]


def test_a_link_to_the_course_is_no_move(made, tmp_path):
    made.call("setup")
    link = tmp_path / "a link"
    link.symlink_to(made.folder, target_is_directory=True)
    made.folder, folder = link, made.folder
    try:
        assert made.call("lab").out.splitlines() == [f"['lab'] {folder}"]
    finally:
        made.folder = folder


def test_a_moved_course_keeps_its_environment_while_no_new_one_stands(made, tmp_path):
    made.call("setup")
    shutil.copytree(made.folder, tmp_path / "moved", symlinks=True)
    moved = copy.copy(made)
    moved.folder, moved.stamp = tmp_path / "moved", tmp_path / "moved" / ".venv" / "ready.json"
    files = sorted(path.relative_to(moved.folder) for path in (moved.folder / ".venv").rglob("*"))
    failed = moved.call("lab", **offline())
    assert failed.returncode == 1 and "1/4" in failed.out and failed.err.strip().startswith("No network: ")
    assert moved.stamp.read_text() == made.stamp.read_text()
    there = {path.relative_to(moved.folder) for path in (moved.folder / ".venv").rglob("*")}
    assert there - set(files) <= {Path(".venv/made-by-course.py.txt")} and there >= set(files)


def test_a_file_that_the_lock_does_not_name_is_refused(made):
    made.write("requirements.lock", made.lock + make_wheel(made.wheels, "other")[:-65] + 64 * "0" + "\n")
    failed = made.call("setup")
    assert failed.returncode == 1
    assert failed.err.strip().startswith("A downloaded file is not the one that requirements.lock names")
    made.write("requirements.lock", made.lock)
    assert made.call("setup").returncode == 0 and made.version_of("other") == ""


HOSTILE = """
[global]
user = true
target = {0}/nowhere
prefix = {0}/nowhere
no-index = true
find-links = {1}
require-hashes = true
constraint = {0}/constraint.txt
dry-run = true
quiet = 3
[install]
root = {0}/nowhere
no-compile = true
ignore-installed = true
"""


def test_no_network_then_a_network_and_settings_that_would_lead_astray(tmp_path):
    """Of pip's settings only where the packages are is heard; Python's own variables are not."""
    course = Copy(tmp_path / "course")
    failed = course.call("lab", **offline())
    assert failed.returncode == 1 and failed.err.strip().startswith("No network: ")
    assert "Traceback" not in failed.out + failed.err and not course.stamp.exists()
    (tmp_path / "pip.conf").write_text(HOSTILE.format(tmp_path, course.wheels.as_uri()), encoding="utf-8")
    (tmp_path / "constraint.txt").write_text("tensorflow==99\n")
    settings = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PIP_FIND_LINKS": "", "PIP_NO_INDEX": ""}
    variables = {"PIP_CONSTRAINT": str(tmp_path / "constraint.txt"), "PIP_REQUIREMENT": str(tmp_path / "none.txt"),
                 "PIP_REQUIRE_HASHES": "1", "PIP_TARGET": str(tmp_path / "nowhere"), "PIP_NO_DEPS": "0",
                 "PIP_NO_BINARY": ":all:", "PIP_CONFIG_SETTINGS": "x=y", "PIP_VERSION": "1", "PIP_PYTHON": "/nowhere",
                 "PYTHONHOME": "", "PYTHONSAFEPATH": "1", "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2",
                 "PYTHONSTARTUP": str(tmp_path / "none.py"), "PYTHONPATH": str(tmp_path)}
    made = course.call("setup", **settings, **variables)
    assert made.returncode == 0, made.out + made.err
    assert course.version_of("tensorflow") == "1" and not (tmp_path / "nowhere").exists()


SIGNALS = [signal.SIGTERM] if os.name == "nt" else [signal.SIGKILL, signal.SIGINT]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_set_up_killed_half_way_is_made_anew_by_the_next_call(tmp_path, number):
    course = Copy(tmp_path)
    process = course.start("setup")
    while not process.stdout.readline().startswith("1/4"):
        assert process.poll() is None
    time.sleep(0.3)  # into the making of the empty environment
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0 and not course.stamp.exists()
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert err.strip() == "Stopped half way: the same call goes on from here."
    again = course.call("setup")
    assert again.returncode == 0, again.err
    assert course.stamp.exists() and course.version_of("jupyterlab") == "1"


def test_two_calls_at_once_make_one_environment(tmp_path):
    course = Copy(tmp_path)
    calls = [course.start("setup") for _ in range(2)]
    outputs = [process.communicate(timeout=300)[0] for process in calls]
    assert [process.returncode for process in calls] == [0, 0]
    assert sum("1/4" in out for out in outputs) == 1
    assert sum("Another course.py is making the environment" in out for out in outputs) == 1


FOREIGN = {
    "a folder": lambda path: (path.mkdir(), (path / "notes.txt").write_text("mine")),
    "an environment": lambda path: (path.mkdir(), (path / "pyvenv.cfg").write_text("home = /usr/bin\n")),
    "a stamp of another tool": lambda path: (path.mkdir(), (path / "ready.json").write_text('{"lock": 1}')),
    "a file": lambda path: path.write_text("mine"),
    "a link": lambda path: (path.with_name("real").mkdir(), path.symlink_to(path.with_name("real"))),
    "a link to nothing": lambda path: path.symlink_to(path.with_name("gone")),
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("name", [".venv", ".venv.before"])
def test_what_course_py_did_not_make_is_refused_and_left(elsewhere, capsys, what, name):
    path = Path(elsewhere.ROOT) / name
    FOREIGN[what](path)
    before = sorted(Path(elsewhere.ROOT).rglob("*"))
    assert sentence_of(elsewhere, capsys) == (
        f"course.py did not make {path}: move it away or remove it, and call again.")
    assert elsewhere.main(["clean"]) == 0 and f"{path} stays" in capsys.readouterr().out
    left = {path for path in Path(elsewhere.ROOT).rglob("*") if "__pycache__" not in path.parts}
    assert left - {Path(elsewhere.ROOT) / ".venv.lock"} == {path for path in before if "__pycache__" not in path.parts}


# A little set-up without Python or pip, ended after its n-th touch of the disk, for every n.
KILLED = """
import os, sys
sys.path.insert(0, {root!r})
from course_setup import environment
from course_setup.troubles import Trouble

root, fails = {folder!r}, False

def call(env, command, held, explain, **more):
    if fails:
        raise Trouble("no network")
    if "venv" in command:
        os.makedirs(env.programs)
        write(env.python, "python")
        write(os.path.join(env.folder, "pyvenv.cfg"), "home = " + root + "\\nversion = 3.11.7\\n")
    elif "-r" in command:
        write(os.path.join(env.folder, "package.py"), open(env.lock).read())

def write(path, text):
    if os.path.exists(path):
        os.remove(path)
    with open(path, "w") as file:
        file.write(text)

environment.call = call
touches, last = 0, None

def count(event, arguments):
    global touches
    writing = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax")
    if last is not None and (writing or event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link")):
        touches += 1
        if touches > last:
            os._exit(9)

sys.addaudithook(count)

def make(after=None):
    "Make the environment in a child that ends by itself after so many touches; returns its exit code."
    child = os.fork()
    if child == 0:
        global last
        last = after
        try:
            environment.Environment(root).make(lambda: sys.executable)
        except Trouble:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def standing():
    "The packages of every whole environment that lies there."
    return [open(os.path.join(root, name, "package.py")).read() for name in (".venv", ".venv.before")
            if os.path.exists(os.path.join(root, name, "ready.json"))]

sys.stdout = open(os.devnull, "w")
write(os.path.join(root, "pyproject.toml"), "")
write(os.path.join(root, "requirements.lock"), "0")
tried = 0
for case in "first", "update", "moved":
    for after in range(1000):
        if case == "first":
            environment.remove(os.path.join(root, ".venv"))
        elif case == "moved":
            stamp = os.path.join(root, ".venv", "ready.json")
            write(stamp, open(stamp).read().replace('"folder": "', '"folder": "/another'))
        old, new = open(os.path.join(root, "requirements.lock")).read(), str(int(after % 7 + 1)) + case
        write(os.path.join(root, "requirements.lock"), new)
        code = make(after)
        tried += 1
        if case != "first":
            assert old in standing() or new in standing(), (case, after)
            fails = True
            failed = make()
            fails = False
            assert standing() in ([old], [new]) and failed == (standing() == [old]), (case, after)
            assert not os.path.exists(os.path.join(root, ".venv.before")), (case, after)
        assert make() == 0 and standing() == [new], (case, after)
        assert sorted(os.listdir(root)) == [".venv", ".venv.lock", "pyproject.toml", "requirements.lock"], (case, after)
        if code == 0:
            break
sys.__stdout__.write(str(tried))
"""

if hasattr(os, "fork"):

    def test_kill_at_every_touch_of_the_disk_loses_no_environment(tmp_path):
        """What stood is whole in .venv or .venv.before; a call that fails puts it back; one that works mends all."""
        program = KILLED.format(root=str(ROOT), folder=str(tmp_path))
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        assert int(ended.stdout) > 40


# ------------------------------------------------------------ when an environment counts as whole


def test_what_makes_an_environment_count_as_not_ready(made, monkeypatch):
    made.call("setup")
    environment = load(made.folder).ENVIRONMENT
    settings = environment.settings()
    assert environment.ready()

    with monkeypatch.context() as patch:  # the folder was moved
        patch.setattr(environment, "root", "another folder")
        assert not environment.here(environment.stamp()) and not environment.ready()
    with monkeypatch.context() as patch:  # the Python that it was made from is gone
        patch.setattr(environment, "settings", lambda: dict(settings, home="nowhere"))
        assert environment.stamp() is None and not environment.ready()
    with monkeypatch.context() as patch:  # another Python took its place
        patch.setattr(environment, "settings", lambda: dict(settings, version="3.12.99"))
        assert not environment.ready() and not environment.can_update(environment.stamp())
    assert environment.can_update(environment.stamp())

    text = made.stamp.read_text()
    for damaged in ("", text[:40], "[]", "null"):
        made.stamp.write_text(damaged)
        assert not environment.ready()
    made.stamp.write_text(json.dumps(json.loads(text)))
    assert environment.ready()


def test_a_file_system_without_links_gets_a_new_environment(made, monkeypatch):
    environment = load(made.folder).ENVIRONMENT

    def refuse(*paths):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert environment.ready() and not environment.can_update(environment.stamp())


def test_clean_removes_the_environment_and_caches_and_nothing_else(tmp_path):
    course = Copy(tmp_path)
    kept = {path.name for path in tmp_path.iterdir()} | {"venv", "build", "my_course"}
    for name in (".venv/made-by-course.py.txt", ".pytest_cache/x", ".ruff_cache/x", "gan_course/__pycache__/x.pyc",
                 "venv/pyvenv.cfg", "venv/lib/__pycache__/x.pyc", "build/x", "my_course/.ipynb_checkpoints/x.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert course.call("clean").returncode == 0
    assert {path.name for path in tmp_path.iterdir()} - {".venv.lock"} == kept
    assert sorted(path.name for path in (tmp_path / "gan_course").iterdir()) == ["__init__.py", "cli.py"]
    assert (tmp_path / "venv/lib/__pycache__/x.pyc").exists()
    assert (tmp_path / "my_course/.ipynb_checkpoints/x.ipynb").exists()     # the learner's
