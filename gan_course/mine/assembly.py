"""The text of `my_gan.py`: one import block, sections in the course's order, each function once, with a docstring."""

import ast
import inspect
import textwrap

from gan_course.exercises.cells import statements
from gan_course.exercises.exercise import SECTIONS
from gan_course.exercises.written import import_order
from gan_course.mine.pieces import taken_over
from gan_course.mine.renaming import renamed

WIDTH = 88
STAND_IN = "# The course's: yours is not kept yet (notebook {}, exercise {})."


def text_of(pieces):
    """Return the whole file's text for these pieces, in their order."""
    whole = _Whole(pieces)
    for piece in pieces:
        whole.add(piece)
    return whole.text()


class _Whole:
    """What stands in the file so far: imports, sections, and which text has which name."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.called = {piece.key: piece.called for piece in pieces}
        self.imports = []
        self.mains = {piece.called: _main(piece.exercise.name, statements(piece.text))[1].node for piece in pieces}
        self.meaning = {piece.called: piece.key for piece in pieces}      # name: import line, text or key
        self.blocks = {section: [] for section in SECTIONS}

    def add(self, piece):
        """Add a piece: its imports, the helpers that are not there yet, and the function itself."""
        own = [s for s in statements(piece.text) if not _is_docstring(s.node)]
        main, definition = _main(piece.exercise.name, own)
        rest = [s for s in own if not isinstance(s.node, (ast.Import, ast.ImportFrom))
                and taken_over(s.node) not in self.called and not _is_alias(s.node, piece.exercise.name, main)]
        mapping = {name: self.called[found] for s in own if (found := taken_over(s.node)) in self.called
                   for name in s.binds}
        known = [s for s in rest if s is not definition and self._is_a_piece(s.node)]     # inlined, and kept too
        rest = [s for s in rest if s not in known]
        mapping.update(self._import(own, rest, piece.called))
        for statement in rest:
            for name in sorted(statement.binds):
                mapping[name] = piece.called if name == main else self._free(name, statement.text, piece.called)
        for statement in rest:
            text = renamed(statement.text, mapping)
            if statement is definition:
                text = _with_docstring(text, piece.exercise.doc)
                if piece.where is None:
                    text = f"{STAND_IN.format(piece.exercise.lesson[2:], piece.exercise.name)}\n{text}"
            if text not in self.blocks[piece.section] and not self._stands_elsewhere(text):
                self.blocks[piece.section].append(text)

    def text(self):
        """Return the file's text."""
        text = '"""' + self._docstring() + '"""\n\n' + "\n".join(_joined(self.imports))
        for section, blocks in self.blocks.items():
            if blocks:
                text += f"\n\n\n# {'-' * 4} {section} {'-' * (WIDTH - len(section) - 8)}"
                for before, block in zip([None, *blocks], blocks, strict=False):
                    apart = before is not None and (_long(before) or _long(block))
                    text += ("\n\n\n" if apart else "\n" if before else "\n\n") + block
        return text + "\n"

    def _docstring(self):
        lent = [piece.called for piece in self.pieces if not piece.where]
        said = [f"My GAN: {len(self.pieces) - len(lent)} of its {len(self.pieces)} parts I wrote in the course.", ""]
        more = "Put together by `python3 course.py mine` from the answers that are kept beside this file."
        if lent:
            more += f" Where none is kept yet, the course's own stands: {', '.join(lent)}."
        return "\n".join([*said, *textwrap.wrap(more, WIDTH), ""])

    def _import(self, own, rest, called):
        """Take over the import lines that are used; return the names that have to change."""
        used, mapping = set().union(*(s.uses for s in rest)), {}
        for statement in own:
            node = statement.node
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                if name not in used:
                    continue
                start = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
                bare = f"{start}import {alias.name}"
                mapping[name] = self._free(name, ("import", start, alias.name.partition(".")[0] if not alias.asname
                                                  else alias.name), called)
                tail = f" as {mapping[name]}" if alias.asname or mapping[name] != name else ""
                self.imports.append(bare + tail)
        return mapping

    def _free(self, name, meaning, called):
        """Return the name under which something may stand: its own, unless that means something else already."""
        number, free = 1, name
        while self.meaning.setdefault(free, meaning) != meaning:
            number += 1
            free = f"{name}_of_{called}" + (f"_{number}" if number > 2 else "")
        return free

    def _is_a_piece(self, node):
        """Tell whether a helper is, word for word, the function that has this name in the file."""
        main = self.mains.get(getattr(node, "name", None))
        return main is not None and ast.dump(main) == ast.dump(node)

    def _stands_elsewhere(self, text):
        return any(text in blocks for blocks in self.blocks.values())


def _joined(imports):
    """The import lines in order, each module's names in one line."""
    names, plain = {}, set()
    for line in imports:
        start, _, what = line.partition(" import ") if line.startswith("from ") else ("", "", line)
        names.setdefault(start, set()).add(what) if start else plain.add(what)
    lines = [*plain, *(f"{start} import {', '.join(sorted(what))}" for start, what in names.items())]
    return sorted(lines, key=import_order)


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _main(name, own):
    """Return (name, statement) of what a text defines as the answer: `mine`, where it ends in `loss = mine`."""
    found = {bound: statement for statement in own for bound in statement.binds}
    node = found[name].node
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in found:
        name = node.value.id
    return name, found[name]


def _is_alias(node, name, main):
    return (name != main and isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
            and node.value.id == main and getattr(node.targets[0], "id", None) == name)


def _long(block):
    return any(line.startswith(("def ", "class ", "async def ")) for line in block.splitlines())


def _with_docstring(text, doc):
    """Return a definition with the course's docstring, where it has none; above it, as a comment, where none can be."""
    node = ast.parse(text).body[0]
    if not doc or (isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node)):
        return text
    doc, lines = inspect.cleandoc(doc), text.split("\n")
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.body[0].lineno > node.lineno and not lines[
            node.body[0].lineno - 1][:node.body[0].col_offset].strip():
        head = _end_of_head(node, lines)
        indent = " " * node.body[0].col_offset
        wrapped = "\n\n".join(_fitted(part, WIDTH - len(indent)) for part in doc.split("\n\n"))
        wrapped += "\n" if "\n" in wrapped else ""
        return "\n".join([*lines[:head], textwrap.indent(f'"""{wrapped}"""', indent), *lines[head:]])
    above = "\n\n".join(_fitted(part, WIDTH - 2) for part in doc.split("\n\n"))
    return "".join(f"# {line}".rstrip() + "\n" for line in above.split("\n")) + text


def _fitted(paragraph, width):
    """A paragraph as it is where its lines are short enough, else filled anew."""
    if max(map(len, paragraph.split("\n"))) <= width - 3:
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), width)


def _end_of_head(node, lines):
    """The number of lines that the head of a definition takes, up to its colon."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    for end in range(node.lineno, node.body[0].lineno):
        try:
            ast.parse("\n".join(lines[first - 1:end]) + "\n" + " " * node.body[0].col_offset + "pass")
        except SyntaxError:
            continue
        return end
    return node.body[0].lineno - 1
