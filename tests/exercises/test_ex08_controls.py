"""The checker of lesson 08 on controls, and its answers held against the settings of the table."""

import pytest
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex08_controls

ALL = [ex08_controls.controls]


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


def test_stub_is_not_tried():
    assert ex08_controls.controls.verdict(dict.fromkeys(ex08_controls.controls.reference, ...)).startswith("Not tried")


@pytest.mark.parametrize("spelled", [str.upper, lambda word: f" {word} ", str.lower, str])
def test_right_rows_however_spelled(spelled):
    right_answer(ex08_controls.controls, {key: spelled(row) for key, row in ex08_controls.controls.reference.items()})


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"Wasserstein loss with its penalty": "plain"}, "five steps of D"),
    ({"Wasserstein loss with its penalty": "WGAN, clipping"}, "five steps of D"),
    ({"the penalty instead of clipping": "plain, 5 D-steps"}, "same in both"),
    ({"the penalty instead of clipping": "plain"}, "same in both"),
    ({"R2 in addition to R1": "plain"}, "everything but R2"),
    ({"R2 in addition to R1": "R1 + R2"}, "everything but R2"),
    ({"relativistic pairs": "plain"}, "all of them but the pairs"),
    ({"relativistic pairs": "R1"}, "all of them but the pairs"),
    ({"relativistic pairs": "R3"}, "is not one of"), ({"more": "plain"}, "with the keys"),
])
def test_wrong_controls(changed, sentence):
    wrong_answer(ex08_controls.controls, {**ex08_controls.controls.reference, **changed}, sentence)


def test_each_control_differs_from_its_remedy_in_what_is_asked():
    """The answers, held against the settings of the published table."""
    import sys

    from gan_course.notebooks.pairs import ROOT

    sys.path.insert(0, str(ROOT / "benchmarks" / "published_tables"))
    import settings

    def parts(label):
        if label == "plain, 5 D-steps":
            return {"objective": "non_saturating", "n_critic": 5, "remedies": set()}
        setting = {**settings.COMMON, **settings.ONE_BUDGET[label][0]}
        return {"objective": setting["objective"], "n_critic": setting["n_critic"],
                "remedies": {remedy["name"] for remedy in setting["remedies_"]}}

    answer = ex08_controls.controls.reference
    pairs = {"Wasserstein loss with its penalty": ("WGAN-GP", {"objective", "remedies"}),
             "the penalty instead of clipping": ("WGAN-GP", {"remedies"}),
             "R2 in addition to R1": ("R1 + R2", {"remedies"}),
             "relativistic pairs": ("relativistic + R1 + R2", {"objective"})}
    for question, (label, wanted) in pairs.items():
        here, control = parts(label), parts(answer[question])
        assert {key for key in here if here[key] != control[key]} == wanted, question
