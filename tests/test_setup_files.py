"""The files that set the course up agree: project, lock, environment.yml, course.py, workflow."""

import ast
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-test.lock")}
LEARNERS, TESTS = LOCKS
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
EXTRAS = {name: list(map(Requirement, texts)) for name, texts in PROJECT["optional-dependencies"].items()}
DIRECT = {LEARNERS: [*map(Requirement, PROJECT["dependencies"]), *EXTRAS["page"], *EXTRAS["press"]],
          TESTS: [*EXTRAS["engines"], *EXTRAS["test"]]}

# sys_platform, os_name, platform_system, platform_machine: the systems that TensorFlow ships for.
SYSTEMS = {
    "linux-x86": ("linux", "posix", "Linux", "x86_64"),
    "linux-arm": ("linux", "posix", "Linux", "aarch64"),
    "mac": ("darwin", "posix", "Darwin", "arm64"),
    "windows": ("win32", "nt", "Windows", "AMD64"),
}


def allowed_pythons():
    """The versions that course.py accepts, read without running it."""
    for node in ast.parse((ROOT / "course_setup/environment.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "ALLOWED":
            return [f"{major}.{minor}" for major, minor in ast.literal_eval(node.value)]
    raise AssertionError("course_setup names no ALLOWED versions")


def locked(*names):
    """Each entry of these locks, or of both, as (requirement, hashes)."""
    entries = []
    for block in re.split(r"\n(?=\S)", "\n".join(LOCKS[name].strip() for name in names or LOCKS)):
        if block.startswith("#"):
            continue
        head = block.split("\\")[0].split("\n")[0].strip()
        entries.append((Requirement(head), re.findall(r"--hash=(\S+)", block)))
    return entries


def environment_of(system, python):
    """The markers' values on a system and a Python."""
    keys = ("sys_platform", "os_name", "platform_system", "platform_machine")
    values = dict(zip(keys, SYSTEMS[system], strict=True))
    return {**default_environment(), **values, "python_version": python, "python_full_version": f"{python}.7"}


def applies(requirement, environment):
    return requirement.marker is None or requirement.marker.evaluate(environment)


# ------------------------------------------------------------ the lock


def test_each_entry_of_the_lock_is_one_version_with_hashes():
    entries = locked()
    assert len(entries) > 100
    for requirement, hashes in entries:
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), f"{requirement}: not one version"
        assert hashes, f"{requirement}: no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in hashes), requirement.name


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_no_address(name):
    assert not any(text in LOCKS[name] for text in ("://", "--index-url", "--find-links"))


def test_learners_install_no_test_tools():
    learners, tests = ({canonicalize_name(entry.name) for entry, _ in locked(name)} for name in LOCKS)
    assert not learners & tests
    assert {"pytest", "nbval", "playwright", "ruff", "prdc", "pot", "dask"} <= tests


@pytest.mark.parametrize("python", allowed_pythons())
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_answers_every_requirement_once_on_each_system(system, python):
    environment = environment_of(system, python)
    entries = [requirement for requirement, _ in locked() if applies(requirement, environment)]
    names = [canonicalize_name(requirement.name) for requirement in entries]
    assert len(names) == len(set(names)), "a package is locked twice"
    versions = {name: str(entry.specifier)[2:] for name, entry in zip(names, entries, strict=True)}
    for wanted in [*DIRECT[LEARNERS], *DIRECT[TESTS]]:
        if applies(wanted, environment):
            version = versions.get(canonicalize_name(wanted.name))
            assert version and wanted.specifier.contains(version), f"{wanted}: locked is {version}"
    tensorflows = {name for name in versions if name.startswith("tensorflow")}
    assert tensorflows == {"tensorflow-cpu" if system == "linux-x86" else "tensorflow"}


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_was_made_from_this_project(name):
    direct = set(
        re.findall(
            r"^([a-z0-9-]+)==[^\n]*\\\n(?:    --hash=\S+(?: \\)?\n)+    # via(?: |[^=]*?#   )gan-course",
            LOCKS[name],
            re.M,
        )
    )
    assert direct == {canonicalize_name(requirement.name) for requirement in DIRECT[name]}


def test_what_is_installed_here_is_what_the_lock_names():
    environment = default_environment()
    for requirement, _ in locked():
        if applies(requirement, environment):
            installed = importlib.metadata.version(requirement.name)
            assert requirement.specifier.contains(installed), (
                f"{requirement} is locked, {installed} is installed"
            )


def test_nothing_that_is_installed_lacks_what_it_needs():
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


# ------------------------------------------------------------ the Pythons


def test_every_file_allows_the_same_pythons():
    allowed = allowed_pythons()
    wanted = SpecifierSet(PROJECT["requires-python"])
    assert allowed == [f"3.{minor}" for minor in range(6, 30) if wanted.contains(f"3.{minor}.0")]
    assert WORKFLOW["jobs"]["course"]["strategy"]["matrix"]["python"] == allowed
    python = next(Requirement(entry) for entry in CONDA["dependencies"] if str(entry).startswith("python"))
    assert python.specifier == wanted


def test_the_messages_name_the_allowed_pythons():
    source = (ROOT / "course.py").read_text(encoding="utf-8")
    *rest, last = allowed_pythons()
    assert f"the course needs Python {', '.join(rest)} or {last}" in source
    tensorflow = next(requirement for requirement in DIRECT[LEARNERS] if requirement.name == "tensorflow")
    named = set(re.findall(r"TensorFlow (\d\.\d+)", source))
    assert len(named) == 1 and tensorflow.specifier.contains(f"{named.pop()}.0")


# ------------------------------------------------------------ conda, CI, the workflow


def test_the_conda_route_installs_the_same_lock_and_nothing_else():
    *names, pip = CONDA["dependencies"]
    assert [Requirement(name).name for name in names] == ["python", "pip"]
    assert pip == {"pip": ["-r requirements.lock"]}
    assert "requirements-test.lock" in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_ci_runs_the_command_of_the_readme():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands[-1] == "exec python3 course.py test"
    assert 'export CI="${CI:-true}"' in commands
    if os.name == "posix":
        assert os.access(ROOT / ".ci/run", os.X_OK)


def test_the_workflow_runs_both_commands_on_three_systems():
    job = WORKFLOW["jobs"]["course"]
    systems = job["strategy"]["matrix"]["os"]
    assert {name.split("-")[0] for name in systems} == {"ubuntu", "macos", "windows"}
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert [step for step in steps if step.startswith("python")] == [
        "python extras/environment.py", "python course.py test", "python .ci/lab_answers.py"]
    browsers = [step for step in job["steps"] if "chromium" in step.get("run", "")]
    assert len(browsers) == 1 and "Linux" in browsers[0]["if"]  # the browser tests may not be skipped there
    actions = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@v\d+", action) for action in actions), "pin each action's major version"


def test_the_commit_hooks_call_commands_that_exist():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    source = (ROOT / "course.py").read_text(encoding="utf-8")
    commands = ast.literal_eval(re.search(r"^COMMANDS = (\[.*?\])", source, re.M | re.S).group(1))
    for hook in hooks["repos"][0]["hooks"]:
        python, script, command = hook["entry"].split()
        assert (python, script) == ("python3", "course.py") and command in commands


# ------------------------------------------------------------ style, licences, changes


def test_ruff_has_nothing_to_say():
    judged = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert judged.returncode == 0, judged.stdout


def test_ruff_reads_lessons_notebooks_and_code():
    listed = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--show-files"], cwd=ROOT, capture_output=True, text=True
    )
    seen = {Path(line).relative_to(ROOT) for line in listed.stdout.splitlines()}
    assert Path("course.py") in seen and Path("gan_course/cli.py") in seen
    for folder, ending in ("lessons", "py"), ("notebooks", "ipynb"):
        there = {path.relative_to(ROOT) for path in (ROOT / folder).glob(f"*.{ending}")}
        assert there and there <= seen


