"""A wheelhouse: the wheels of the lock in one folder, so that machines without a network are set up from it.

`pack` fills it for this machine or for named systems and Pythons; wheelhouse.json says for which lock and which
machines it is whole.  pip still compares every file with the lock's hash: a wheel that was changed is refused.
Only the standard library is used.
"""

import ast
import json
import os
import re
import shutil

from course_setup import stick, troubles
from course_setup.folders import MARK, digest, remove, write_mark
from course_setup.steps import call, say

NAME = "wheelhouse"
MANIFEST = "wheelhouse.json"
# What a marker in the lock may ask, and what pip calls the system's wheels, newest first.
SYSTEMS = {
    "linux": ({"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64"},
              [f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5)]
              + ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"]),
    "linux-arm": ({"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux",
                   "platform_machine": "aarch64"},
                  [f"manylinux_2_{minor}_aarch64" for minor in (28, 27, 26, 24, 17)]
                  + ["manylinux2014_aarch64", "linux_aarch64"]),
    "mac": ({"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin", "platform_machine": "arm64"},
            [f"macosx_{major}_0_{kind}" for major in (14, 13, 12, 11) for kind in ("arm64", "universal2")]
            + ["macosx_10_9_universal2"]),
    "windows": ({"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
                ["win_amd64"]),
}


def system_of(facts):
    """Return the name of the system that facts of a Python describe, as `describe` gives them; None if unknown."""
    machine = facts["machine"].lower().replace("arm64", "aarch64").replace("amd64", "x86_64")
    return {("Linux", "x86_64"): "linux", ("Linux", "aarch64"): "linux-arm", ("Darwin", "aarch64"): "mac",
            ("Windows", "x86_64"): "windows"}.get((facts["system"], machine))


# ---------------------------------------------------------------- finding one


def places(root):
    """Return where a wheelhouse is looked for: in the course's folder, and beside it, as on a stick."""
    return [os.path.join(root, NAME), os.path.join(os.path.dirname(root), NAME)]


def read(folder):
    """Read what a wheelhouse is for; None where there is none."""
    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8") as file:
            manifest = json.load(file)
        return manifest if {"lock", "machines"} <= set(manifest) else None
    except (OSError, ValueError, TypeError):
        return None


def problem(folder, lock, facts):
    """Say in one sentence why a machine cannot be set up from a wheelhouse; None if it can."""
    manifest = read(folder)
    if manifest is None:
        return f"There is no wheelhouse in {folder}: course.py pack makes one."
    if manifest["lock"] != lock:
        return (f"The wheelhouse in {folder} belongs to another version of the course: pack it anew, or use the "
                "copy of the course that came with it.")
    here = [system_of(facts), "{}.{}".format(*facts["version"])]
    if here not in manifest["machines"]:
        known = ", ".join("Python {1} on {0}".format(*machine) for machine in manifest["machines"])
        return f"The wheelhouse in {folder} is for {known}; this is Python {here[1]} on {here[0]}."
    return None


# ---------------------------------------------------------------- which entries of the lock


def entries(lock):
    """Return the lock's entries as [(text, marker), …]; the marker is empty where there is none."""
    blocks = [block for block in re.split(r"\n(?=\S)", lock.strip()) if not block.startswith("#")]
    return [(block, _head(block).partition(";")[2].strip()) for block in blocks]


def _head(block):
    return block.split("\\")[0].split("--hash")[0].split("\n")[0]


def holds(marker, values):
    """Tell whether a marker holds where its names have these values; pip itself asks only about this machine."""
    return not marker or bool(_value(ast.parse(marker, mode="eval").body, values))


def _value(node, values):
    if isinstance(node, ast.BoolOp):
        parts = [_value(part, values) for part in node.values]
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = _value(node.left, values), _value(node.comparators[0], values)
        among = isinstance(node.ops[0], (ast.In, ast.NotIn))
        if not among and "python_" in (getattr(node.left, "id", "") + getattr(node.comparators[0], "id", "")):
            left, right = _version(left), _version(right)
        compare = {ast.Eq: lambda: left == right, ast.NotEq: lambda: left != right, ast.Lt: lambda: left < right,
                   ast.LtE: lambda: left <= right, ast.Gt: lambda: left > right, ast.GtE: lambda: left >= right,
                   ast.In: lambda: left in right, ast.NotIn: lambda: left not in right}
        return compare[type(node.ops[0])]()
    if isinstance(node, ast.Name):
        return values[node.id]
    return ast.literal_eval(node)


def _version(text):
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    return numbers + [0] * (3 - len(numbers))


def values_of(system, release):
    """Return what a marker's names stand for on a system and a release of Python ("3.12.4")."""
    return dict(SYSTEMS[system][0], python_version=release.rpartition(".")[0], python_full_version=release,
                implementation_name="cpython", platform_python_implementation="CPython")


def releases(lock, python):
    """Return the releases of a Python ("3.12") among which the lock tells any apart, the newest first."""
    named = re.findall(r"python_full_version [<>=!]+ '(\d+\.\d+\.\d+)'", lock)
    found = {python + ".0", python + ".99"} | {release for release in named if release.rpartition(".")[0] == python}
    return sorted(found, key=_version, reverse=True)


def parts(lock, system, python):
    """Return [(release, its part of the lock, without markers), …]; what stood in one part is left out of the next."""
    found, seen = [], set()
    for release in releases(lock, python):
        kept = [block for block, marker in entries(lock)
                if block not in seen and holds(marker, values_of(system, release))]
        seen.update(kept)
        if kept:
            found.append((release, "\n".join(map(_unmarked, kept)) + "\n"))
    return found


def _unmarked(block):
    return re.sub(r"\s*;[^\\\n]*?(?=\s*(\\|--hash|\n|$))", "", block, count=1)


# ---------------------------------------------------------------- packing


def pack(environment, folder, machines, held):
    """Fill folder/wheelhouse for these machines, [(system, python), …], and put a copy of the course beside it."""
    house, course = os.path.join(folder, NAME), stick.copy_of(environment.root, folder)
    stick.refuse(environment.root, folder, read(house) is not None or os.path.isfile(os.path.join(house, MARK)))
    os.makedirs(house, exist_ok=True)
    with open(environment.lock, encoding="utf-8") as file:
        lock = file.read()
    before = read(house) or {}
    done = before["machines"] if before.get("lock") == digest(environment.lock) else []
    write_mark(house)       # it stays ours, should this be stopped half way
    remove(os.path.join(house, MANIFEST))
    environment.log, environment.temporary = os.path.join(folder, "pack.log"), os.path.join(house, "tmp")
    try:
        for system, python in machines:
            os.makedirs(environment.temporary, exist_ok=True)
            say(f"Packing for Python {python} on {system}")
            for release, text in parts(lock, system, python):
                part = os.path.join(environment.temporary, "requirements.txt")
                with open(part, "w", encoding="utf-8") as file:
                    file.write(text)
                call(environment, command(environment, part, house, system, release), held, troubles.explain_packing)
            done = [*done, [system, python]] if [system, python] not in done else done
    finally:
        shutil.rmtree(environment.temporary, ignore_errors=True)
    remove(environment.log)
    drop_strangers(house, lock)
    stick.copy_course(environment.root, course)
    wheels = [name for name in os.listdir(house) if name.endswith(".whl")]
    size = sum(os.path.getsize(os.path.join(house, name)) for name in wheels)
    manifest = {"lock": digest(environment.lock), "machines": sorted(done), "wheels": len(wheels), "bytes": size}
    with open(os.path.join(house, MANIFEST), "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1)
    remove(os.path.join(house, MARK))
    with open(os.path.join(folder, "READ-ME-FIRST.txt"), "w", encoding="utf-8") as file:
        file.write(HOW.format(machines="".join("  Python {1} on {0}\n".format(*pair) for pair in manifest["machines"]),
                              course=os.path.basename(course)))
    return manifest


def command(environment, lock, house, system, release):
    """Return the pip command that downloads the wheels of a lock for a system and a release of Python."""
    flags = []
    for platform in SYSTEMS[system][1]:
        flags += ["--platform", platform]
    return [environment.python, "-m", "pip", "download", "--no-deps", "--no-input", "--disable-pip-version-check",
            "--progress-bar", "off", "--retries", "3", "--require-hashes", "--only-binary", ":all:",
            "--implementation", "cp", "--python-version", release, *flags, "-d", house, "-r", lock]


def drop_strangers(house, lock):
    """Remove wheels that the lock does not name, left by an older version of the course."""
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", lock))
    for name in os.listdir(house):
        if name.endswith(".whl") and digest(os.path.join(house, name)) not in hashes:
            remove(os.path.join(house, name))


HOW = """GANs, run and counted: set-up without a network

1. Copy this whole folder to your own disk: "{course}" and "wheelhouse" side by side.
2. You need one of these Pythons (from python.org, conda or your system):
{machines}3. In a terminal, in the folder "{course}":

     python3 course.py check      says what is missing, and changes nothing
     python3 course.py lab        makes the environment from "wheelhouse", opens the course

   On Windows write: py course.py lab

If you copied only "{course}":  python3 course.py setup --from FOLDER-OF-THE-STICK/wheelhouse
Once the environment is made, "wheelhouse" may be removed; no call needs a network.
"""
