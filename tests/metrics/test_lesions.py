"""Lesions removed and invented, on scans made by hand."""

import numpy as np
import pytest

from gan_course.metrics import removed_and_invented


def scans():
    """Two sick and two healthy scans of 8 by 8, and nothing translated wrongly."""
    healthy = np.random.default_rng(0).uniform(-0.5, 0, size=(4, 8, 8, 1))
    lesions = np.zeros((4, 8, 8, 1), bool)
    lesions[0, 1:4, 1:4] = lesions[1, 4:7, 2:5] = True
    return healthy, lesions


def test_a_perfect_translation_removes_and_invents_none():
    healthy, lesions = scans()
    assert removed_and_invented(healthy + 0.6 * lesions, healthy, lesions, 0.6) == (0, 0)


def test_a_lesion_of_which_less_than_half_is_left_is_removed():
    healthy, lesions = scans()
    left = np.array([0.29, 0.31, 0, 0])[:, None, None, None] * lesions
    assert removed_and_invented(healthy + left, healthy, lesions, 0.6).removed == 0.5


def test_a_bright_square_in_a_healthy_scan_is_invented_and_a_pixel_or_a_dark_one_is_not():
    healthy, lesions = scans()
    added = np.zeros_like(healthy)
    added[2, 5:8, 5:8] = 0.4
    added[3, 0, 0], added[3, 3:6, 3:6] = 1.0, -0.6
    found = removed_and_invented(healthy + 0.6 * lesions + added, healthy, lesions, 0.6)
    assert found == (0, 0.5)
    assert removed_and_invented(healthy + added, healthy, lesions, 0.6, side=1).invented == 1


def test_what_is_not_there_has_no_share():
    healthy, lesions = scans()
    assert np.isnan(removed_and_invented(healthy[:2], healthy[:2], lesions[:2], 0.6).invented)
    assert np.isnan(removed_and_invented(healthy[2:], healthy[2:], lesions[2:], 0.6).removed)


def test_a_square_larger_than_the_scan_is_refused():
    healthy, lesions = scans()
    with pytest.raises(ValueError, match="8 by 8 pixels"):
        removed_and_invented(healthy, healthy, lesions, 0.6, side=9)


def test_lesions_are_truth_values_and_none_is_masked():
    healthy, lesions = scans()
    for bad, said in [(np.ma.array(lesions, mask=True), "lesions is a masked array"),
                      ([[True], [True, False]], "lesions is a list of parts of different shapes"),
                      (lesions * 1.0, "lesions holds float64 numbers; give truth values"),
                      (lesions[:1], r"lesions has shape \(1, 8, 8, 1\); give \(4, 8, 8, 1\)")]:
        with pytest.raises(ValueError, match=said):
            removed_and_invented(healthy, healthy, bad, 0.6)
    with pytest.raises(ValueError, match=r"translated is 1e.308; give numbers from"):
        removed_and_invented(np.full_like(healthy, 1e308), healthy, lesions, 0.6)
