"""Tables as a network wants them: numbers of like size, categories as one-hot vectors, and back again."""

import numpy as np

from gan_course import arguments


class TableEncoder:
    """Turns the rows of a table into points for a GAN, and points into rows.

    categories: {column: number of classes} for columns that hold classes 0, 1, … A class becomes a one-hot vector of
    -1 and 1. Any other column becomes x → log(1 + x / its median) where it holds no number below 0 and has a median
    above 0 (most measures of size have a long tail), then less the mean and divided by the standard deviation. The
    encoder keeps medians, means and deviations of the rows that it was made from, and none of the rows.
    table: (n, columns), n at least 2. Raises ValueError for a column that does not vary.
    """

    def __init__(self, table, categories=None):
        table = arguments.array("table", table, ("n", "columns"), rows=2)
        self.columns = table.shape[1]
        self.categories = self._checked(arguments.instance("categories", categories or {}, dict), table)
        self.numeric = [column for column in range(self.columns) if column not in self.categories]
        numbers = table[:, self.numeric]
        medians = np.median(numbers, axis=0) if self.numeric else np.zeros(0)
        self._tailed = (numbers.min(axis=0, initial=np.inf) >= 0) & (medians > 0)
        self._medians = np.where(self._tailed, medians, 1.0)
        bent = self._bent(numbers)
        self._means, self._stds = bent.mean(axis=0), bent.std(axis=0)
        still = [self.numeric[i] for i in np.flatnonzero(np.ptp(numbers, axis=0) == 0)]
        if still:
            raise ValueError(f"column {still[0]} of the table holds one number only; leave it out.")
        self.width = len(self.numeric) + sum(self.categories.values())

    def encode(self, table) -> np.ndarray:
        """Rows (n, columns) -> points (n, width), float32: the numbers first, then the classes, column by column."""
        table = arguments.array("table", table, ("n", self.columns))
        self._checked(self.categories, table)
        parts = [(self._bent(table[:, self.numeric]) - self._means) / self._stds]
        for column, classes in self.categories.items():
            parts.append(2.0 * (table[:, [column]] == np.arange(classes)) - 1)
        return np.concatenate(parts, axis=1).astype(np.float32)

    def decode(self, points) -> np.ndarray:
        """Points (n, width) -> rows (n, columns), float64: the exact way back; of a class's entries the largest wins.

        Numbers that have no way back, below 0 in a column that never is, become 0.
        """
        points = arguments.array("points", points, ("n", self.width))
        bent = points[:, :len(self.numeric)] * self._stds + self._means
        numbers = np.where(self._tailed, np.maximum(np.expm1(np.where(self._tailed, bent, 0)), 0) * self._medians, bent)
        table = np.empty((len(points), self.columns))
        table[:, self.numeric] = numbers
        first = len(self.numeric)
        for column, classes in self.categories.items():
            table[:, column] = points[:, first:first + classes].argmax(axis=1)
            first += classes
        return table

    def _bent(self, numbers):
        return np.where(self._tailed, np.log1p(np.maximum(numbers, 0) / self._medians), numbers)

    def _checked(self, categories, table):
        """Return {column: classes} as whole numbers; raise ValueError where the table holds anything else."""
        checked = {}
        for column, classes in categories.items():
            column = arguments.whole("a column of categories", column, least=0)
            classes = arguments.whole(f"the number of classes of column {column}", classes, least=2)
            if column >= self.columns:
                raise ValueError(f"categories names column {column}; the table has {self.columns}, counted from 0.")
            found = table[:, column]
            if ((found != np.round(found)) | (found < 0) | (found >= classes)).any():
                raise ValueError(f"column {column} of the table should hold classes from 0 to {classes - 1}; it holds "
                                 f"{found[(found != np.round(found)) | (found < 0) | (found >= classes)][0]:g}.")
            checked[column] = classes
        return checked


def correlation_gap(real, fake) -> float:
    """Return the mean absolute difference of the correlations of two tables, over all pairs of columns: 0 to 2.

    real: (n, columns), fake: (m, columns), two columns and two rows at least; a column that does not vary correlates
    with none.
    """
    real = arguments.array("real", real, ("n", "columns"), rows=2)
    fake = arguments.array("fake", fake, ("m", real.shape[1]), rows=2)
    if real.shape[1] < 2:
        raise ValueError("real has one column; correlations need two.")
    pairs = np.triu_indices(real.shape[1], 1)
    return float(np.abs(_correlations(real)[pairs] - _correlations(fake)[pairs]).mean())


def column_gaps(real, fake) -> np.ndarray:
    """Return for each column how far two tables are apart, 0 to 1: the largest difference of their distributions.

    That is the statistic of Kolmogorov and Smirnov, the same for every unit and scale. real: (n, columns), fake: (m,
    columns). Returns float64 (columns,).
    """
    real = arguments.array("real", real, ("n", "columns"))
    fake = arguments.array("fake", fake, ("m", real.shape[1]))
    gaps = []
    for one, other in zip(np.sort(real, axis=0).T, np.sort(fake, axis=0).T, strict=True):
        at = np.concatenate([one, other])
        below = [np.searchsorted(values, at, side="right") / len(values) for values in (one, other)]
        gaps.append(np.abs(below[0] - below[1]).max())
    return np.array(gaps)


def _correlations(table):
    centred = table - table.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=0)
    return (centred / np.where(lengths > 0, lengths, 1)).T @ (centred / np.where(lengths > 0, lengths, 1))
