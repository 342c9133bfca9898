"""Formulas: TeX becomes MathML, which browsers draw themselves, without a script and without a network."""

import re
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml import converter

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
OPERATORS = {"log", "exp", "min", "max", "sup", "inf", "sin", "cos", "lim", "Tr", "det", "arg"}
THIN = "0.1667em"
_NAMED = {"negativethinmathspace": f"-{THIN}", "thinmathspace": THIN, "mediummathspace": "0.2222em",
          "thickmathspace": "0.2778em"}
_LEFT_OVER = {r"\|": "‖", r"\lVert": "‖", r"\rVert": "‖"}    # by the converter, after \bigl and \bigr
_IN_TEXT = re.compile(r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$]+?)\$", re.DOTALL)


@lru_cache(maxsize=4096)
def mathml(tex, display=False):
    r"""Return a formula as a `<math>` element; the TeX stays in it as `alttext`.

    tex: without dollars. display: on a line of its own. Raises ValueError for TeX that cannot be read.
    """
    source = " ".join(tex.split())
    try:
        element = ElementTree.fromstring(converter.convert(source, display="block" if display else "inline"))
    except Exception as error:      # the converter raises a dozen kinds, without a common one
        raise ValueError(f"The formula ${tex}$ cannot be set: {type(error).__name__} {error}.") from error
    for part in list(element.iter()):
        part.text = _LEFT_OVER.get(part.text, part.text)
        if "\\" in (part.text or ""):
            raise ValueError(f"The formula ${tex}$ cannot be set: {part.text} is no command that the press knows.")
        if _tag(part) == "mspace":
            part.set("width", _NAMED.get(part.get("width"), part.get("width", "0em")))
        _join_letters(part)
    _space_operators(element)
    element.set("alttext", source)
    ElementTree.register_namespace("", NAMESPACE)
    return ElementTree.tostring(element, encoding="unicode")


def in_text(html):
    """Return a text in which every formula between dollars has become MathML."""
    return _IN_TEXT.sub(lambda found: mathml(_unescaped(found["display"] or found["inline"]),
                                             display=bool(found["display"])), html)


def _unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _join_letters(row):
    """Make one word of upright letters that stand alone in a row: softplus is read as a word, not spelt."""
    letters = [child.text or "" for child in row if _tag(child) == "mi" and child.get("mathvariant") == "normal"]
    if _tag(row) == "mrow" and len(letters) == len(row) > 1:
        row[:] = [ElementTree.Element(f"{{{NAMESPACE}}}mi")]
        row[0].text = "".join(letters)


def _space_operators(element):
    """Put a thin space on both sides of log, max and their kin, where TeX puts one."""
    for row in list(element.iter()):
        spaced = []
        children = list(row)
        if _tag(row) not in ("mrow", "math", "mtd", "mstyle"):
            continue
        for number, child in enumerate(children):
            if _is_operator(child):
                before = children[number - 1] if number else None
                if before is not None and (_tag(before) not in ("mo", "mspace") or before.text in (")", "]")):
                    spaced.append(_thin())
                spaced.append(child)
                after = children[number + 1] if number + 1 < len(children) else None
                if after is not None and _tag(after) not in ("mo", "mspace"):
                    spaced.append(_thin())
            else:
                spaced.append(child)
        row[:] = spaced


def _is_operator(element):
    base = element[0] if _tag(element) in ("msub", "msup", "munder", "msubsup") and len(element) else element
    return _tag(base) in ("mi", "mo") and (base.text or "").strip() in OPERATORS


def _thin():
    return ElementTree.Element(f"{{{NAMESPACE}}}mspace", {"width": THIN})


def _tag(element):
    return element.tag.rpartition("}")[2]
