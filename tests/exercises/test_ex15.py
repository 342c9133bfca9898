"""Lesson 15's exercises as a whole: references, solutions, stubs."""

from verdicts import references, solutions

from gan_course.exercises import ex15

ALL = [ex15.exact_measures, ex15.draw_words, ex15.gumbel_softmax, ex15.straight_through, ex15.policy_loss,
       ex15.dominated]

test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_a_stub_is_not_tried():
    stubs = [lambda log_p_real, log_p_model, n: ..., lambda logits, uniform: ...,
             *[lambda logits, uniform, temperature: ...] * 2, lambda log_p, rewards, baseline: ...,
             lambda dots, curve: ...]
    for exercise, stub in zip(ALL, stubs, strict=True):
        assert exercise.verdict(stub).startswith("Not tried yet")
