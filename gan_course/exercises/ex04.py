"""Exercises of lesson 04, a GAN in Keras: a faulty listing, sizes, networks, step, loop, and how to read the losses."""

from gan_course.exercises.checks import as_numbers, choices
from gan_course.exercises.ex04_listing import (
    error_of,
    lines,
    listing_faults,
    listing_players,
    to_tanh_range,
    weights_moved,
)
from gan_course.exercises.ex04_loop import fit
from gan_course.exercises.ex04_networks import build_discriminator, build_generator
from gan_course.exercises.ex04_step import step_order, train_step
from gan_course.exercises.exercise import Exercise

__all__ = ["OBJECTIVES", "build_discriminator", "build_generator", "diagnoses", "error_of", "fit", "lines",
           "listing_faults", "listing_players", "output_sizes", "step_order", "to_tanh_range", "train_step",
           "weights_moved"]

# Which exercises serve which line of "You will be able to".
OBJECTIVES = {
    1: ["listing_faults", "to_tanh_range", "weights_moved"],
    2: ["output_sizes", "build_generator", "build_discriminator"],
    3: ["step_order", "train_step", "fit"],
    4: ["diagnoses"],
}


# --- output_sizes -------------------------------------------------------------------------------------------------

def _output_sizes(size, kernel, stride):
    down_valid = (size - kernel) // stride + 1
    down_same = -(-size // stride)                   # size / stride, rounded up
    up_valid = (size - 1) * stride + kernel
    up_same = size * stride
    return down_valid, down_same, up_valid, up_same


_NAMES = "strided, valid", "strided, same", "transposed, valid", "transposed, same"
_RULES = [
    "how often does the kernel fit? It starts at 0, stride, 2·stride, … and must end inside",
    "with padding 'same' the size is divided by the stride and rounded up, whatever the kernel",
    "each input pixel lays down one kernel, stride apart from the last: (size - 1) steps and one kernel",
    "with padding 'same' the size is multiplied by the stride, whatever the kernel",
]


def _right_sizes(answer):
    for size, kernel, stride in [(28, 4, 2), (7, 4, 2), (14, 5, 3), (11, 3, 1), (30, 6, 4), (9, 9, 2), (13, 3, 3)]:
        array, complaint = as_numbers(answer(size, kernel, stride))
        if complaint:
            return complaint
        if array.shape != (4,):
            return f"four numbers are wanted, for {'; '.join(_NAMES)}; yours has shape {array.shape}."
        for name, rule, found, wanted in zip(_NAMES, _RULES, array, _output_sizes(size, kernel, stride), strict=True):
            if found != wanted:
                return (f"{name}: {rule}. For size {size}, kernel {kernel}, stride {stride} yours is {found:g}; "
                        f"{wanted} is wanted.")
    return None


output_sizes = Exercise(
    "output_sizes", _output_sizes,
    checks=[_right_sizes],
    hints=[
        "Draw size 7, kernel 4, stride 2: the kernel can start at 0 and at 2, and no later. Which formula says 2?",
        "Rounded down is (size - kernel) // stride, and then one more, for the start at 0. Rounded up is -(-a // b).",
        "Transposed: size * stride with 'same'; with 'valid' (size - 1) * stride + kernel.",
    ],
    praise="Down 28, 14, 7 and up 7, 14, 28 with 'same' and stride 2: the two networks mirror each other.",
)


# --- diagnoses ----------------------------------------------------------------------------------------------------

_DIAGNOSES = {"A": "d_too_strong", "B": "collapsed", "C": "d_learns_nothing", "D": "healthy"}
_READ_AGAIN = {
    "A": "log A: D's loss is 0.26, a fifth of the equilibrium's, and G's is 5.97. Who is winning, and by how much?",
    "B": "log B: the losses are those of an equilibrium. Look at the last column: how many of eight modes are there?",
    "C": "log C: a loss that is the same in all digits for 1,000 steps. What can D's weights be doing?",
    "D": "log D: losses near 2 log 2 and log 2, moving a little, and all eight modes are there.",
}


diagnoses = Exercise(
    "diagnoses", _DIAGNOSES,
    checks=[choices("diagnoses", _DIAGNOSES, _READ_AGAIN, what="log")],
    hints=[
        "First the size: how far is D's loss from 2 log 2 = 1.386? Then its movement. Then the samples.",
        "A loss near 0 is a strong D; a loss that never moves is a D that never moves.",
        "Two logs have healthy losses. Only one of them has all its modes: a loss cannot tell you that.",
    ],
    praise="Size, then movement, then samples: losses accuse two of the four; only counting tells the others apart.",
)
