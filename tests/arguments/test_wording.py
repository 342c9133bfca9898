"""One wording, in one line, however large the value."""

import inspect

import numpy as np
import pytest

from gan_course import digit_classifier, networks
from gan_course.arguments.wording import complain, range_text, refuse, shape_text, shown
from gan_course.gan import GAN


def test_a_refusal_says_name_value_and_what_is_allowed():
    with pytest.raises(ValueError, match=r"^n is -1; give a whole number\. Ask for one\.$"):
        refuse("n", -1, "a whole number", "Ask for one.")
    with pytest.raises(ValueError, match=r"^the sentence\.$"):
        complain("the sentence")


@pytest.mark.parametrize(("value", "text"), [
    (np.zeros((28, 28)), "an array of shape (28, 28)"), (np.array(3), "array(3)"), (np.float32(2), "np.float32(2.0)"),
    ("a\nb", r"'a\nb'"), (None, "None"),
    (np.ndarray, "<class 'numpy.ndarray'>")])
def test_shown(value, text):
    assert shown(value) == text


def test_long_values_are_cut():
    assert len(shown("x" * 10_000)) < 100 and len(shown(list(range(10_000)))) < 100
    assert "\n" not in shown(np.eye(2))


def test_whole_numbers_that_python_writes_no_more_are_described():
    assert shown(10**5000) == "a whole number of about 5000 digits"
    assert shown([-10**6000]) == "[a whole number of about 6000 digits]"


def test_shapes_and_ranges_are_written_as_one_reads_them():
    assert [shape_text(shape) for shape in [(), (3,), ("n", 2), ("n", ...)]] == ["()", "(3,)", "(n, 2)", "(n, …)"]
    assert range_text() == ""
    assert range_text(0, 1) == " from 0 to 1" and range_text(above=0, below=1) == " above 0 and below 1"
    assert range_text(low=0.5) == " of at least 0.5" and range_text(low=0, below=1) == " of at least 0 and below 1"


@pytest.mark.parametrize("method", ["fit", "training", "train_on_batch", "probabilities", "confident_share"])
def test_a_warning_names_the_reader_s_own_line_however_deep_the_check_stands(method):
    images = np.full((4, 28, 28, 1), 0.5, "float32")
    if method in ("fit", "training", "train_on_batch"):
        gan = GAN(networks.dcgan_generator(8, (4, 4)), networks.dcgan_discriminator((4, 4)))
        gan.compile(run_eagerly=True)
        call, options = getattr(gan, method), {} if method == "train_on_batch" else {"batch_size": 4, "verbose": 0}
    else:
        call, options = getattr(digit_classifier.load(), method), {}
    with pytest.warns(UserWarning, match="scaled to") as told:
        call(images, **options)
        line = inspect.currentframe().f_lineno - 1
    found = [(one.filename, one.lineno) for one in told if "scaled to" in str(one.message)]
    assert found == [(__file__, line)]
