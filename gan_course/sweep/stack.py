"""What becomes of a value on the stack of Python's bytecode, and what was certainly written before a step.

Where it cannot be told the answer is the careful one: the value is read, nothing was written.
"""

import bisect
import dis
import sys
from typing import NamedTuple

WRITES = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear", "remove", "discard",
          "put", "write", "writelines", "flush", "set", "release", "acquire"}
STORES = {"STORE_GLOBAL", "STORE_DEREF"}
_INTO = {"STORE_SUBSCR": 2, "DELETE_SUBSCR": 2, "STORE_SLICE": 3, "STORE_ATTR": 1, "DELETE_ATTR": 1}
_AGAIN = {1: ["LOAD_ATTR"], 2: ["COPY", "BINARY_SUBSCR"], 3: ["COPY", "COPY", "BINARY_SLICE"]}  # a.n, a[k], a[i:j] += …
_ENDS = {"JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "RETURN_VALUE", "RETURN_CONST",
         "RAISE_VARARGS", "RERAISE"}            # the step after them is not reached from them


class End(NamedTuple):
    """What becomes of a value, and at which step: it is written to, goes back to where it was, or is read.

    how: "write", "back", "call" (of a method that writes, whose answer is used) or "read". path: the steps to what is
    written or read, ("attribute", name) or ("key", (how it is loaded, which), its default).
    """

    how: str
    path: tuple
    at: int
    method: str | None = None


def steps_of(code):
    """Return the instructions of a code object."""
    return [step for step in dis.get_instructions(code) if step.opname != "EXTENDED_ARG"]


def end_of(steps, i):
    """Follow the value that step i loads to what takes it from the stack."""
    path, derived = (), False                                   # derived: it is what was computed from the value
    depth, top, j = 1, i, i + 1                                 # depth: 1 where it is on top, as after step `top`
    while j < len(steps):
        step, name = steps[j], steps[j].opname
        back = _goes_back(steps, j, steps[i], path) if derived and depth == 1 else None
        if back is not None:
            return End("back", path, back)
        if name == "JUMP_FORWARD":
            j = _index(steps, step.argval)
            continue
        if name in _ENDS:
            break
        if _taken(step) < depth:                                # by something above the value
            depth, j = depth + dis.stack_effect(step.opcode, step.arg, jump=False), j + 1
            continue
        if name == "BINARY_OP":
            derived, depth, top, j = True, 1, j, j + 1
            continue
        if derived:
            break
        own = "key", ((steps[top + 1].opname, steps[top + 1].argval) if j == top + 2 else ("", None))
        if depth == _INTO.get(name):
            return End("write", (*path, ("attribute", step.argval) if name.endswith("ATTR") else own), j)
        if name == "COPY" and depth in _AGAIN and [
                later.opname for later in steps[j + 1:j + 1 + len(_AGAIN[depth])]] == _AGAIN[depth]:
            return End("back", (*path, ("attribute", steps[j + 1].argval) if depth == 1 else own), j)
        if name in ("LOAD_ATTR", "LOAD_METHOD"):
            called, key = _call(steps, j)
            if step.argval in WRITES:
                dropped = called is not None and steps[called + 1].opname == "POP_TOP"
                return End("write" if dropped else "call", (*path, *key), j, step.argval)
            derived = step.argval == "get" and bool(key)        # what .get(key) answers
            path, top = (*path, *(key or (("attribute", step.argval),))), called if derived else j
        elif name == "BINARY_SUBSCR" and depth == 2:
            path, depth, top = (*path, own), 1, j
        else:
            break
        j = top + 1
    return End("read", path, j)


def _goes_back(steps, j, load, path):
    """The step that stores a value where it came from, if that begins at step j: n = n + 1, a[k] = a.get(k, 0) + 1."""
    if not path:
        return j if steps[j].opname in STORES and steps[j].argval == load.argval else None
    kind, name, *_ = path[0]
    into = [(load.opname, load.argval), *([name] if kind == "key" else []),
            ("STORE_ATTR", name) if kind == "attribute" else ("STORE_SUBSCR", None)]
    found = [(step.opname, step.argval) for step in steps[j:j + len(into)]]
    return j + len(into) - 1 if len(path) == 1 and found == into else None


