"""The script that counts how many faults the tests find: what it changes, and what it leaves alone."""

import ast

import mutants
import pytest

SOURCE = '''"""Docstring: 1 + 1."""
from x import y


def f(a: int = 3, b=0.5) -> "1 + 1":
    """Doc: a < b."""
    if a < b and not y:
        raise ValueError(f"a is {a + 1}")
    y(a, b)
    a += 1
    return -a * b
'''


def test_each_kind_is_found_and_words_are_left_alone():
    found = mutants.changes(SOURCE)
    kinds = {line: sorted({kind for kind, *_ in sites}) for line, sites in found.items()}
    assert kinds == {5: ["constant"], 7: ["comparison", "condition"], 8: ["statement"], 9: ["arguments", "statement"],
                     10: ["constant", "statement"], 11: ["operator", "sign"]}
    texts = {SOURCE[:start] + text + SOURCE[end:] for sites in found.values() for _, start, end, text in sites}
    assert len(texts) == sum(map(len, found.values())) and SOURCE not in texts
    for line in ("    y(b, a)", "    pass", "    return (-a) / (b)", "    return (a) * b"):
        assert any(line in text.splitlines() for text in texts), line
    for text in texts:
        assert ast.get_docstring(ast.parse(text)) == "Docstring: 1 + 1."


def test_the_same_seed_draws_the_same_and_fewer_are_the_first_of_more():
    few, many = (mutants.mutants("m", SOURCE, count) for count in (3, 6))
    assert many[:3] == few and many == mutants.mutants("m", SOURCE, 6)
    assert len({mutant["line"] for mutant in many}) == 6
    assert len(mutants.mutants("m", SOURCE, 99)) == sum(map(len, mutants.changes(SOURCE).values()))


@pytest.mark.parametrize("module", mutants.MODULES)
def test_every_module_has_twenty_and_a_test(module):
    source = (mutants.ROOT / mutants.path_of(module)).read_text(encoding="utf-8")
    assert len(mutants.mutants(module, source, 20)) == 20
    assert mutants.test_files(module, mutants.ROOT)[0]


def test_the_table_counts_equivalent_ones_apart():
    module, old, new = sorted(mutants.EQUIVALENT)[0]
    rows = [{"module": module, "old": old, "new": new, "killed_by": ""},
            {"module": module, "old": "a", "new": "b", "killed_by": "own tests"},
            {"module": module, "old": "a", "new": "c", "killed_by": "tests/test_x.py"},
            {"module": module, "old": "a", "new": "d", "killed_by": ""},
            {"module": module, "old": "a", "new": "e", "killed_by": mutants.OPEN}]
    assert mutants.table(rows).splitlines()[-1] == "| together | 5 | 1 | 1 | 1 | 1 | 1 |"
