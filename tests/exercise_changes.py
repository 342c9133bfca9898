"""Wrong answers made from a right one: what `mutants.changes` finds, and what learners get wrong beyond it.

`changes(source)` gives every change of one place of a reference's source: {line: [(kind, start, end, new text), …]}.
What no change of one place makes, such as an argument changed in place, is in `side_effects`.
"""

import ast
import itertools

import mutants

# A function, and what is easily written in its place.
EXCHANGED = {
    "mean": ["sum", "max"], "sum": ["mean"], "reduce_mean": ["reduce_sum", "reduce_max"],
    "reduce_sum": ["reduce_mean"], "max": ["min"], "min": ["max"], "maximum": ["minimum"], "minimum": ["maximum"],
    "reduce_max": ["reduce_min"], "reduce_min": ["reduce_max"], "amax": ["amin"], "amin": ["amax"],
    "argmax": ["argmin"], "argmin": ["argmax"], "std": ["var"], "var": ["std"], "median": ["mean"],
    "log": ["log1p", "exp"], "log1p": ["log"], "exp": ["expm1", "log"], "log2": ["log"], "log10": ["log"],
    "sqrt": ["square"], "square": ["abs"], "abs": ["square"], "floor": ["ceil"], "ceil": ["floor"],
    "softplus": ["sigmoid"], "sigmoid": ["tanh", "softplus"], "tanh": ["sigmoid"], "logaddexp": ["maximum"],
    "sin": ["cos"], "cos": ["sin"], "any": ["all"], "all": ["any"], "ones": ["zeros"], "zeros": ["ones"],
    "ones_like": ["zeros_like"], "zeros_like": ["ones_like"], "real": ["imag"], "imag": ["real"],
    "trainable_variables": ["variables", "non_trainable_variables"], "trainable_weights": ["weights"],
    "vstack": ["hstack"], "hstack": ["vstack"], "normal": ["uniform"], "uniform": ["normal"],
    "less": ["greater"], "greater": ["less"], "Conv2DTranspose": ["Conv2D"], "Conv2D": ["Conv2DTranspose"],
    "bitwise_or": ["bitwise_and"], "diff": ["array"], "append": ["count"], "cumsum": ["array"], "cumprod": ["cumsum"],
}
WORDS = {"same": "valid", "valid": "same", "relu": "tanh", "leaky_relu": "linear", "tanh": "linear",
         "sigmoid": "linear", "linear": "tanh"}
# Calls that are easily forgotten: `x.copy()` becomes `x`, `np.sort(x)` becomes `x`.
FORGOTTEN_METHODS = {"copy", "astype", "reshape", "ravel", "flatten", "transpose", "squeeze", "mean", "sum", "round"}
FORGOTTEN_FUNCTIONS = {"abs", "sorted", "sort", "sqrt", "square", "log", "exp", "round", "unique", "set",
                       "reduce_mean", "reduce_sum", "mean", "sum", "transpose", "stop_gradient", "softplus", "sigmoid",
                       "tanh", "log1p", "maximum", "minimum", "clip", "clip_by_value", "cumsum", "norm"}
SYMMETRIC = mutants.SYMMETRIC | {"isclose", "allclose"}
KEPT_KEYWORDS = {"strict", "name", "dtype"}      # to drop these changes nothing, or only an error


def changes(source):
    """Return every change of one place: {line number: [(kind, start, end, new text), …]}, offsets in `source`."""
    finder = _Finder(source)
    found = mutants.changes(source)
    for line, *change in finder.changes():
        found.setdefault(line, []).append(tuple(change))
    strict = [finder.span(node.value) for node in ast.walk(finder.tree)
              if isinstance(node, ast.keyword) and node.arg == "strict"]      # tells only of lists that do not fit
    return {line: list(dict.fromkeys(change for change in found[line] if change[1:3] not in strict))
            for line in sorted(found)}