def test_each_data_file_has_its_licence_and_its_digest():
    told = (ROOT / "data/README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", told, re.M | re.S))
    files = {
        path.name: path
        for path in (ROOT / "data").iterdir()
        if path.suffix not in (".md", ".py", ".mjs") and path.is_file()     # what describes and makes them is no data
        and not path.name.endswith("-LICENSE.txt")
    }
    assert set(sections) == set(files)
    for name, path in files.items():
        assert "- Licence: " in sections[name] and "- Source: " in sections[name], name
        assert hashlib.sha256(path.read_bytes()).hexdigest() in sections[name], name


def test_the_licences_are_there():
    assert PROJECT["license"] == "MIT AND CC-BY-4.0"
    code, text = ((ROOT / name).read_text(encoding="utf-8") for name in PROJECT["license-files"])
    assert "Permission is hereby granted, free of charge" in code and "LICENSE-TEXT" in code
    assert "SPDX-License-Identifier: CC-BY-4.0" in text and "data/README.md" in text


def test_figures_of_mnist_are_named():
    """CC BY-SA covers what is made from it; the text's own licence does not."""
    text = (ROOT / "LICENSE-TEXT").read_text(encoding="utf-8")
    assert "SPDX-License-Identifier: CC-BY-SA-3.0" in text and "docs/first_gan.png" in text
    named = set(re.findall(r"\d\d", text.split("there are such in")[1].partition(";")[0]))
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        alts = [output["metadata"]["image/png"]["alt"] for cell in cells for output in cell.get("outputs", [])
                if "alt" in output.get("metadata", {}).get("image/png", {})]
        if any("digit" in alt for alt in alts):
            assert path.name[:2] in named, path.name


def test_the_newest_change_is_of_this_version():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.M)[0] == PROJECT["version"]
