"""What the metrics take: histograms, and sets of points with the same number of features."""

from gan_course import arguments


def histogram(name, values):
    """Return `values` as float64, of any shape with axes. Raises ValueError unless all are finite and none below 0."""
    return arguments.array(name, values, ("n_bins", ...), low=0)


def point_sets(rows=1, **sets):
    """Return each of the named sets as float64 (n, n_features), all with the same number of features.

    rows: how many points each set must have at least. Raises ValueError naming the set that does not fit.
    """
    sets = {name: arguments.array(name, values, ("n", "n_features"), rows=rows) for name, values in sets.items()}
    if len({values.shape[1] for values in sets.values()}) > 1:
        found = " and ".join(f"{name} has shape {values.shape}" for name, values in sets.items())
        raise ValueError(f"{found}; give equal numbers of features.")
    return list(sets.values())
