"""The table: labels as they were, stored ones, and means against pandas."""

import numpy as np
import pandas as pd
import pytest

from gan_course import sweep
from gan_course.sweep.table import as_table


@pytest.mark.parametrize("labels", [
    ["a", "b"], [1, 2], [0.5, 1.0], [True, False], [None, "a"], [None, 0.5], [np.float32(0.1), 1.0], [("r1", 0.1), 3],
    [("r1", 0.1), ("r2", 0.1)], [1, 1.5], [True, 2], [np.int8(3)], [b"a", None], [float("inf"), "x"]], ids=repr)
def test_labels_are_in_the_table_as_they_were(labels):
    table = as_table([{"setting": label, "seed": 0, "step": 1, "status": "ok", "m": 1.0} for label in labels])
    assert [(type(label), label) for label in table["setting"].tolist()] == [(type(label), label) for label in labels]
    means = sweep.mean_and_error(table, ["m"])
    assert means["setting"].tolist() == labels and list(means["m"]) == [1.0] * len(labels)


def test_where_there_is_nothing_the_table_has_its_columns():
    assert list(as_table([]).columns) == ["setting", "seed", "step", "status"]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ValueError, match="holds no finished member"):
        sweep.load(tmp_path / "none.jsonl")


def test_mean_and_error_against_pandas_by_hand():
    table = pd.DataFrame({"setting": ["a"] * 6 + ["b"] * 2, "seed": [0, 0, 1, 1, 2, 2, 0, 1],
                          "step": [5, 10, 5, 10, 5, 10, 10, 3], "status": ["ok"] * 7 + ["diverged"],
                          "modes": [1, 4, 1, 6, 1, 8, 5, np.nan]})
    means = sweep.mean_and_error(table, ["modes"]).set_index("setting")
    assert means.loc["a", "modes"] == 6 and np.isclose(means.loc["a", "modes_error"], pd.Series([4, 6, 8]).sem())
    assert means.loc["b", "modes"] == 2.5 and list(means["diverged"]) == [0, 1] and list(means["seeds"]) == [3, 2]
    worst = sweep.mean_and_error(table, ["modes"], diverged={"modes": 25.0}).set_index("setting")
    assert worst.loc["b", "modes"] == 15
    assert np.isnan(sweep.mean_and_error(table.assign(modes=np.nan), ["modes"]).loc[0, "modes"])
    lost = sweep.mean_and_error(table[table["status"] == "diverged"].drop(columns="modes"), ["modes"])
    assert list(lost["modes"]) == [0] and np.isnan(lost["modes_error"][0])
    with pytest.raises(ValueError, match="no column 'kl'"):
        sweep.mean_and_error(table, ["kl"])


TABLE = pd.DataFrame({"setting": ["a", "a"], "seed": [0, 1], "step": [1, 1], "status": ["ok", "ok"],
                      "modes": [1.0, 3.0], "kind": ["x", "y"]})


@pytest.mark.parametrize("columns", ["modes", ["modes"], ("modes",), iter(["modes"]), pd.Index(["modes"])])
def test_one_name_is_a_column_and_any_list_of_names_will_do(columns):
    assert list(sweep.mean_and_error(TABLE, columns)["modes"]) == [2.0]


@pytest.mark.parametrize("options, told", [
    ({"columns": "kl"}, "no column 'kl'"), ({"columns": 3}, "no column 3; it has setting, seed"),
    ({"columns": "status"}, "columns holds 'status', which holds no measurements"),
    ({"columns": ["kind"]}, "columns holds 'kind'"), ({"by": "colour"}, "no column 'colour'"),
    ({"table": 3}, "table is 3; give an object of the class DataFrame"),
    ({"table": TABLE.drop(columns="step")}, "no column 'step'"),
    ({"diverged": "worst"}, "diverged is 'worst'; give a num"),
    ({"diverged": {"modes": None}}, r"diverged\['modes'\] is None")])
def test_what_is_no_such_table_or_column_is_refused(options, told):
    with pytest.raises(ValueError, match=told):
        sweep.mean_and_error(**{"table": TABLE, "columns": ["modes"], **options})
