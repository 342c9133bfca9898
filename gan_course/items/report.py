"""What a class's answers say, as text: item by item, and the gain from before to after."""

import numpy as np

from gan_course.items import bank, statistics

WANTED = 50         # learners, before anything may be said about the items themselves
WEAK = 0.2          # a discrimination below it: the item sorts learners poorly
RARE = 0.05         # a wrong option that fewer choose misleads nobody


def table(answers, items):
    """Return (scores, names) of a sitting: (learners, items) of 0 and 1. What was not answered counts as wrong."""
    names = [name for name in items if any(name in row for row in answers.values())]
    scores = np.array([[row.get(name) == items[name].right for name in names] for row in answers.values()], dtype=int)
    return scores, names


def text(sittings, items):
    """Return the whole report. sittings: as `answer_files.read` gives them. items: {name: Item}."""
    parts = [of_sitting(sitting, sittings[sitting], items) for sitting in bank.SITTINGS if sitting in sittings]
    if "pre" in sittings and "post" in sittings:
        parts.append(of_gain(sittings["pre"], sittings["post"], items))
    return "\n\n".join([*parts, caution(max(len(rows) for rows in sittings.values()))])


def of_sitting(sitting, answers, items):
    """Return the table of one sitting."""
    scores, names = table(answers, items)
    hard, sorts = statistics.difficulty(scores), statistics.discrimination(scores)
    width = max(map(len, names))
    lines = [f"{sitting}: {_learners(len(answers))}, {len(names)} items; mean {_percent(scores.mean())} right, "
             f"reliability (KR-20) {_number(statistics.reliability(scores))}",
             f"{'item':{width}}   right   discrimination   who chose what"]
    if len(answers) > 1:
        scatter = statistics.error_of_discrimination(len(answers))
        lines.insert(1, f"(an item that measures nothing scatters around 0 by {scatter:.2f} in a class of this size)")
    for i, name in enumerate(names):
        lines.append(f"{name:{width}}   {_percent(hard[i]):>5}   {_number(sorts[i]):>14}   "
                     f"{_choices(name, answers, items[name])}")
    return "\n".join([*lines, *_remarks(names, sorts, answers, items)])


def of_gain(before, after, items):
    """Return the gain of those who sat both tests, over the items that both tests hold."""
    both = [learner for learner in before if learner in after]
    left_out = len(set(before) ^ set(after))
    if not both:
        return "gain: nobody's name is in both tests; write the same name, or the same number, on both."
    first, names_before = table({learner: before[learner] for learner in both}, items)
    second, names_after = table({learner: after[learner] for learner in both}, items)
    names = [name for name in names_before if name in names_after]
    if not names:
        return "gain: the two tests have no item in common."
    first = first[:, [names_before.index(name) for name in names]]
    second = second[:, [names_after.index(name) for name in names]]
    whole = statistics.normalised_gain(first.mean(), second.mean())
    mean, error, count = statistics.mean_and_error(
        statistics.normalised_gain(first.mean(axis=1), second.mean(axis=1)))
    lines = [f"gain: {_learners(len(both))} in both tests, {len(names)} common items"
             + (f"; {_learners(left_out)} in only one of them, left out" if left_out else ""),
             f"  the class: {_percent(first.mean())} before, {_percent(second.mean())} after; of what was missing, "
             f"{_number(whole)} was won (normalised gain)",
             f"  one by one: mean {_number(mean)}, standard error {_number(error)}, over {_learners(count)}"
             + (" (who had everything right before has no gain to be counted)" if count < len(both) else "")]
    by_item = statistics.normalised_gain(first.mean(axis=0), second.mean(axis=0))
    width = max(map(len, names))
    lines += [f"  {name:{width}}   {_percent(first[:, i].mean()):>5} -> {_percent(second[:, i].mean()):>5}   "
              f"gain {_number(by_item[i])}" for i, name in enumerate(names)]
    return "\n".join(lines)


def caution(count):
    """Return what may be concluded from a class of this size."""
    if count < WANTED:
        return (f"No validity is claimed: {_learners(count)} answered, and before {WANTED} have, these numbers "
                "describe this class and not the items. How to find out: instructor/items/README.md.")
    return (f"{count} learners are enough to judge the items by these numbers. That they measure what they should, the "
            "numbers alone do not show: instructor/items/README.md says what else it takes.")


def _choices(name, answers, item):
    given = [row.get(name, "") for row in answers.values()]
    shown = [f"{'*' if letter == item.right else ''}{letter} {given.count(letter)}" for letter in item.options]
    return "  ".join([*shown, f"? {given.count(bank.UNKNOWN)}", f"none {given.count('')}"])


def _remarks(names, sorts, answers, items):
    """Yield sentences about items that want a second look; a few learners are too few for any."""
    if len(answers) < WANTED:
        return
    for name, found in zip(names, sorts, strict=True):
        if np.isfinite(found) and found < WEAK:
            yield (f"  {name}: discrimination {_number(found)}, below {WEAK}: those who know more are hardly more "
                   "often right. Read it with some of them aloud.")
        given = [row.get(name, "") for row in answers.values()]
        rare = [letter for letter in items[name].errors if given.count(letter) < RARE * len(given)]
        if rare:
            yield f"  {name}: fewer than 5 % chose {' or '.join(rare)}: that error is rare, or badly put."


def _learners(count):
    return "1 learner" if count == 1 else f"{count} learners"


def _percent(share):
    return f"{100 * share:.0f} %"


def _number(value):
    return "none" if not np.isfinite(value) else f"{value:.2f}"
