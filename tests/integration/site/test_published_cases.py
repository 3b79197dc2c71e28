"""A site of challenges whose evaluators write values case by case in the shapes that are published:
what their pages and exports say of the cases."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import sites
from factories import make_record, make_submission
from podium.boards import view
from unit.ranking.analysis import shapes
from unit.ranking.analysis.boards import START
from unit.site.factories import make_site_challenge
from unit.site.markup import Page

CONFIG = """\
title: NAME
podium: {slug: NAME, evaluator: {image: "example:1"}}
challenge_phases:
  - codename: test
    score_jsonpath: aggregates.dice
    extra_results_columns:
      - {title: HD95, path: aggregates.hd95, order: asc, exclude_from_ranking: true}
"""
Shape = Callable[[shapes.Values], Any]


def nameless(values: shapes.Values) -> Any:
    return {"results": [{"pred": [[0.5] * 5] * 150, **row} for row in values.values()]}


def many_columns(values: shapes.Values) -> Any:
    columns = shapes.by_metric(values)
    names = columns.pop("dice")
    more = {f"m{n}": dict.fromkeys(names, n / 100) for n in range(40)}
    return {"case": {**more, **columns, "dice": names}}


def nested(values: shapes.Values) -> Any:
    columns = shapes.by_metric(values)
    boxes = {name: {"left": {"TP": 1}, "right": {"TP": 2}} for name in values}
    files = {name: f"pred-{name}" for name in values}
    return {"case": {"detections": boxes, **columns, "fname": files, "empty": {}}}


def hostile(values: shapes.Values) -> Any:
    return {"results": [{"name": f"<b>{name}", "x<i>": 1, **row} for name, row in values.items()]}


SHAPES: Mapping[str, Shape] = {
    "by-name": shapes.NAMED["case: by name"],
    "hostile": hostile,
    "many-columns": many_columns,
    "nameless": nameless,
    "nested": nested,
    "shuffled": shapes.NAMED["results"],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shapes")
    challenges = []
    for name, shape in SHAPES.items():
        records = [
            make_record(
                document,
                submission=make_submission(
                    f"{name}-{entry}",
                    challenge=name,
                    phase="test",
                    login=entry,
                    submitted_at=START + timedelta(hours=number),
                ),
            )
            for number, (entry, document) in enumerate(shapes.documents(shape).items())
        ]
        config = CONFIG.replace("NAME", name)
        made = make_site_challenge(root / name, config, records)
        challenges.append(view.analyse_boards(made))
    sites.build(challenges, root / "site")
    return root / "site"


def page(site: Path, name: str, *parts: str) -> Page:
    text = site.joinpath(name, *parts, "index.html").read_text(encoding="utf-8")
    return Page(text)


def heads(found: Page) -> list[str]:
    """Of the table of cases, after the name."""
    start = found.texts.index("Case") + 1
    return [text for text in found.texts[start : start + 60] if text.strip()]


def dots(page: Page) -> int:
    """Of all strips of a submission's page."""
    return sum(path.count("h0") for path in page.values("d", "path"))


def exported(site: Path, name: str) -> Any:
    folder = site / name / "submissions" / f"{name}-ada"
    return json.loads((folder / "submission.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["by-name", "shuffled"])
def test_rows_are_cases_and_columns_metrics_and_the_board_has_intervals(
    site: Path, name: str
) -> None:
    found = page(site, name, "submissions", f"{name}-ada")
    values = shapes.values_of("ada")
    assert [head for head in heads(found) if head in ("dice", "hd95")][:2] == ["dice", "hd95"]
    assert dots(found) == 2 * len(values)
    assert f"c00.mha: {values['c00.mha']['dice']:.6g}" in found.texts
    cases = exported(site, name)["cases"]["overall"]
    assert cases["dice"] == {case: row["dice"] for case, row in values.items()}
    board = json.loads((site / name / "phases/test/overall/board.json").read_text())
    assert [entry["rank_interval"] for entry in board["entries"]] == [
        [1, 2],
        [1, 2],
        [3, 4],
        [3, 4],
    ]


def test_cases_without_names_are_shown_and_compared_nowhere(site: Path) -> None:
    found = page(site, "nameless", "submissions", "nameless-ada")
    assert "aggregates.dice" in found.texts
    assert "list of 150" in found.texts and "results[0].pred[0][0]" not in found.text
    assert "These cases have no name" in found.text
    assert dots(found) == 2 * shapes.CASES
    assert exported(site, "nameless")["cases"] == {}
    for parts in ([], ["analysis"], ["compare"]):
        told = page(site, "nameless", "phases", "test", "overall", *parts).text
        assert "the 20 cases in results have no name" in told
        assert "podium.cases.name" in told


def test_one_nested_column_takes_no_other_away(site: Path) -> None:
    found = page(site, "nested", "submissions", "nested-ada")
    assert "detections.c00.mha.left.TP" not in found.text
    assert "object of 2" in found.texts and "pred-c00.mha" in found.texts
    assert "case.empty" in found.texts
    assert dots(found) == 2 * shapes.CASES


def test_the_metric_that_ranks_is_in_the_table_of_many(site: Path) -> None:
    found = page(site, "many-columns", "submissions", "many-columns-ada")
    shown = heads(found)
    assert "dice" in shown and "m0" in shown and "m39" not in shown
    assert "24 of 42 metrics are shown, those of the boards among them." in found.text


def test_the_board_s_numbers_come_before_the_rest(site: Path) -> None:
    found = page(site, "shuffled", "submissions", "shuffled-ada")
    assert found.text.index("aggregates.dice") < found.text.index("Case by case")


def test_names_of_cases_are_text(site: Path) -> None:
    found = page(site, "hostile", "submissions", "hostile-ada")
    assert "<b>c00.mha" in found.texts and "x<i>" in found.texts
    mean = statistics.fmean(row["dice"] for row in shapes.values_of("ada").values())
    assert exported(site, "hostile")["metrics"][0]["values"]["aggregates"]["dice"] == mean
