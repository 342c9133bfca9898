"""Formulas become MathML: every one that the course holds, with TeX's spaces, and a sentence for what cannot be set."""

import re
from xml.etree import ElementTree

import pytest

from gan_course.notebooks import pairs
from gan_course.press.formulas import NAMESPACE, in_text, mathml


def tags(element):
    return [part.tag.rpartition("}")[2] for part in element.iter()]


def test_a_fraction_is_a_fraction_and_the_tex_stays_readable():
    element = ElementTree.fromstring(mathml(r"\frac{p_r}{p_r + p_g}", display=True))
    assert element.tag == f"{{{NAMESPACE}}}math" and element.get("display") == "block"
    assert element.get("alttext") == r"\frac{p_r}{p_r + p_g}"
    fraction = element.find(f".//{{{NAMESPACE}}}mfrac")
    assert ["".join(part.itertext()) for part in fraction] == ["pr", "pr+pg"]


@pytest.mark.parametrize(("tex", "words"), [
    (r"\log D(x)", ["log", " ", "D", "(", "x", ")"]),
    (r"u \log u", ["u", " ", "log", " ", "u"]),
    (r"\log(1 - a)", ["log", "(", "1", "−", "a", ")"]),
    (r"-\log a", ["−", "log", " ", "a"]),
    (r"\max_x D", ["max", "x", " ", "D"]),
    (r"(a) \exp b", ["(", "a", ")", " ", "exp", " ", "b"]),
])
def test_functions_stand_off_by_a_thin_space_as_in_tex(tex, words):
    found = []
    for part in ElementTree.fromstring(mathml(tex)).iter():
        if part.tag.endswith("mspace"):
            assert part.get("width") == "0.1667em"
            found.append(" ")
        elif part.text and part.text.strip():
            found.append(part.text)
    assert [word.replace("-", "−") for word in found] == words


def test_a_word_is_one_word():
    assert "<mi>softplus</mi>" in mathml(r"\mathrm{softplus}(x)")


def test_large_bars_and_negative_spaces_are_understood():
    assert mathml(r"\bigl\lVert v \bigr\rVert").count("‖") == 2
    assert 'width="-0.1667em"' in mathml(r"W^{\!\top}")


@pytest.mark.parametrize("tex", [r"\unknowncommand x", r"\left( x", r"a^b^c"])
def test_what_cannot_be_set_is_named(tex):
    with pytest.raises(ValueError, match="cannot be set") as told:
        mathml(tex)
    assert tex in str(told.value)


def test_formulas_within_html_are_set_and_dollars_of_money_are_not():
    text = in_text("<p>with $a &lt; b$ and $$c$$, for 5 dollars</p>")
    assert text.count("<math") == 2 and 'display="block"' in text and "$" not in text
    assert 'alttext="a &lt; b"' in text
    assert in_text("it costs 5$") == "it costs 5$"


def test_every_formula_of_the_course_can_be_set():
    sources = [cell.source for path in sorted(pairs.NOTEBOOKS.glob("*.ipynb"))
               for cell in pairs.read_notebook(path).cells if cell.cell_type == "markdown"]
    sources += [path.read_text(encoding="utf-8") for path in pairs.NOTEBOOKS.glob("*.md")]
    found = {match for source in sources for match in re.findall(r"\$\$(.+?)\$\$|(?<!\$)\$([^$\n]+?)\$", source, re.S)}
    assert len(found) > 300
    for display, inline in found:
        element = ElementTree.fromstring(mathml(display or inline, bool(display)))
        assert len(tags(element)) > 1 and "merror" not in tags(element)
