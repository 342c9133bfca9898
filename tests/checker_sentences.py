"""What the checkers of the exercises can say, and which wrong answers their tests name: for the instructor's pages."""

import ast
import functools

from gan_course.notebooks.pairs import ROOT


@functools.cache
def sentences(lesson="??"):
    """Return every text in the modules of a lesson's exercises, spaces made single; `{}` stands for what is put in."""
    found = set()
    for path in sorted((ROOT / "gan_course" / "exercises").glob(f"ex{lesson}*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            else:
                continue
            found.add(" ".join(text.split()))
    return frozenset(found)
