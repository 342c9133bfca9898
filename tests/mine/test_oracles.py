"""The oracles: each exercise's checker on the file itself, and a training that can fail."""

from gan_course.mine import assembly, oracles, pieces, training


def tried(place, keep, monkeypatch, trainings=(), spoil=lambda text: text):
    monkeypatch.setattr(training, "TRAININGS", list(trainings))
    keep("double", "def double(x):\n    return x + x\n")
    keep("quadruple", "def quadruple(x):\n    return 4 * x\n")
    found = pieces.collect(place)
    path = place / "my_gan.py"
    path.write_text(spoil(assembly.text_of(found)))
    return list(oracles.verdicts(path, found))


def test_every_function_is_tried_by_its_checker(place, lesson, keep, monkeypatch):
    rows = tried(place, keep, monkeypatch)
    assert [(row.what, row.whose, row.says, row.right) for row in rows] == [
        ("double", "yours", "right", True), ("Counter", "the course's", "right", True),
        ("quadruple", "yours", "right", True)]


def test_a_fault_in_the_file_is_found(place, lesson, keep, monkeypatch):
    rows = tried(place, keep, monkeypatch, spoil=lambda text: text.replace("x + x", "x - x"))
    assert [row.right for row in rows] == [False, True, True]
    assert rows[0].says.startswith("Wrong: Twice.")
    assert lesson.double.yours(quiet=True)(1) == 2                    # the file's function is not taken for an answer


def test_a_function_that_is_missing_and_a_file_that_cannot_be_read(place, lesson, keep, monkeypatch):
    rows = tried(place, keep, monkeypatch, spoil=lambda text: text.replace("def double", "def other"))
    assert [row.right for row in rows] == [False, True, True]
    for broken in (lambda text: text + "1 / 0\n", lambda text: text + "def (", lambda text: "raise SystemExit\n"):
        rows = tried(place, keep, monkeypatch, spoil=broken)
        assert len(rows) == 1 and not rows[0].right and "cannot be imported" in rows[0].says


def test_trainings_need_their_parts_and_are_judged(place, lesson, keep, monkeypatch):
    def one(run, least=3, needs=("double",)):
        return training.Training("a training", tuple(("ex98", name) for name in needs), run, "{} of {}", least)

    rows = tried(place, keep, monkeypatch, [
        one(lambda double: double(2)), one(lambda double: double(1)), one(lambda double: 1 / 0),
        one(lambda double, counter: 3, needs=("double", "Counter")), one(lambda other: 9, needs=("other",))])[3:]
    assert [(row.says, row.whose, row.right) for row in rows] == [
        ("4 of 3", "yours", True), ("2 of 3", "yours", False), ("raised ZeroDivisionError: division by zero", "yours",
                                                                False), ("3 of 3", "partly yours", True)]
