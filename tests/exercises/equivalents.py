"""Mutants of the exercises' references that were looked at one by one and change no meaning, with the reason.

EQUIVALENT: {lesson: {exercise: {changed line, as checker_mutants.py prints it: reason}}}.
CLEAN: the lessons in which no mutant that changes the meaning passes; a test holds each of them to it.
"""

CLEAN = []
EQUIVALENT = {}

# --- ex00 ---

EQUIVALENT["ex00"] = {}

# --- ex01 ---

EQUIVALENT["ex01"] = {}

# --- ex02 ---

CLEAN.append("ex02")
EQUIVALENT["ex02"] = {
    "jsd": {"p, q = fake_counts / np.sum(fake_counts), real_counts / np.sum(real_counts)": "the JSD is symmetric"},
}

# --- ex03 ---

EQUIVALENT["ex03"] = {}

# --- ex04 ---

EQUIVALENT["ex04"] = {}

# --- ex05 ---

EQUIVALENT["ex05"] = {}

# --- ex06 ---

EQUIVALENT["ex06"] = {}

# --- ex07 ---

EQUIVALENT["ex07"] = {}

# --- ex08 ---

EQUIVALENT["ex08"] = {}

# --- ex09 ---

EQUIVALENT["ex09"] = {}

# --- ex10 ---

CLEAN.append("ex10")
EQUIVALENT["ex10"] = {
    "what_changed": {"for text in (text_b, text_a):": "a difference has no direction"},
}