class _Finder:
    def __init__(self, source):
        self.source, self.tree = source, ast.parse(source)
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def text(self, node):
        return ast.get_source_segment(self.source, node)

    def offset(self, row, column):
        line = self.source[self.starts[row - 1]:self.starts[row]]
        return self.starts[row - 1] + len(line.encode()[:column].decode())

    def span(self, first, last=None):
        last = last or first
        return self.offset(first.lineno, first.col_offset), self.offset(last.end_lineno, last.end_col_offset)

    def instead(self, node, kind, *texts):
        for text in texts:
            yield (node.lineno, kind, *self.span(node), text)

    def exchanged(self, nodes, kind):
        for first, second in itertools.pairwise(nodes):
            if ast.dump(first) != ast.dump(second):
                between = self.source[self.span(first)[1]:self.span(second)[0]]
                yield (first.lineno, kind, *self.span(first, second), self.text(second) + between + self.text(first))

    def changes(self):
        """Yield (line, kind, start, end, new text)."""
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef):
                yield from self.wrong_names(function)
        for node in ast.walk(self.tree):
            if not self.is_word(node):
                yield from getattr(self, f"at_{type(node).__name__}", lambda node: ())(node)
            for block in ("body", "orelse"):
                if isinstance(getattr(node, block, None), list) and getattr(node, block):
                    yield from self.statements(getattr(node, block))

    def is_word(self, node):
        """Tell whether a node stands in an annotation, a decorator or an error."""
        while node in self.parents:
            parent = self.parents[node]
            if isinstance(node, (ast.Raise, ast.Assert, ast.JoinedStr)) or node is getattr(parent, "annotation", None) \
                    or node is getattr(parent, "returns", None) or node in getattr(parent, "decorator_list", ()):
                return True
            node = parent
        return False

    def wrong_names(self, function):
        names = [arg.arg for arg in function.args.args if arg.arg not in ("self", "cls")]
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load) and len(names) > 1:
                yield from self.instead(node, "name", names[(names.index(node.id) + 1) % len(names)])

    def statements(self, block):
        for before, after in itertools.pairwise(block):
            if not isinstance(after, ast.Return) and _depend(before, after) and before.lineno != after.lineno:
                indent = " " * before.col_offset
                yield (before.lineno, "order", *self.span(before, after),
                       self.text(after) + "\n" + indent + self.text(before))
        if isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant):
            return
        with_block = self.parents[block[0]]
        if isinstance(with_block, ast.With) and len(block) > 1 and block[1].lineno > block[0].end_lineno:
            head = self.source[self.span(with_block)[0]:self.span(block[0])[0]]      # `with …:` and the indent
            first = self.text(block[0]).replace("\n    ", "\n")
            yield (with_block.lineno, "order", self.span(with_block)[0], self.span(block[1])[0],
                   first + "\n" + " " * with_block.col_offset + head)

    def at_BinOp(self, node):
        if isinstance(node.op, ast.Mod) or any(isinstance(side, ast.Constant) and isinstance(side.value, str)
                                               for side in (node.left, node.right)):
            return
        yield from self.instead(node, "missing term", f"({self.text(node.left)})", f"({self.text(node.right)})")
        if not isinstance(node.op, (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr)):
            sign = self.source[self.span(node.left)[1]:self.span(node.right)[0]].strip(" ()")
            yield from self.instead(node, "arguments", f"({self.text(node.right)}) {sign} ({self.text(node.left)})")

    def at_BoolOp(self, node):
        yield from self.instead(node, "missing term", *(f"({self.text(value)})" for value in node.values))

    def at_Return(self, node):
        parts = node.value.elts if isinstance(node.value, (ast.Tuple, ast.List)) else [node.value]
        for part in parts:
            if isinstance(part, (ast.BinOp, ast.Call, ast.Name, ast.Attribute, ast.Subscript, ast.IfExp)):
                yield from self.instead(part, "sign", f"-({self.text(part)})")

    def at_Assign(self, node):
        if isinstance(node.value, (ast.BinOp, ast.Call, ast.Name, ast.Subscript)):
            yield from self.instead(node.value, "sign", f"-({self.text(node.value)})")
        target = node.targets[0]
        if not isinstance(target, ast.Name) or self.known_before(target):
            yield from self.instead(node, "missing statement", "pass")

    def known_before(self, target):
        """Tell whether a name has a value before this assignment: a parameter, or assigned above."""
        nodes = list(ast.walk(self.tree))
        earlier = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                   and (node.lineno, node.col_offset) < (target.lineno, target.col_offset)}
        return target.id in earlier | {node.arg for node in nodes if isinstance(node, ast.arg)}

    def at_If(self, node):
        yield from self.instead(node.test, "condition", "True", "False")

    at_IfExp = at_If

    def at_For(self, node):
        if isinstance(node.iter, (ast.BinOp, ast.Set)):
            return                                  # a set: which one is the first differs from process to process
        yield from self.instead(node.iter, "loop", f"list({self.text(node.iter)})[1:]",
                                f"list({self.text(node.iter)})[:1]")

    at_comprehension = at_For

    def at_Break(self, node):
        yield from self.instead(node, "missing statement", "pass")

    at_Continue = at_Break

    def at_Call(self, node):
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        if name not in SYMMETRIC and not any(isinstance(arg, ast.Starred) for arg in node.args):
            yield from self.exchanged(node.args[1:], "arguments")      # the first two: mutants.changes
        if name == "range":
            yield from self.instead(node.args[-1], "loop", f"{self.text(node.args[-1])} - 1",
                                    f"{self.text(node.args[-1])} + 1")
        if isinstance(node.func, ast.Attribute) and name in FORGOTTEN_METHODS \
                and getattr(node.func.value, "id", "") not in ("np", "tf", "math", "keras"):
            yield from self.instead(node, "missing call", self.text(node.func.value))
        elif name in FORGOTTEN_FUNCTIONS and node.args and not isinstance(node.args[0], ast.GeneratorExp):
            yield from self.instead(node, "missing call", f"({self.text(node.args[0])})")
        parts = [*node.args, *node.keywords]
        for keyword in node.keywords:
            if keyword.arg in KEPT_KEYWORDS or keyword.arg is None:
                continue
            place = parts.index(keyword)
            start = self.span(parts[place - 1])[1] if place else self.span(keyword)[0]
            yield keyword.lineno, "missing keyword", start, self.span(keyword)[1], ""
            if keyword.arg == "axis":
                yield from self.instead(keyword.value, "axis", *(a for a in ("0", "1", "-1", "None")
                                                                 if a != self.text(keyword.value)))

    def at_List(self, node):
        yield from self.exchanged(node.elts, "order")
        for element in node.elts if len(node.elts) > 1 else ():
            rest = ", ".join(self.text(other) for other in node.elts if other is not element)
            yield (element.lineno, "missing term", *self.span(node), f"[{rest}]")

    def at_Tuple(self, node):
        if isinstance(node.ctx, ast.Load):
            yield from self.exchanged(node.elts, "order")

    def at_Subscript(self, node):
        if isinstance(node.ctx, ast.Load):
            yield from self.instead(node, "missing index", self.text(node.value))

    def at_Attribute(self, node):
        if node.attr == "T":
            yield from self.instead(node, "missing call", self.text(node.value))
        for other in EXCHANGED.get(node.attr, ()):
            end = self.span(node)[1]
            yield node.lineno, "function", end - len(node.attr), end, other

    def at_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            yield from self.instead(node, "function", *EXCHANGED.get(node.id, ()))

    def at_Constant(self, node):
        if isinstance(node.value, str) and node.value in WORDS:
            yield from self.instead(node, "word", repr(WORDS[node.value]))


def _depend(before, after):
    """Tell whether the order of two statements can matter."""
    if isinstance(before, (ast.Import, ast.ImportFrom, ast.FunctionDef)):
        return False
    read, written = zip(*map(_read_and_written, (before, after)), strict=True)
    acting = [any(isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) for node in ast.walk(statement))
              for statement in (before, after)]
    return bool(read[0] & written[1] or written[0] & (read[1] | written[1])) or any(acting)


def _read_and_written(statement):
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    written = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    added_to = {node.target.id for node in ast.walk(statement)
                if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)}
    return read | added_to, written
