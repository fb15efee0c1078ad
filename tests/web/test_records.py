"""Records are given with their cells, claims with their proof; another number moves a verdict."""

import io
from datetime import date

import polars as pl
import pytest

from evenhand.claims.judging import VERDICTS
from evenhand.observations.catalogue import catalogue
from evenhand.sources.ledger import BELOW_AREAS, SMALLEST_SHOWN_COUNT
from evenhand.web.record_pages import OTHER, gaps, group_of, series_groups


def test_every_series_is_in_exactly_one_group_and_none_is_left_over(api, server):
    told = api.get("/api/records").json()["groups"]
    names = [one["name"] for group in told for one in group["series"]]
    assert sorted(names) == server.knowledge.observations.names()
    assert OTHER[0] not in {group["id"] for group in told}


def test_a_group_is_told_by_the_longest_beginning_of_a_name():
    assert group_of("ice-daily-post-arrests") == "arrests"
    assert group_of("ice-daily-post-detainers-lodged") == "jails"
    assert group_of("something-else") == OTHER[0]
    assert len({group for group, *_ in series_groups()}) == len(series_groups())


def test_a_series_has_the_values_of_the_record_with_their_cells(api, server):
    told = api.get("/api/records/detained", params={"since": "2025-01-01"}).json()
    frame = server.knowledge.observations.series("detained").filter(
        (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
        & (pl.col("detail") == "") & (pl.col("end") >= date(2025, 1, 1))
    )  # fmt: skip
    assert [one["value"] for one in told["rows"]] == frame["value"].to_list()
    assert [one["cell"] for one in told["rows"]] == frame["cell"].to_list()
    assert told["total"] == frame.height


def test_csv_has_the_same_rows_under_either_name(api):
    asked = {"agency": "*", "since": "2025-06-01"}
    page = api.get("/api/records/detained", params=asked | {"limit": 5000}).json()
    named = api.get("/api/records/detained.csv", params=asked)
    accepted = api.get("/api/records/detained", params=asked, headers={"Accept": "text/csv"})
    assert named.headers["content-type"].startswith("text/csv")
    assert "attachment" in named.headers["content-disposition"]
    assert named.content == accepted.content
    frame = pl.read_csv(io.BytesIO(named.content))
    assert frame.height == page["total"] == len(page["rows"])
    assert frame["value"].to_list() == [one["value"] for one in page["rows"]]


def test_pages_of_a_long_series_follow_one_another(api):
    asked = {"place": "*", "detail": "*", "limit": 50}
    first, second = (api.get("/api/records/arrests-by-area", params=asked | {"offset": n}).json()
                     for n in (0, 50))  # fmt: skip
    whole = api.get("/api/records/arrests-by-area", params=asked | {"limit": 100}).json()
    assert first["rows"] + second["rows"] == whole["rows"]


def test_no_count_of_fewer_than_eleven_people_below_an_area_is_given(api, server):
    asked = {"place": "*", "agency": "*", "criminality": "*", "detail": "*", "limit": 5000}
    below = [name for name in server.knowledge.observations.names() if name.startswith(BELOW_AREAS)]
    for name in below:
        told = api.get(f"/api/records/{name}", params=asked).json()
        assert all(one["value"] >= SMALLEST_SHOWN_COUNT for one in told["rows"]
                   if one["unit"] in ("people", "detainers"))  # fmt: skip


def test_revisions_are_the_values_that_a_later_edition_changed(api, server):
    frame = server.knowledge.observations.revisions("initial-book-ins")
    told = api.get("/api/records/initial-book-ins/revisions", params={"limit": 5000}).json()
    assert told["total"] == frame.height > 0
    assert [one["value"] for one in told["rows"]] == frame["value"].to_list()


def test_editions_are_told_with_how_their_day_is_known(api, server):
    told = api.get("/api/editions").json()["editions"]
    assert len(told) == server.knowledge.editions.height
    assert all(one["published_by"] for one in told)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], []),
        ([(1, 10), (11, 20)], []),
        ([(1, 10), (12, 20)], [(11, 11)]),
        ([(1, 20), (3, 5), (25, 30)], [(21, 24)]),
    ],
)
def test_a_gap_is_a_day_that_no_value_covers(days, found):
    starts, ends = ([date(2025, 1, pair[end]) for pair in days] for end in (0, 1))
    told = gaps(starts, ends)
    assert told == [(date(2025, 1, a), date(2025, 1, b)) for a, b in found]


