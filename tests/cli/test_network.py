from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest

from evenhand.engines.order import ORDER_OF_THE_DAY
from evenhand.model.network_files import shipped_network
from tests.model.wrong_networks import GOOD

QUANTILES = ["q05", "q25", "q50", "q75", "q95"]


@pytest.fixture
def small(tmp_path):
    """A file of a small network of sixty days, in the folder where the program is run."""
    (tmp_path / "small.yaml").write_text(GOOD, "utf-8")
    return "small.yaml"


def table(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def measured(rows: list[dict[str, str]], measure: str, column: str = "mean") -> float:
    return sum(float(row[column]) for row in rows if row["measure"] == measure)


def test_the_shipped_network_runs_in_mean_values_and_prints_its_title_and_writes_nothing(
    evenhand, tmp_path
):
    status, out, _ = evenhand("network", "run", "example")
    assert status == 0
    assert "An invented network of three places" in out
    assert "stock at the end" in out
    assert list(tmp_path.iterdir()) == []


def test_every_way_through_the_shipped_network_is_taken(evenhand):
    _, out, _ = evenhand("network", "run", "example", "--format", "csv")
    flows = [row for row in table(out) if row["measure"] == "flow"]
    assert len(flows) > 20
    assert [row for row in flows if float(row["mean"]) == 0] == []


def test_the_shipped_network_runs_by_chance_with_quantiles_around_the_median(evenhand):
    words = ("--mode", "chance", "--replicates", "5", "--format", "csv")
    status, out, _ = evenhand("network", "run", "example", *words)
    rows = table(out)
    assert status == 0
    assert list(rows[0])[-6:] == ["mean", *QUANTILES]
    for row in rows:
        levels = [float(row[name]) for name in QUANTILES]
        assert levels == sorted(levels)
    assert any(row["q05"] < row["q95"] for row in rows)


def test_a_run_in_mean_values_has_no_quantiles(evenhand, small):
    _, out, _ = evenhand("network", "run", small, "--format", "csv")
    assert list(table(out)[0]) == ["period", "measure", "stage", "exit", "group", "mean"]


@pytest.mark.parametrize(
    ("per", "periods"),
    [
        ("run", ["2021-01-01"]),
        ("month", ["2021-01-01", "2021-02-01", "2021-03-01"]),
        ("week", [f"2021-{day}" for day in ("01-01", "01-08", "01-15", "01-22", "01-29", "02-05",
                                            "02-12", "02-19", "02-26")]),
    ],
)  # fmt: skip
def test_periods_begin_on_their_first_days_and_add_up_to_the_run(evenhand, small, per, periods):
    _, out, _ = evenhand("network", "run", small, "--per", per, "--format", "csv")
    _, whole, _ = evenhand("network", "run", small, "--format", "csv")
    rows = table(out)
    assert sorted({row["period"] for row in rows}) == periods
    for measure in ("flow", "person-days", "days waited", "capacity used"):
        assert measured(rows, measure) == pytest.approx(measured(table(whole), measure))


def test_days_apart_are_as_many_periods_as_the_run_has_days(evenhand, small):
    _, out, _ = evenhand("network", "run", small, "--per", "day", "--format", "csv")
    assert len({row["period"] for row in table(out)}) == 60


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("all", {"all"}),
        ("place", {"A", "B"}),
        ("class", {"x", "y"}),
        ("track", {"inner", "border"}),
        ("cell", {f"{p} / {c} / {t}" for p in "AB" for c in "xy" for t in ("inner", "border")}),
    ],
)
def test_groups_have_their_names_and_add_up_to_all(evenhand, small, by, groups):
    _, out, _ = evenhand("network", "run", small, "--by", by, "--format", "csv")
    _, whole, _ = evenhand("network", "run", small, "--format", "csv")
    rows = table(out)
    for measure in ("flow", "stock at the end"):
        assert {row["group"] for row in rows if row["measure"] == measure} == groups
        assert measured(rows, measure) == pytest.approx(measured(table(whole), measure))


def test_waits_are_told_by_queue_and_class_for_all_who_were_served(evenhand, small):
    _, out, _ = evenhand("network", "run", small, "--waits", "--format", "csv")
    rows = table(out)
    assert list(rows[0]) == ["queue", "class", "served", "mean", "q50", "q90"]
    assert {(row["queue"], row["class"]) for row in rows} == {
        (queue, kind) for queue in ("handling", "intake") for kind in "xy"
    }
    _, out, _ = evenhand("network", "run", small, "--format", "csv")
    served = [row for row in table(out) if row["exit"] == "served"]
    total = sum(float(row["served"]) for row in rows)
    assert total == pytest.approx(measured(served, "flow"))


