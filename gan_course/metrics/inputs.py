"""What the metrics take: histograms, and sets of points with the same features, tables of pandas in one order."""

import numpy as np

from gan_course import arguments

LARGEST = 1e70   # fourth powers are finite, as distances of covariances need; all of float32 lies below
_TOO_LARGE = "Larger ones overflow when they are squared."


def histogram(name, values):
    """Return `values` as float64, of any shape with axes. Raises ValueError unless all are finite and none below 0."""
    return arguments.array(name, values, ("n_bins", ...), low=0)


def squarable(name, values, *shapes, rows=1, largest=LARGEST):
    """Return `values` as float64 of one of the shapes. Raises ValueError where squares of them would overflow."""
    found = arguments.array(name, values, *shapes, rows=rows)
    return arguments.array(name, found, low=-largest, high=largest, hint=_TOO_LARGE)


def point_sets(rows=1, **given):
    """Return each of the named sets as float64 (n, n_features), all with the same features in the same order.

    rows: how many points each set must have at least. Raises ValueError naming the set that does not fit.
    """
    sets = {name: squarable(name, values, ("n", "n_features"), rows=rows) for name, values in given.items()}
    if len({values.shape[1] for values in sets.values()}) > 1:
        found = " and ".join(f"{name} has shape {values.shape}" for name, values in sets.items())
        raise ValueError(f"{found}; give equal numbers of features.")
    order = orders("column", {name: labels(values, 1) for name, values in given.items()})
    return [in_order(values, order[name], 1) for name, values in sets.items()]


def labels(table, axis):
    """Return what a table of pandas calls the entries along an axis, as a list; None for an array."""
    axes = table.axes if hasattr(table, "iloc") else ()
    return list(axes[axis]) if axis < len(axes) else None


def orders(entry, found):
    """Return {name: places}: the order that brings a table's entries to that of the first; None where they have it.

    found: {name: labels}. Entries that are only numbered, 0 to k - 1, are those of an array, unless another table has
    the same numbers in another order. entry: what to call one: "column". Raises ValueError for tables of other names.
    """
    first, places = None, dict.fromkeys(found)
    for name, own in found.items():
        if own is None or own == found.get(first):
            continue
        if first is not None and set(own) == set(found[first]) and len(set(own)) == len(own):
            at = {label: place for place, label in enumerate(own)}
            places[name] = [at[label] for label in found[first]]
        elif first is None or found[first] == list(range(len(own))):
            first = name
        elif own != list(range(len(own))):
            other = next((label for label in found[first] if label not in own), None)
            said = (f"{first} has a {entry} {other!r} and {name} has none" if other is not None else
                    f"{name} has a {entry} twice, and in another order than {first}")
            raise ValueError(f"{said}; give tables with the same names.")
    return places


def in_order(values, places, axis=0):
    """Return an array with its entries along an axis in the order `places`; as it is where that is None."""
    return values if places is None else values.take(places, axis=axis)


def _least_gap(centres):
    """The square of the least distance between two centres."""
    from scipy.spatial.distance import pdist

    return pdist(centres, "sqeuclidean").min() if len(centres) > 1 else np.inf


def nearest_centre(points, centres):
    """Return the index of the centre that is nearest to each point, (n,). points: (n, f), centres: (k, f)."""
    # |x - m|² = |x|² - 2 x·m + |m|²; |x|² does not change which centre is nearest.
    squares = (centres**2).sum(axis=1)
    with np.errstate(over="ignore", invalid="ignore"):  # points that diverged are far from all
        score = squares - 2 * points @ centres.T  # (n, k)
        found = score.argmin(axis=1)
        # Far from 0 more cancels than is left. Where another is as near, but for rounding, the differences decide.
        furthest = squares.max() ** 0.5
        slack = 4 * points.shape[1] * np.finfo(float).eps * furthest * (furthest + 2 * np.linalg.norm(points, axis=1))
        if slack.max() < 1e-9 * _least_gap(centres):  # as nearly always: no need to look at each point
            return found
        least = score[np.arange(len(points)), found] + slack
        for i in np.flatnonzero((score <= least[:, None]).sum(axis=1) > 1):
            exact = ((points[i] - centres) ** 2).sum(axis=1)
            if exact.min() < (1 - 1e-9) * exact[found[i]]:
                found[i] = exact.argmin()
    return found
