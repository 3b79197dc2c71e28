"""A phase of recorded submissions evaluated again: their files are fetched from where they were
handed in, by what is recorded of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, EVALUATOR, RESULTS, Place
from podium.cli import main

FOLDER = "submissions/small/dev/octocat/first"


@pytest.fixture
def rejudge(place: Place, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> Any:
    """The command on a clone of what is recorded by now, with a changed evaluator; gives its exit
    code, its document, and the clone."""

    def run(*more: str, token: str = "") -> tuple[int, Any, Path]:
        script = Path(place.environ["PODIUM_CHALLENGE"]) / "evaluation_script/main.py"
        script.write_text(EVALUATOR.replace("float(text)", "float(text) / 2"))
        monkeypatch.setenv("GITHUB_SERVER_URL", place.server.url)
        monkeypatch.setenv("GITHUB_API_URL", place.server.api_url)
        monkeypatch.setenv("GH_TOKEN", token)
        clone = place.folder / f"clone-{len(list(place.folder.iterdir()))}"
        clone.mkdir()
        place.server.git(CHALLENGE).run("--work-tree", str(clone), "checkout", RESULTS, "--", ".")
        given = ("--phase", "dev", "--results", str(clone), "--out", str(place.folder / "again"))
        runner = ("--runner", "process", "--json")
        capfd.readouterr()
        code = main.run(["rejudge", place.environ["PODIUM_CHALLENGE"], *given, *runner, *more])
        return code, json.loads(capfd.readouterr().out), clone

    return run


def after(document: Any) -> dict[str, float]:
    (board,) = document["boards"]
    return {
        entry["participant"]: entry["after"]["values"]["accuracy"] for entry in board["entries"]
    }


def test_a_pull_request_is_read_at_the_sha_that_is_recorded_whatever_became_of_it(
    place: Place, rejudge: Any
) -> None:
    place.submit("ada", score="0.5")
    place.grade()
    pull = place.submit("octocat", score="0.8")
    place.grade()
    place.server.push_to_pull(CHALLENGE, pull.number, {f"{FOLDER}/answer.txt": "0.1"})
    code, document, _ = rejudge()
    assert (code, after(document)) == (0, {"octocat": 0.4, "ada": 0.25})


def test_a_folder_of_an_earlier_submission_beside_it_is_told_by_its_digest(
    place: Place, rejudge: Any
) -> None:
    merged = {"submissions/small/dev/octocat/a-merged-one/answer.txt": "0.7"}
    place.server.commit(CHALLENGE, merged)
    place.submit("octocat", score="0.8")
    place.grade()
    code, document, _ = rejudge()
    assert (code, after(document)) == (0, {"octocat": 0.4})


def test_an_asset_that_a_pull_request_names_and_one_of_a_release_are_downloaded_again(
    place: Place, rejudge: Any
) -> None:
    place.server.add_repository("octocat/models", files={"README.md": "x"})
    place.server.publish_release(
        "octocat/models", "v1", assets={"answer.txt": b"0.6"}, author="octocat"
    )
    named = {
        "repository": "octocat/models",
        "tag": "v1",
        "name": "answer.txt",
        "sha256": hashlib.sha256(b"0.6").hexdigest(),
    }
    statement = json.dumps({"asset": named})
    place.submit("octocat", {f"{FOLDER}/submission.yaml": statement})
    place.grade()
    place.server.add_user("bela")
    release = place.server.publish_release(
        CHALLENGE, "v1", assets={"dev--mine.txt": b"0.9"}, author="bela"
    )
    place.event("release", place.server.release_event(release))
    assert place.grade() == (0, 0)
    code, document, _ = rejudge()
    assert code == 0
    assert {one["submission"].split("-")[0] for one in document["stale"]} == {"pr", "release"}
    assert sorted(after(document).values()) == [0.3, 0.45]


def test_what_is_gone_is_told_and_stops_no_other(place: Place, rejudge: Any) -> None:
    place.server.add_repository("octocat/models", files={"README.md": "x"})
    release = place.server.publish_release(
        "octocat/models", "v1", assets={"answer.txt": b"0.6"}, author="octocat"
    )
    named = {
        "repository": "octocat/models",
        "tag": "v1",
        "name": "answer.txt",
        "sha256": hashlib.sha256(b"0.6").hexdigest(),
    }
    place.submit("octocat", {f"{FOLDER}/submission.yaml": json.dumps({"asset": named})})
    place.grade()
    place.submit("ada", score="0.5")
    place.grade()
    place.server.upload_asset(release, "answer.txt", b"1.0")
    code, document, _ = rejudge()
    assert (code, document["complete"]) == (3, False)
    problems = {one["participant"]: one["problem"] for one in document["stale"]}
    assert problems["ada"] is None
    assert "answer.txt" in problems["octocat"]