def test_the_table_is_written_in_the_form_that_the_ending_names(evenhand, small, tmp_path):
    _, printed, _ = evenhand("network", "run", small, "--format", "csv")
    for name in ("t.csv", "t.json", "t.parquet"):
        status, out, err = evenhand("network", "run", small, "--out", name)
        assert (status, out) == (0, "")
        assert f"wrote {name}" in err
    assert (tmp_path / "t.csv").read_text("utf-8") == printed
    read = pl.read_parquet(tmp_path / "t.parquet")
    assert read.columns == list(table(printed)[0])
    assert read.height == len(table(printed))
    said = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert [row["mean"] for row in said] == read["mean"].to_list()


def test_an_ending_that_says_no_form_is_refused_before_anything_is_run(
    evenhand, small, tmp_path, monkeypatch
):
    def never(*arguments, **named):
        raise AssertionError("was run")

    monkeypatch.setattr("evenhand.network_simulation.simulate_network", never)
    status, out, err = evenhand("network", "run", small, "--out", "t.xlsx")
    assert (status, out) == (2, "")
    assert "t.xlsx  says no form of a table" in err
    assert ".csv, .json, .parquet" in err
    assert [path.name for path in tmp_path.iterdir()] == [small]


def test_a_network_is_explained_by_its_stages_and_the_order_of_the_day(evenhand, small):
    status, out, err = evenhand("network", "explain", small)
    assert (status, err) == (0, "")
    assert out.startswith("A small network\n60 days from 2021-01-01; 2 places × 2 classes ×")
    assert "- triage: intake, moved → docket, out" in out
    numbered = [f"{number}. {step}" for number, step in enumerate(ORDER_OF_THE_DAY, start=1)]
    assert out.splitlines()[-len(numbered) :] == numbered


@pytest.mark.parametrize("verb", ["run", "explain"])
def test_a_wrong_file_ends_with_status_2_and_the_place_of_every_problem(evenhand, tmp_path, verb):
    text = GOOD.replace("capacity: officers", "capacity: oficers", 1).replace(
        "docket: [0.1, 0.05, 0.02, 0.01]", "docket: [0.1, 0.05]"
    )
    (tmp_path / "wrong.yaml").write_text(text, "utf-8")
    lines = text.splitlines()
    capacity = next(n for n, line in enumerate(lines, 1) if "oficers" in line)
    docket = next(n for n, line in enumerate(lines, 1) if "docket: [0.1, 0.05]" in line)
    status, out, err = evenhand("network", verb, "wrong.yaml")
    assert (status, out) == (2, "")
    assert f"wrong.yaml:{capacity}:7 in stages › handling › queue › capacity" in err
    assert "did you mean 'officers'?" in err
    assert f"wrong.yaml:{docket}:9 in stages › detention › delay › exits › docket" in err
    assert "Traceback" not in err


def test_a_missing_network_file_is_an_error(evenhand):
    status, _, err = evenhand("network", "run", "nowhere.yaml")
    assert status == 2
    assert "nowhere.yaml  cannot be read" in err


def test_the_example_is_printed_as_it_ships_and_runs_as_ones_own_file(evenhand, tmp_path):
    status, out, err = evenhand("network", "example")
    assert (status, err) == (0, "")
    assert out == shipped_network()
    (tmp_path / "mine.yaml").write_text(out, "utf-8")
    _, mine, _ = evenhand("network", "run", "mine.yaml", "--format", "csv")
    _, shipped, _ = evenhand("network", "run", "example", "--format", "csv")
    assert mine == shipped


def test_one_seed_gives_the_same_bytes_with_one_worker_and_with_two_and_another_seed_others(
    evenhand, small, tmp_path
):
    for name, seed, workers in (("one", 7, 1), ("two", 7, 2), ("other", 8, 1)):
        words = ("--mode", "chance", "--replicates", 6, "--per", "month", "--by", "cell",
                 "--seed", seed, "--workers", workers, "--out", f"{name}.parquet")  # fmt: skip
        assert evenhand("network", "run", small, *words)[0] == 0
    one, two, other = ((tmp_path / f"{n}.parquet").read_bytes() for n in ("one", "two", "other"))
    assert one == two
    assert one != other
