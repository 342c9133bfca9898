"""How a command of course.py is called: its usage, and its arguments, of which none is passed over in silence.

Only the standard library is used.
"""

import collections

from course_setup.troubles import Misuse

HELP = ("-h", "--help")
COLUMN = 19     # of the whole usage, at which a line says what its command does

Call = collections.namedtuple("Call", ["shape", "takes", "options", "most"])
# What course.py itself reads; the other commands read their own.  options: {name: how many values, None for any}.
OWN = {
    "check": Call("[--to FILE.pyz]", "no arguments, or --to FILE.pyz", {"to": 1}, 0),
    "pack": Call("[FOLDER] [--for SYSTEM ...] [--python VERSION ...]",
                 "one FOLDER at most, --for with systems and --python with versions", {"for": None, "python": None}, 1),
    "setup": Call("[--from FOLDER]", "no arguments, or --from FOLDER", {"from": 1}, 0),
    "clean": Call("", "no arguments", {}, 0),
}
LATER = """
Once the environment is made (python3 course.py setup), the same call tells of all its arguments.
"""


def asks_for_help(arguments):
    """Say whether a command is asked how it is called."""
    return any(argument in HELP for argument in arguments)


def usage(command, whole):
    """Return how one command is called, from its line in the usage of all."""
    line = next(line for line in whole.splitlines() if line[:2] == "  " and line[2:].split(" ")[0] == command)
    own = OWN.get(command)
    called = (command + " " + own.shape).strip() if own else line[2:COLUMN].strip()
    return f"usage: python3 course.py {called}\n\n  {line[COLUMN:].strip()}\n" + ("" if own else LATER)


def read(command, arguments):
    """Read "--name value value" into {name: [values]}; what stands before the first name is under "".

    Raises Misuse for what the command does not know, and for too few or too many values.
    """
    call, found, name = OWN[command], {"": []}, ""
    for argument in arguments:
        option, equals, value = argument.partition("=")
        if not argument.startswith("-") or not call.options:
            found[name].append(argument)
            continue
        name = option[2:]
        if not option.startswith("--") or name not in call.options:
            known = ", ".join("--" + name for name in call.options)
            raise Misuse(f"There is no option {option}; choose from: {known}. Nothing was done.")
        found.setdefault(name, []).extend([value] if equals else [])
        name = "" if equals else name
    counts = {name: len(values) for name, values in found.items() if name}
    wrong = [name for name, count in counts.items() if not count or count != (call.options[name] or count)]
    if wrong or len(found[""]) > call.most or any("" in values for values in found.values()):
        given = " ".join(argument or '""' for argument in arguments)
        raise Misuse(f"{command} takes {call.takes}; it was given {given}. Nothing was done.")
    return found
