"""Names, texts, functions, instances, paths."""

import pathlib

import numpy as np
import pytest

from gan_course.arguments import choice, function, instance, path, sequence, text


def test_choice():
    assert choice("kind", np.str_("pca"), ("blurred", "pca")) == "pca"
    with pytest.raises(ValueError, match=r"^kind is .Blured.; give one of .*, .pca.\. Did you mean .blurred.[?]$"):
        choice("kind", "Blured", ("blurred", "pca"))
    with pytest.raises(ValueError, match=r"Did you mean 'least_squares'[?] More."):
        choice("objective", "LS-GAN", ("hinge", "least_squares"), {"ls_gan": "least_squares"}, hint="More.")
    for bad in (None, 3, b"pca", ["pca"], "zzz"):
        with pytest.raises(ValueError, match=r"^kind is .*; give one of 'blurred', 'pca'\.$"):
            choice("kind", bad, ("blurred", "pca"))


def test_the_others():
    assert text("title", "x") == "x" and function("measure", len) is len and instance("n", 3, int) == 3
    assert path("file", "a/b") == path("file", pathlib.Path("a/b")) == pathlib.Path("a/b")
    for call, allowed in [(lambda: text("title", 3), "title is 3; give a text"),
                          (lambda: function("measure", 3, "from x to y"), "measure is 3; give a function from x to y."),
                          (lambda: instance("n", int, int), "n is <class 'int'>; give an object of the class int"),
                          *((lambda bad=bad: path("file", bad), "file is .*; give a path")
                            for bad in (3, None, "", "a\0b", True))]:
        with pytest.raises(ValueError, match=allowed):
            call()


def test_a_class_is_no_list():
    assert sequence("titles", ("a", "b")) == ["a", "b"]
    for bad in (list, np.ndarray):
        with pytest.raises(ValueError, match=r"titles is <class '.*; give a list"):
            sequence("titles", bad)