def test_single_days_have_a_gap_only_where_a_posting_is_missing():
    days = [date(2025, 1, 1), date(2025, 1, 15), date(2025, 4, 1)]
    assert gaps(days, days) == [(date(2025, 1, 16), date(2025, 3, 31))]


def test_the_gaps_of_a_series_lie_inside_its_span(api, server):
    span = {row["series"]: row for row in catalogue(server.knowledge.observations).to_dicts()}
    told = api.get("/api/records/ice-daily-post-arrests/gaps").json()
    one = span["ice-daily-post-arrests"]
    for gap in told["gaps"]:
        assert one["first"].isoformat() <= gap["start"] <= gap["end"] <= one["last"].isoformat()


def test_the_ledger_has_a_verdict_for_every_statement(api, server):
    told = api.get("/api/claims").json()
    assert [one["id"] for one in told["claims"]] == list(server.claims.ledger.claims)
    assert sum(told["counts"].values()) == len(told["claims"])
    assert {one["verdict"] for one in told["claims"]} <= set(VERDICTS) == set(told["verdicts"])


def test_every_statement_has_a_page_with_definitions_and_their_figures(api, server):
    for name, verdict in server.claims.verdicts.items():
        told = api.get(f"/api/claims/{name}").json()
        assert [one["name"] for one in told["definitions"]] == [
            one.definition.name for one in verdict.computed
        ]
        assert told["verdict"] == verdict.verdict
        for one in told["definitions"]:
            assert one["figures"] or one["value"] is None or one["truth"] is not None
            assert all(figure["file"] and figure["reliability"] for figure in one["figures"])


def test_the_number_that_the_record_has_makes_the_statement_supported(api):
    page = api.get("/api/claims/C02").json()
    stated = next(one for one in page["definitions"] if one["wording"] == "stated")
    told = api.post("/api/claims/C02/try", json={"number": float(round(stated["value"]))}).json()
    assert page["verdict"] == "not supported"
    assert told["verdict"] == "supported"
    assert told["changed"]
    assert told["before"] == page["verdict"]


def test_another_definition_of_the_same_words_moves_the_verdict(api):
    page = api.get("/api/claims/C02").json()
    matching = page["matching"][0]
    told = api.post("/api/claims/C02/try", json={"definition": matching}).json()
    assert told["verdict"] == "supported"
    assert next(one for one in told["definitions"] if one["decides"])["name"] == matching


def test_nothing_changed_is_the_verdict_of_the_ledger(api, server):
    for name, verdict in server.claims.verdicts.items():
        told = api.post(f"/api/claims/{name}/try", json={}).json()
        assert (told["verdict"], told["changed"]) == (verdict.verdict, False)


@pytest.mark.parametrize(
    ("name", "body", "status", "words"),
    [
        ("C02", {"definition": "none"}, 404, "definition"),
        ("C02", {"number": -1.0}, 422, "greater than"),
        ("C02", {"number": "7300"}, 422, "valid number"),
        ("C02", {"says": "holds"}, 422, "without a number"),
        ("C02", {"says": "between"}, 422, "below the number"),
        ("C13", {"number": 3.0}, 422, "without a number"),
        ("C99", {}, 404, "C99"),
    ],
)  # fmt: skip
def test_a_try_that_makes_no_sense_is_refused_with_a_reason(api, name, body, status, words):
    answer = api.post(f"/api/claims/{name}/try", json=body)
    assert answer.status_code == status
    assert words in answer.text.replace("\\u", "")
