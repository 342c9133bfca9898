"""Names of a text changed where they mean a global, and nowhere else: not a local, an attribute, a string."""

import ast
import re

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def renamed(text, mapping):
    """Return a text with each global name in `mapping`, {old: new}, changed, where it is defined and where used."""
    mapping = {old: new for old, new in mapping.items() if old != new}
    if not mapping:
        return text
    lines = [line.encode() for line in text.split("\n")]
    for row, column, old in sorted(set(_places(ast.parse(text), lines, mapping, frozenset())), reverse=True):
        line, name = lines[row - 1], old.encode()
        if line[column:column + len(name)] != name:         # inside of an f-string, before Python 3.12
            return re.sub(rf"(?<![\w.])({'|'.join(map(re.escape, mapping))})\b", lambda m: mapping[m[0]], text)
        lines[row - 1] = line[:column] + mapping[old].encode() + line[column + len(name):]
    return b"\n".join(lines).decode()


def _places(node, lines, mapping, hidden):
    """Yield (line, byte, name) for each place in a tree where a name of `mapping` stands for the global."""
    if isinstance(node, ast.Name) and node.id in mapping and node.id not in hidden:
        yield node.lineno, node.col_offset, node.id
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and node.name in mapping and node.name not in hidden:
        head = re.match(rb"\s*(async\s+def|def|class)\s+", lines[node.lineno - 1][node.col_offset:])
        yield node.lineno, node.col_offset + head.end(), node.name
    if isinstance(node, ast.Global):
        line = lines[node.lineno - 1].decode()
        for name in set(node.names) & set(mapping):
            for found in re.finditer(rf"\b{name}\b", line):
                yield node.lineno, len(line[:found.start()].encode()), name
    inner = hidden | _own(node) if isinstance(node, _SCOPES) else hidden
    outside = _outside(node)
    for child in ast.iter_child_nodes(node):
        if child in outside:
            yield from _places(child, lines, mapping, hidden)
        elif isinstance(child, ast.arguments):              # defaults and annotations are looked up outside
            for part in ast.iter_child_nodes(child):
                for inside in [part] if isinstance(part, ast.expr) else ast.iter_child_nodes(part):
                    yield from _places(inside, lines, mapping, hidden)
        else:
            yield from _places(child, lines, mapping, inner)


def _outside(node):
    """The parts of a definition that are looked up where it stands: decorators, what it returns, bases."""
    if isinstance(node, _FUNCTIONS):
        return [*node.decorator_list, *([node.returns] if node.returns else [])]
    return []


def _own(scope):
    """The names that a function or a comprehension has for itself."""
    own, given_away = set(), set()

    def look(node):
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            own.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            own.add(node.name)
        elif isinstance(node, ast.alias):
            own.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.Global):
            given_away.update(node.names)
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            own.add(node.name)
        elif not isinstance(node, _SCOPES):
            for child in ast.iter_child_nodes(node):
                look(child)

    for child in ast.iter_child_nodes(scope):
        look(child)
    return own - given_away
