"""Exercise of lesson 08: the row of a table that a remedy is to be compared with."""

from gan_course.exercises.exercise import Exercise

# --- controls -----------------------------------------------------------------------------------------------------

_CONTROLS = {"Wasserstein loss with its penalty": "plain, 5 D-steps",
             "the penalty instead of clipping": "WGAN, clipping", "R2 in addition to R1": "R1",
             "relativistic pairs": "R1 + R2"}
CONTROL_ROWS = ("plain", "plain, 5 D-steps", "WGAN, clipping", "R1", "R1 + R2")
_LOOK_AGAIN = {
    "Wasserstein loss with its penalty":
        "Wasserstein loss with its penalty: WGAN-GP also takes five steps of D for each step of G. Which row has these "
        "too, and neither the loss nor the penalty?",
    "the penalty instead of clipping":
        "the penalty instead of clipping: loss and steps of D should be the same in both.",
    "R2 in addition to R1": "R2 in addition to R1: the row that has everything but R2.",
    "relativistic pairs": "relativistic pairs: the row \"relativistic + R1 + R2\" has three things that plain lacks. "
                          "Which row has all of them but the pairs?",
}

def _right_rows(answer):
    if not isinstance(answer, dict) or set(answer) != set(_CONTROLS):
        return f"controls should be a dictionary with the keys {', '.join(map(repr, _CONTROLS))}."
    rows = {row.lower(): row for row in CONTROL_ROWS}
    for question, row in _CONTROLS.items():
        given = str(answer[question]).strip().lower()
        if given not in rows:
            return f"{question}: {answer[question]!r} is not one of {', '.join(map(repr, CONTROL_ROWS))}."
        if rows[given] != row:
            return _LOOK_AGAIN[question]
    return None


controls = Exercise(
    "controls", dict(_CONTROLS),
    checks=[_right_rows],
    hints=[
        "A control has everything that the remedy's row has, save the one thing in question.",
        "Write down for each row: its loss, its penalty, its number of D-steps. Two rows that differ in one entry are "
        "a fair pair.",
        "WGAN-GP and \"plain, 5 D-steps\" share the steps; \"relativistic + R1 + R2\" and \"R1 + R2\" share the "
        "penalties.",
    ],
    praise="One change at a time: only then does a difference have a cause.",
)
