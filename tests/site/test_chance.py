"""The engine's random numbers: of the right distribution, a stream for each purpose, the same however they are cut."""

import numpy as np
import pytest
from scipy import stats


@pytest.fixture
def numbers(engine):
    """Function from kind and count to numbers."""
    def drawn(kind, n, seed=0, name="noise", **more):
        return np.array(engine("numbers", {"kind": kind, "n": n, "seed": seed, "name": name, **more}))

    return drawn


def test_philox_is_the_published_one(numbers):
    def philox(counter, key):
        c, k = list(counter), list(key)
        for _ in range(10):
            p0, p1 = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
            c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
            k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
        return c

    # the authors' own known answer (Random123, kat_vectors): counter and key of ones
    ones = 0xFFFFFFFF
    assert philox([ones] * 4, [ones] * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
    for seed, block in [(0, 0), (7, 1), (2**32 - 1, 2)]:
        wanted = [(word >> 8) / 2**24 for word in philox([block, 0, 3, 0], [seed, 0x47414E])]
        assert numbers("uniform", 12, seed)[4 * block:4 * block + 4].tolist() == wanted


def test_uniform_numbers_are_uniform(numbers):
    u = numbers("uniform", 50_000)
    assert 0 <= u.min() and u.max() < 1 and stats.kstest(u, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.02


def test_normal_numbers_are_normal(numbers):
    z = numbers("normal", 50_000)
    assert stats.kstest(z, "norm").pvalue > 1e-3 and np.abs(z).max() > 3.5
    assert abs(np.corrcoef(z[:-1], z[1:])[0, 1]) < 0.02 and abs(np.corrcoef(z[:-4], z[4:])[0, 1]) < 0.02


def test_seeds_and_streams_differ_and_agree_with_themselves(numbers):
    first = numbers("normal", 100)
    assert (numbers("normal", 100) == first).all()
    for other in (numbers("normal", 100, seed=1), numbers("normal", 100, name="remedies")):
        assert abs(np.corrcoef(first, other)[0, 1]) < 0.4 and not (other == first).any()


@pytest.mark.parametrize(("kind", "size"), [("uniform", 4), ("normal", 8)])
def test_numbers_do_not_depend_on_how_they_are_cut(numbers, kind, size):
    whole = numbers(kind, 10 * size)
    assert (numbers(kind, None, parts=[size, 3 * size, 6 * size]) == whole).all()


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 9, 15])
def test_a_count_of_any_size_is_filled(numbers, n):
    assert (numbers("normal", n) == numbers("normal", 16)[:n]).all()
    assert (numbers("uniform", n) == numbers("uniform", 16)[:n]).all()