def _call(steps, j):
    """Where the method that step j loads is called (None: not at once), and the step of a path that it goes: [] or one.

    That is told for get and setdefault, where the default is a constant or left out.
    """
    if steps[j].opname == "LOAD_ATTR" and (sys.version_info < (3, 12) or not steps[j].arg & 1):
        return None, []
    depth, k = 2, j + 1                                         # the method and its object
    while k < len(steps):
        step = steps[k]
        if step.opname in ("PRECALL", "CALL", "CALL_KW") and depth == step.arg + 2 + (step.opname == "CALL_KW"):
            given = steps[j + 1:k]
            simple = step.opname != "CALL_KW" and step.arg == len(given) in (1, 2) and all(
                one.opname.startswith("LOAD_") and "LOAD_ATTR" != one.opname for one in given) and (
                all(one.opname == "LOAD_CONST" for one in given[1:]))
            key = [("key", (given[0].opname, given[0].argval), *(one.argval for one in given[1:]))] if (
                simple and steps[j].argval in ("get", "setdefault")) else []
            return k + (step.opname == "PRECALL"), key
        if step.opname == "JUMP_FORWARD":
            k = _index(steps, step.argval)
            continue
        depth, k = depth + dis.stack_effect(step.opcode, step.arg, jump=False), k + 1
    return None, []


def _taken(step):
    """How many things a step takes from the stack, or more."""
    name, effect = step.opname, dis.stack_effect(step.opcode, step.arg, jump=False)
    if name in ("COPY", "SWAP"):
        return step.arg
    if name in ("NOP", "RESUME", "KW_NAMES") or name.startswith("PUSH_"):
        return 0
    if name.startswith(("POP_", "STORE_", "DELETE_", "RETURN_VALUE", "JUMP_IF")):
        return max(1, -effect)                                  # and they give nothing back
    if name.startswith(("LIST_", "SET_", "MAP_", "DICT_")):     # they look at what lies below, too
        return step.arg + 2
    from_nothing = name.startswith(("LOAD_", "BUILD_")) and name not in ("LOAD_ATTR", "LOAD_METHOD")
    return max(1 - effect, 0 if from_nothing else 1)            # and they give one thing back


def made_before(code, steps, ends, before):
    """For each step, what was certainly written before it: (name,) or (name, the one step to it); None: not reached."""
    back = {end.at for end in ends.values() if end.how == "back"}
    facts = {i: {(step.argval,)} for i, step in enumerate(steps) if step.opname in STORES and i not in back}
    for i, end in ends.items():
        if end.how == "write" and end.at not in back and len(end.path) == 1 and not end.method and (
                steps[end.at].opname == "STORE_ATTR"
                or (steps[end.at].opname == "STORE_SUBSCR" and end.path[0][1][0] == "LOAD_CONST")):
            facts.setdefault(end.at, set()).add((steps[i].argval, end.path[0]))
    handlers = [(_index(steps, entry.start), _index(steps, entry.end), _index(steps, entry.target))
                for entry in dis.Bytecode(code).exception_entries]
    known, waiting = [None] * len(steps), [(0, frozenset(before))]
    while waiting:
        i, here = waiting.pop()
        while i < len(steps):
            joined = here if known[i] is None else known[i] & here
            if joined == known[i]:
                break
            known[i] = joined
            waiting += [(target, joined) for start, end, target in handlers if start <= i < end]
            here = joined | facts.get(i, frozenset())
            step = steps[i]
            if step.opcode in dis.hasjrel or step.opcode in dis.hasjabs:
                waiting.append((_index(steps, step.argval), here))
            if step.opname in _ENDS:
                break
            i += 1
    return known


def _index(steps, offset):
    return bisect.bisect_left(steps, offset, key=lambda step: step.offset)
