"""What GitHub holds, told before it holds no more. Large files are holes: they take no disk."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from benchmarks import challenges
from benchmarks.challenges import Size
from podium import pipeline
from podium.boards.readers import Public
from podium.challenge.folder import load_challenge
from podium.codes import Code
from podium.records import host_limits, repository

MB, GB = 10**6, 10**9
SUBMISSION = "results/small/dev/2026-07/pr-1"
CHALLENGE = factories.make_challenge()


def hold(root: Path, **sizes: int) -> Path:
    for name, size in sizes.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as stream:
            stream.truncate(size)
    return root


def told(root: Path) -> list[str]:
    found = host_limits.repository_warnings(root, CHALLENGE)
    assert {issue.code for issue in found} <= {Code.NEARS_A_LIMIT}
    assert not any(issue.is_error for issue in found)
    return [str(issue) for issue in found]


def test_a_site_is_told_of_from_four_fifths_of_what_pages_holds() -> None:
    assert list(host_limits.site_warnings({"a": 79 * MB, "b": 700 * MB})) != []
    assert list(host_limits.site_warnings({str(n): 79 * MB for n in range(10)})) == []
    sizes = {f"digits/submissions/{n}/cases.json": 70 * MB for n in range(11)}
    sizes["index.html"] = 40 * MB
    (warning,) = host_limits.site_warnings(sizes)
    assert "0.81 GB of the 1 GB that GitHub Pages holds" in warning.message
    assert "0.77 GB of it in files called cases.json" in warning.message
    assert "fewer values case by case" in warning.message


def test_a_file_is_told_of_by_its_name(tmp_path: Path) -> None:
    hold(tmp_path, **{f"{SUBMISSION}/outputs/a.zip": 79 * MB, f"{SUBMISSION}/b.zip": 101 * MB})
    (warning,) = told(tmp_path)
    assert warning.startswith(f"{SUBMISSION}/b.zip: the file has 101 MB, and GitHub takes none of")


def test_of_many_large_files_the_largest_are_told_of(tmp_path: Path) -> None:
    hold(tmp_path, **{f"{number}.zip": (80 + number) * MB for number in range(15)})
    found = told(tmp_path)
    assert len(found) == 10
    assert found[0].startswith("14.zip: ")


@pytest.mark.parametrize("place", [".git/objects/pack/{}.pack", "logs/{}.txt"])
def test_a_repository_is_told_of_by_its_files_or_its_history(tmp_path: Path, place: str) -> None:
    hold(tmp_path, **{place.format(number): 79 * MB for number in range(52)})
    (warning,) = told(tmp_path)
    assert "the results repository has 4.1 GB, and GitHub asks for less than 5 GB" in warning


def test_history_and_files_are_not_added_up(tmp_path: Path) -> None:
    """They are the same content twice."""
    for place in (".git/objects/pack/{}.pack", "logs/{}.txt"):
        hold(tmp_path, **{place.format(number): 79 * MB for number in range(30)})
    assert told(tmp_path) == []


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    hold(tmp_path, **{"a.zip": 90 * MB})
    (tmp_path / "again").symlink_to(tmp_path)
    assert len(told(tmp_path)) == 1


def test_a_site_is_told_of_by_what_is_recorded(tmp_path: Path) -> None:
    metrics = {f"{SUBMISSION}{n}/evaluations/1/metrics.json": 79 * MB for n in range(14)}
    hold(tmp_path, **metrics)
    (warning,) = told(tmp_path)
    assert "the site of these results will have some 0.83 GB" in warning


def test_results_of_another_challenge_are_of_no_site_here(tmp_path: Path) -> None:
    other = SUBMISSION.replace("small", "large")
    hold(tmp_path, **{f"{other}{n}/evaluations/1/metrics.json": 79 * MB for n in range(14)})
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    "size",
    [
        Size(400, 5),
        *(
            pytest.param(one, marks=pytest.mark.long)
            for one in (Size(60, 10, 500, 3), Size(300, 10, 0, 3))
        ),
    ],
    ids=str,
)
@pytest.mark.slow
def test_the_expected_size_of_a_site_is_about_right(size: Size, tmp_path: Path) -> None:
    loaded = load_challenge(challenges.write_challenge(size, tmp_path / challenges.SLUG))
    results = challenges.write_results(size, tmp_path / "results")
    records = repository.load_records(results, challenges.SLUG).records
    view = pipeline.rank(loaded, records, Public(), for_site=True)
    site = tmp_path / "site"
    pipeline.render([view], site, results=results, now=factories.NOON, title="T", jobs=1)
    files = (file for file in site.rglob("*") if file.is_file())
    # Past days of boards are bounded: where a site is large, they are little of it.
    weighs = sum(file.stat().st_size for file in files if "history" not in file.parts)
    expected = host_limits.expected_site(results, loaded.challenge)
    assert weighs / 2 < expected < weighs * 2
