"""The clinic of lesson 09: twelve broken training runs, to be diagnosed from curves and counts."""

from gan_course.exercises.ex09_clinic_runs import run_clinic
from gan_course.exercises.ex09_clinic_sheets import clinic_sheet, clinic_table, clinic_text, show_patients
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.wording import an, value_text

__all__ = ["FAULTS", "clinic", "clinic_sheet", "clinic_table", "clinic_text", "run_clinic", "show_patients"]

# What the learner may choose from, and by what each fault is known. Two of the words fit no patient.
FAULTS = {
    "detached_g": "G's gradient is cut off: its fakes are handed to D as constants",
    "flipped_sign": "G climbs its loss",
    "frozen_d": "D's optimiser was given no weights",
    "huge_rate": "both learning rates are 4e3, not 4e-3",
    "leak": "G's step updates D's weights too",
    "mixed_batch": "D has batch norm; real and fake share a batch in D's step, fakes are alone in G's",
    "no_noise": "G's noise has variance 0",
    "sigmoid_twice": "D ends in a sigmoid, and the loss takes that for a logit",
    "slow_d": "D's learning rate is far smaller than G's",
    "smoothed_fakes": "label smoothing on the fakes: 0.4 instead of 0",
    "stale_averages": "G has batch norm; samples are drawn with moving averages that were never updated",
    "swapped_labels": "D learns real as 0 and fake as 1",
    "tiny_data": "a line from debugging was left in: all but a few real points are cut off",
    "unscaled_data": "the data were not scaled to what G's tanh can reach",
}
_SIGNS = {
    "detached_g": "a detached G stands still: exactly 0 under 'G by G'.",
    "flipped_sign": "with a flipped sign, G's step lowers the logits of its fakes: a minus in that column.",
    "frozen_d": "a frozen D stands still: exactly 0 under 'D by D'.",
    "huge_rate": "with such a rate one step is longer than all the weights, and the losses leave every scale.",
    "leak": "in a leak, G's step moves D: more than 0 under 'D by G'.",
    "mixed_batch": "where batches are mixed, the same fakes get one D(x) in D's step and another in G's.",
    "no_noise": "without noise all fakes are one point: a spread of 0 from the first step on.",
    "sigmoid_twice": "with two sigmoids D(x) is never below 0.50 nor above 0.73, for any point at any step.",
    "slow_d": "a slow D moves from the first step on, but many times less than the healthy one.",
    "smoothed_fakes": "with smoothed fakes D settles well above 1/2 on real and fake, and G's step leaves it alone.",
    "stale_averages": "with stale averages, samples are good in training and bad afterwards: those two lines part.",
    "swapped_labels": "with swapped labels, D(x) is higher on fakes than on real points.",
    "tiny_data": "with tiny data the table counts a handful of real points.",
    "unscaled_data": "unscaled, the real points lie outside the square from -1 to 1, which is all that G can reach.",
}
_LOOK_AT = {
    "1": "D's loss says that it rejects the fakes, yet G's loss is far below what that would cost. What does D say of "
         "the very same fakes, and when?",
    "2": "its samples lie on one spot. Read the spread of its fakes in the very first steps, beside the others'.",
    "3": "neither losses nor samples settle it. Read its three columns of movement beside those of the healthy one.",
    "4": "the losses say equilibrium, the samples say collapse. How far does each player move in one step?",
    "5": "D wins at once. Compare where the real and the generated points lie, and mind the axes.",
    "6": "one player's opinion of real points is a straight line. How far does each player move in one step?",
    "7": "losses and D(x) are nearly healthy, the samples are not. Two lines of the third panel should be one.",
    "8": "samples and counts are fine. At which D(x) does it settle, and does anyone move out of turn?",
    "9": "D wins at once. G does move its fakes; in which direction does it push their logits?",
    "10": "D is surer of real points that it trains on than of fresh ones. How many has it ever seen?",
    "11": "it is over after the first steps. Read their lengths, and the note in the first panel.",
    "12": "neither player wins and the samples stay poor. In which range does D(x) lie, over the whole run?",
}


class _Clinic(Exercise):
    """An exercise that also judges an answer with some patients left open."""

    def _judge(self, answer, remember):
        if not isinstance(answer, dict):
            return super()._judge(answer, remember)
        given = {key: word for key, word in answer.items() if word is not ... and word is not None}
        if not given:
            return super()._judge(..., remember)
        complaint = _complaint(given)
        still_open = [name for name in self.reference if name not in {str(key) for key in given}]
        if complaint or not still_open:
            return (True, False, f"Wrong: {complaint}") if complaint else super()._judge(given, remember)
        return True, False, (f"So far so good: {len(given)} of {len(self.reference)} patients, all right. "
                             f"Still open: {', '.join(still_open)}.")


def _complaint(given):
    """None where each diagnosis that is given is right; else how many are, and a clue to the first that is not."""
    right = clinic.reference
    if not isinstance(given, dict):
        return f"clinic should be a dictionary, with a fault for each patient that you diagnose; it is {an(given)}."
    for key, word in given.items():
        if str(key) not in right:
            return f"there is no patient {value_text(key)}; they are called {', '.join(right)}."
        if _word(word) not in FAULTS:
            return f"patient {key}: {value_text(word)} is not in the list of faults: {', '.join(FAULTS)}."
    words = {str(key): _word(word) for key, word in given.items()}
    wrong = [name for name in right if name in words and words[name] != right[name]]
    if not wrong:
        return None
    name, given_word = wrong[0], words[wrong[0]]
    return (f"{len(words) - len(wrong)} of the {len(words)} that you answered are right. Patient {name} is not "
            f"{given_word!r}: {_SIGNS[given_word]} Look again: {_LOOK_AT[name]}")


def _word(word):
    return str(word).strip().lower().replace(" ", "_").replace("-", "_")


_REFERENCE = {"1": "mixed_batch", "2": "no_noise", "3": "leak", "4": "slow_d", "5": "unscaled_data", "6": "frozen_d",
              "7": "stale_averages", "8": "smoothed_fakes", "9": "flipped_sign", "10": "tiny_data",
              "11": "huge_rate", "12": "sigmoid_twice"}

clinic = _Clinic(
    "clinic", _REFERENCE, checks=[_complaint],
    source="{\n" + "".join(f'    "{name}": "{word}",\n' for name, word in _REFERENCE.items()) + "}",
    hints=[
        "Begin with the table, column by column. A 0 that should not be there, or a number where 0 is healthy, settles "
        "three patients; a wrong sign, a small count and a number out of all bounds settle three more.",
        "Then the pairs of lines that should be one: real trained on and fresh, fakes in D's and in G's step, quality "
        "with and without training. Where a pair parts, ask what differs between its two lines.",
        "Last the levels. Where does D(x) settle if fakes carry the label 0.4? (1 + 0.4) / 2. And if a logit can only "
        "lie between 0 and 1?",
    ],
    praise="Twelve faults, twelve signatures; and not one of them raises an error.",
)
