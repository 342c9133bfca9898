"""What the metrics accept: each check returns float64 arrays, or says what to give instead."""

import numpy as np


def histogram(name, values):
    """`values` as float64, of any shape. Raises ValueError unless all are finite and none is below 0."""
    values = np.asarray(values, dtype=np.float64)
    if values.size == 0 or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"{name} must be a histogram: one or more finite numbers, none below 0")
    return values


def finite(name, values, ndim):
    """`values` as float64 with `ndim` axes, 1 or 2. Raises ValueError when empty, NaN, infinite or of another shape."""
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != ndim or values.size == 0:
        wanted = "(n,)" if ndim == 1 else "(n, n_features)"
        raise ValueError(f"{name} has shape {values.shape}; give {wanted}, not empty")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} holds NaN or infinity; a distance to it means nothing")
    return values


def point_sets(rows=1, **sets):
    """Each of the named sets as float64 (n, n_features), all with the same number of features.

    rows: how many points each set must have at least. Raises ValueError naming the set that does not fit.
    """
    sets = {name: finite(name, values, 2) for name, values in sets.items()}
    for name, values in sets.items():
        if len(values) < rows:
            found = f"{len(values)} row{'s' * (len(values) > 1)}"
            raise ValueError(f"{name} holds {found}; at least {rows} are needed here")
    columns = [values.shape[1] for values in sets.values()]
    if len(set(columns)) > 1:
        found = " and ".join(f"{name} {count}" for name, count in zip(sets, columns, strict=True))
        raise ValueError(f"columns differ: {found}; give equal numbers of features")
    return list(sets.values())


def whole(name, value, least=1, most=None):
    """`value` as an int. Raises ValueError unless it is a whole number from `least` to `most`."""
    fits = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not fits or value < least or (most is not None and value > most):
        limit = f"{least} or more" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} is {value!r}; give a whole number, {limit}")
    return int(value)
