"""What the learner typed: the cells of this session, or a file, and the statements in them that bind a name.

IPython keeps every cell that ran; a cell with a SyntaxError, or one that a later one replaced, is there too. So a
function is found by its code: the statement that, compiled, gives the same instructions.
"""

import ast
import dis
import functools
import inspect
import linecache
import re
import sys
import types

_NO_COMMENT_OF_HIS = re.compile(r"#\s*(%%|NBVAL_|ex\d\d\.|In\[)")
_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOADS = {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS", "STORE_GLOBAL", "DELETE_GLOBAL"}


class Statement:
    """One statement at the outermost level of a cell: its tree, its text, and the names that it binds."""

    def __init__(self, node, text):
        self.node = node
        self.text = text
        self.binds = _bound(node)

    @functools.cached_property
    def code(self):
        """The statement, compiled."""
        return compile(ast.Module([self.node], []), "<cell>", "exec", dont_inherit=True)

    @property
    def uses(self):
        """The names that it looks up outside of itself."""
        return _looked_up(self.code) - self.binds

    @property
    def needs_itself(self):
        """Whether it reads a name that it binds, as `rate = rate / 2` does: then its text alone is not enough."""
        return bool(_looked_up(self.code, inside=False) & self.binds)

    @property
    def calls(self):
        """Whether running it calls anything: no more than names, attributes, numbers and operators otherwise."""
        return any(isinstance(node, (ast.Call, ast.Await)) for node in ast.walk(self.node))

    def makes(self, function):
        """Tell whether the statement holds the code of this function."""
        return any(_same_code(code, function.__code__) for code in _codes(self.code))


class Texts:
    """The statements of some texts, oldest first."""

    def __init__(self, texts):
        self.statements = [statement for text in texts for statement in statements(text)]

    def binding(self, name, value):
        """Return the statement that gave `name` its `value`: for a function the one with its code, else the newest."""
        found = [statement for statement in reversed(self.statements) if name in statement.binds]
        functions = functions_of(value)
        exact = [s for s in found if functions and all(s.makes(function) for function in functions)]
        return next(iter(exact or found), None)


def typed():
    """Return the texts of this session's cells, oldest first; outside of IPython the text of the program."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return [text for text in [file_text(sys.modules.get("__main__"))] if text]
    history = getattr(shell, "history_manager", None)
    return [_without_magic(cell) for cell in getattr(history, "input_hist_parsed", []) if cell.strip()]


def file_text(module):
    """Return the text of a module's file; empty when it has none."""
    path = getattr(module, "__file__", None)
    return "".join(linecache.getlines(path)) if path and path.endswith(".py") else ""


def cell_text(value):
    """Return the text of the cell in which a function was defined, as IPython keeps it for its tracebacks."""
    return "".join("".join(linecache.getlines(f.__code__.co_filename)) + "\n" for f in functions_of(value)[:1])


def statements(text):
    """Return the statements of a text, with the comments just above each; none where it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    lines = text.splitlines()
    found = []
    for i, node in enumerate(tree.body):
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        alone = ((i == 0 or tree.body[i - 1].end_lineno < first)
                 and (i + 1 == len(tree.body) or tree.body[i + 1].lineno > node.end_lineno))
        own = _lines(lines, first - 1, node.end_lineno) if alone else ast.get_source_segment(text, node)
        found.append(Statement(node, own))
    return found


def checked_expression(name, text):
    """Return the expression handed to `….NAME.check(…)` in a text, as (tree, text); None where it is not one alone."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    found = [node.args[0] for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "check"
             and name in (getattr(node.func.value, "attr", ""), getattr(node.func.value, "id", "")) and node.args]
    return (found[0], ast.get_source_segment(text, found[0])) if len(found) == 1 else None


def functions_of(value):
    """Return the functions written in Python that make up a function, a `tf.function` or a class."""
    if inspect.isclass(value):
        members = [getattr(member, "__func__", getattr(member, "fget", member)) for member in vars(value).values()]
        return [member for member in members
                if isinstance(member, types.FunctionType) and member.__qualname__.startswith(value.__qualname__ + ".")]
    value = getattr(value, "python_function", value)
    try:
        value = inspect.unwrap(value)
    except (TypeError, ValueError):
        pass
    return [value] if isinstance(value, types.FunctionType) else []


def _lines(lines, first, end):
    """Return lines first … end, with the comments that stand just above, and deeper ones that follow."""
    while first and lines[first - 1].startswith("#") and not _NO_COMMENT_OF_HIS.match(lines[first - 1]):
        first -= 1
    while end < len(lines) and re.match(r"\s+#", lines[end]):
        end += 1
    return "\n".join(lines[first:end])


def _without_magic(cell):
    """Return what a cell magic such as %%time runs, for it is kept as a string."""
    if "run_cell_magic" not in cell:
        return cell
    try:
        call = ast.parse(cell).body[-1].value
        return call.args[2].value if call.func.attr == "run_cell_magic" else cell
    except (SyntaxError, AttributeError, IndexError):
        return cell


def _bound(node):
    """Return the names that a statement binds where it stands."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, _OWN_SCOPE):
        return set()
    own = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else set()
    return own.union(*(_bound(child) for child in ast.iter_child_nodes(node)))


def _codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _looked_up(code, inside=True):
    """Return the names that a code object, and those inside it, look up among the globals."""
    found, stored = set(), {"__name__", "__module__", "__qualname__", "__firstlineno__"}
    for step in dis.get_instructions(code):
        if step.opname in _LOADS and step.argval not in stored:
            found.add(step.argval)
        elif step.opname == "STORE_NAME":
            stored.add(step.argval)
    nested = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)] if inside else []
    return found.union(*map(_looked_up, nested))


def _same_code(one, other):
    """Tell whether two code objects do the same: instructions, names and constants, wherever they stand."""
    if (one.co_code, one.co_names, one.co_varnames) != (other.co_code, other.co_names, other.co_varnames):
        return False
    return len(one.co_consts) == len(other.co_consts) and all(
        _same_code(a, b) if isinstance(a, types.CodeType) and isinstance(b, types.CodeType)
        else type(a) is type(b) and repr(a) == repr(b)
        for a, b in zip(one.co_consts, other.co_consts, strict=True))
