"""A phase evaluated again: what is stale, compared before anything is recorded, in one commit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from integration.cli import rejudged
from integration.cli.rejudged import Phase
from podium.cli import main

MEASURED = ("created_at", "started_at", "finished_at", "execution_seconds", "peak_memory")


@pytest.fixture
def podium(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command; gives its exit code, stdout and stderr. No server answers."""
    monkeypatch.setenv("GITHUB_SERVER_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")

    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main.run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def phase(tmp_path: Path) -> Phase:
    return rejudged.make(tmp_path, 3)


def ranks(document: dict[str, Any]) -> dict[str, tuple[int, int]]:
    (board,) = document["boards"]
    return {
        entry["submission"]: (entry["before"]["rank"], entry["after"]["rank"])
        for entry in board["entries"]
    }


def test_what_is_stale_is_told_with_the_reason_and_nothing_is_evaluated(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    code, _, said = podium(*phase.arguments("--dry-run", "--out", tmp_path / "out"))
    assert code == 0
    assert "s0001: the evaluator changed" in said
    assert "small/dev: 3 of 3 are stale" in said
    assert not (tmp_path / "out").exists()


def test_ranks_are_compared_before_anything_is_recorded(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, printed, said = podium(*phase.arguments("--out", out, "--json"))
    assert code == 0, said
    document = json.loads(printed)
    assert document == json.loads((out / "rejudge.json").read_text())
    assert document["complete"] is True
    assert ranks(document) == {"s0000": (1, 3), "s0001": (2, 2), "s0002": (3, 1)}
    assert [one["changed"] for one in document["stale"]] == [["evaluator"]] * 3
    page = (out / "rejudge.html").read_text()
    assert page.index("s0002") < page.index("s0001") < page.index("s0000")
    assert phase.evaluations() == {"s0000": [1], "s0001": [1], "s0002": [1]}
    assert phase.commits == 1


def test_all_of_it_is_published_by_one_commit_and_the_old_evaluations_stay(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    podium(*phase.arguments("--out", out))
    code, printed, said = podium(*phase.arguments("--out", out, "--publish", "--json"))
    assert code == 0, said
    assert json.loads(printed)["published"]["evaluations"] == 3
    assert phase.commits == 2
    assert phase.evaluations() == {name: [1, 2] for name in ("s0000", "s0001", "s0002")}
    _, boards, _ = podium("rank", phase.challenge, "--results", phase.results, "--json")
    (board,) = json.loads(boards)["boards"]
    assert [entry["submission"] for entry in board["entries"]] == ["s0002", "s0001", "s0000"]
    code, _, said = podium(*phase.arguments("--out", out))
    assert (code, "0 of 0" in podium(*phase.arguments("--out", out))[1]) == (0, True)
    assert podium(*phase.arguments("--out", out, "--publish"))[0] == 0
    assert phase.commits == 2


def test_nothing_is_published_before_all_is_evaluated(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    code, _, said = podium(*phase.arguments("--out", tmp_path / "out", "--publish"))
    assert (code, phase.commits) == (2, 1)
    assert "3 of 3 stale submissions are not evaluated again: s0000, s0001, s0002" in said


def test_files_that_cannot_be_had_are_told_and_the_others_can_be_published(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    (phase.files / "s0000.txt").unlink()
    (phase.files / "s0001.txt").write_text("0.999")
    out = tmp_path / "out"
    code, printed, _ = podium(*phase.arguments("--out", out, "--json"))
    assert code == 3
    problems = {one["submission"]: one["problem"] for one in json.loads(printed)["stale"]}
    assert "name a folder that has its files with --files" in problems["s0000"]
    assert "not the files that are recorded of s0001" in problems["s0001"]
    assert problems["s0002"] is None
    assert podium(*phase.arguments("--out", out, "--publish"))[0] == 2
    assert podium(*phase.arguments("--out", out, "--publish", "--incomplete"))[0] == 0
    assert phase.evaluations() == {"s0000": [1], "s0001": [1], "s0002": [1, 2]}


def test_a_run_that_ended_early_is_gone_on_with(podium: Any, phase: Phase, tmp_path: Path) -> None:
    out = tmp_path / "out"
    podium(*phase.arguments("--out", out))
    shutil.rmtree(out / "evaluations/s0001")
    code, _, said = podium(*phase.arguments("--out", out))
    assert (code, said.count("finished in")) == (0, 1)


def test_what_was_evaluated_with_an_evaluator_that_changed_again_does_not_count(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    podium(*phase.arguments("--out", out))
    script = phase.challenge / "evaluation_script/main.py"
    script.write_text(script.read_text().replace("1.0 -", "2.0 -"))
    assert podium(*phase.arguments("--out", out, "--publish"))[0] == 2
    code, _, said = podium(*phase.arguments("--out", out))
    assert (code, said.count("finished in")) == (0, 3)


def test_an_evaluator_that_fails_takes_nobodys_place_and_is_the_organizers(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    (phase.challenge / "evaluation_script/main.py").write_text("def evaluate(*a, **k): import no\n")
    out = tmp_path / "out"
    code, printed, _ = podium(*phase.arguments("--out", out, "--json"))
    assert code == 2
    assert ranks(json.loads(printed)) == {
        name: (n, n) for n, name in enumerate(("s0000", "s0001", "s0002"), start=1)
    }


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3"])
def test_a_shard_that_is_none_is_a_mistake_of_the_command_line(
    podium: Any, phase: Phase, shard: str
) -> None:
    assert podium(*phase.arguments("--shard", shard))[0] == 2


def files_of(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """By path; of each evaluation without what was measured of it."""
    found = {}
    for name in names:
        for path in sorted(root.rglob(name)):
            content = path.read_bytes()
            if name == "evaluation.json":
                written = json.loads(content)
                kept = {key: value for key, value in written.items() if key not in MEASURED}
                content = json.dumps(kept).encode()
            found[path.relative_to(root).as_posix()] = content
    return found


def tree_of(results: Path) -> dict[str, bytes]:
    return files_of(results / "results", ("submission.json", "evaluation.json", "metrics.json"))


@pytest.mark.parametrize(
    ("count", "shards"),
    [
        pytest.param(20, 3, id="20"),
        pytest.param(1000, 4, id="1000", marks=pytest.mark.long),
    ],
)
def test_shards_put_together_are_one_run_byte_for_byte(
    podium: Any, tmp_path: Path, count: int, shards: int
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    phase = rejudged.make(whole, count)
    shutil.copytree(whole, parts)
    sharded = Phase(parts / "small", parts / "results", parts / "files")
    assert podium(*phase.arguments("--out", whole / "out"))[0] == 0
    merged: list[object] = []
    for number in range(1, shards + 1):
        out = parts / f"out{number}"
        arguments = sharded.arguments("--out", out, "--shard", f"{number}/{shards}")
        assert podium(*arguments)[0] == 0
        evaluated = len(list((out / "evaluations").iterdir()))
        assert 0 < evaluated < count
        assert json.loads((out / "rejudge.json").read_text())["complete"] is False
        merged += ["--merge", out]
    code, _, said = podium(*sharded.arguments("--out", parts / "out", *merged))
    assert (code, "finished in" in said) == (0, False)

    compared = ("rejudge.json", "rejudge.html", "evaluation.json", "metrics.json")
    assert files_of(whole / "out", compared) == files_of(parts / "out", compared)
    for one, out in ((phase, whole / "out"), (sharded, parts / "out")):
        assert podium(*one.arguments("--out", out, "--publish"))[0] == 0
        assert one.commits == 2
    assert len(tree_of(phase.results)) == 5 * count
    assert tree_of(phase.results) == tree_of(sharded.results)
    printed = [
        podium("rank", one.challenge, "--results", one.results, "--json")[1]
        for one in (phase, sharded)
    ]
    assert printed[0] == printed[1]
