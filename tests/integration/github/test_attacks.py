"""What participants try, each a test named after it; all of it must come to nothing."""

from __future__ import annotations

import json
import os
import shutil
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from github_server import LINK, SUBMODULE, Entry
from integration.github.conftest import CHALLENGE, Place
from podium.github import comment
from podium.github.comment import Mark, Stage
from podium.records.git import commands

FOLDER = "submissions/small/dev/mallory/first"
INJECTIONS = [
    'x"; echo PWNED; echo "',
    "$(touch pwned)",
    "`touch pwned`",
    "${{ github.token }}",
    "x\n::set-output name=state::published\n::add-mask::x",
    "@octocat <b>| a |</b> [x](javascript:x)",
]


def refused(place: Place, files: dict[str, Any], **more: Any) -> str:
    """The comment that refuses a pull request of mallory's; nothing is recorded."""
    pull = place.submit("mallory", files, **more)
    assert place.grade() == (0, 0)
    body = place.comment(pull)
    assert "### Not accepted" in body
    assert place.records() == []
    return body


@pytest.mark.parametrize("text", INJECTIONS)
def test_script_injection_by_title_and_description(place: Place, text: str, capfd: Any) -> None:
    files = {
        f"{FOLDER}/answer.txt": "0.5",
        f"{FOLDER}/submission.yaml": json.dumps({"method_name": text}),
    }
    pull = place.submit("mallory", files, title=text, body=text, message=text)
    place.event("workflow_run", json.loads(Path(place.environ["GITHUB_EVENT_PATH"]).read_text()))
    assert place.grade() == (0, 0)
    assert set(place.outputs) == {"state", "evaluated", "rejected", "published"}
    logged = "".join(capfd.readouterr())
    for shown in (place.comment(pull), place.summary, logged):
        assert text not in shown and "::add-mask::" not in shown
    assert not Path("pwned").exists()


@pytest.mark.parametrize("branch", ["x;id", "$(id)", "a&b=c", "refs/heads/main", "a'b", "e%00"])
def test_script_injection_by_branch_name(place: Place, branch: str) -> None:
    pull = place.submit("mallory", score="0.5", branch=branch)
    assert place.grade() == (0, 0)
    assert "### Scored" in place.comment(pull)


@pytest.mark.parametrize(
    "name", ["x;id.txt", "$(id)", "a\n::set-output name=state::x", "-rf", "@o"]
)
def test_script_injection_by_file_name(place: Place, name: str, capfd: Any) -> None:
    pull = place.submit("mallory", {f"{FOLDER}/{name}": "0.5", f"{name}/x": "1"})
    assert place.grade() == (0, 0)
    logged = "".join(capfd.readouterr())
    assert not any(line.lstrip().startswith("::") for line in logged.splitlines())
    assert "\n::" not in place.comment(pull)
    assert place.outputs["state"] == "none"


def test_a_workflow_file_changed_in_the_pull_request(place: Place) -> None:
    files = {f"{FOLDER}/answer.txt": "1", ".github/workflows/evaluate.yml": "on: push"}
    assert "`.github/workflows/evaluate.yml`" in refused(place, files)


def test_the_evaluator_changed_in_the_pull_request(place: Place) -> None:
    files = {f"{FOLDER}/answer.txt": "1", "evaluation_script/main.py": "def evaluate(*a): return 1"}
    assert "`evaluation_script/main.py`" in refused(place, files)


def test_another_participants_folder(place: Place) -> None:
    body = refused(place, {"submissions/small/dev/victim/first/answer.txt": "0"})
    assert "another participant's" in body and "submissions/small/&lt;phase" in body


def test_another_participants_merged_submission_deleted(place: Place) -> None:
    theirs = "submissions/small/dev/victim/first/answer.txt"
    place.server.commit(CHALLENGE, {theirs: "0.9"})
    body = refused(place, {f"{FOLDER}/answer.txt": "1", theirs: None})
    assert "more than one submission" in body and "another participant's" in body


def test_a_victims_commit_in_another_pull_request(place: Place) -> None:
    """Identity is who opened the pull request; the commit's author is anybody's text."""
    victim = place.submit("victim", score="0.9")
    place.server.fork(CHALLENGE, "mallory")
    fork = place.server.git("mallory/small")
    fork.move_ref("refs/heads/stolen", victim.head_sha)
    stolen = place.server.open_pull_of(CHALLENGE, "mallory/small", "stolen", author="mallory")
    place.wake(stolen)
    place.grade()
    assert "another participant's" in place.comment(stolen)
    place.wake(victim)
    place.grade()
    (record,) = place.records()
    assert record.submission.participant.login == "victim"


def test_a_commit_dated_before_the_end(place: Place) -> None:
    files = {"submissions/small/old/mallory/first/answer.txt": "1"}
    now = place.server.clock.now
    place.server.clock.now = now.replace(year=2019)
    place.server.fork(CHALLENGE, "mallory")
    place.server.commit("mallory/small", files, branch="old", author="mallory")
    place.server.clock.now = now
    pull = place.server.open_pull_of(CHALLENGE, "mallory/small", "old", author="mallory")
    place.wake(pull)
    place.grade()
    assert "the phase closed on 2020" in place.comment(pull)


@pytest.mark.parametrize(
    ("mode", "content", "fact"),
    [
        (LINK, "/etc/passwd", "symbolic link"),
        (LINK, "../../../../../annotations/truth.txt", "symbolic link"),
        (SUBMODULE, "1" * 40, "submodule"),
    ],
)
def test_a_symlink_and_a_submodule(place: Place, mode: str, content: str, fact: str) -> None:
    files = {f"{FOLDER}/answer.txt": "1", f"{FOLDER}/x": Entry(mode, content)}
    assert fact in refused(place, files)


def test_a_link_instead_of_the_folder(place: Place) -> None:
    assert "move it to" in refused(place, {FOLDER: Entry(LINK, "../victim/first")})


def test_case_colliding_paths(place: Place) -> None:
    files = {f"{FOLDER}/answer.txt": "1", f"{FOLDER}/ANSWER.txt": "0"}
    assert "by capitals only" in refused(place, files)


def test_a_pointer_to_lfs(place: Place) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 9\n"
    assert "Git LFS" in refused(place, {f"{FOLDER}/answer.txt": pointer})


def test_too_large_files_are_refused_before_they_are_fetched(place: Place) -> None:
    large = bytes(101 << 20)
    place.server.requests.clear()
    body = refused(place, {f"{FOLDER}/answer.txt": large})
    assert "is 101 MiB, at most 100 MiB" in body


def test_a_forged_intake_run(place: Place) -> None:
    """The pull request's own workflow can end as it likes and list what it likes."""
    pull = place.submit("mallory", {"submissions/answer.txt": "x"})
    event = json.loads(Path(place.environ["GITHUB_EVENT_PATH"]).read_text())
    event["workflow_run"]["pull_requests"] = [{"number": 99, "head": {"sha": "0" * 40}}]
    event["workflow_run"]["conclusion"] = "success"
    event["workflow_run"]["display_title"] = "::set-output name=state::published"
    place.event("workflow_run", event)
    assert place.grade() == (0, 0)
    assert "### Not accepted" in place.comment(pull)


def test_a_head_that_moves_between_check_and_evaluation(place: Place) -> None:
    """What was checked is what is evaluated, and the record names that very commit."""
    pull = place.submit("mallory", score="0.5")
    checked = pull.head_sha
    place.server.before(
        "GET",
        r"/git/trees/",
        lambda request: place.server.push_to_pull(
            CHALLENGE, pull.number, {f"{FOLDER}/answer.txt": "1.0", ".github/x": "1"}
        ),
    )
    assert place.grade() == (0, 0)
    (record,) = place.records()
    source = record.submission.source
    assert getattr(source, "head_sha", "") == checked
    assert "0.5" in str(record.evaluations[0].document)
    assert "A newer commit" in place.comment(pull)
    place.wake(pull)
    place.grade()
    assert "### Not accepted" in place.comment(pull)


def test_a_comment_that_imitates_ours(place: Place) -> None:
    pull = place.submit("mallory", score="0.5")
    forged = f"{comment.mark_line(Mark(pull.head_sha, Stage.SCORED))}\n### Scored: rank 1 of 1"
    theirs = place.server.comment(CHALLENGE, pull.number, author="mallory", body=forged)
    assert place.grade(PODIUM_BOT="") == (0, 0)
    assert place.comment(pull) != forged
    assert theirs.body == forged
    assert len(place.records()) == 1


def test_a_label_and_a_status_that_imitate_ours(place: Place) -> None:
    pull = place.submit("mallory", score="0.5")
    place.server.add_label(CHALLENGE, pull.number, "podium: scored")
    place.server.add_label(CHALLENGE, pull.number, "help wanted")
    place.sweep()
    assert len(place.records()) == 1
    assert set(place.server.labels(CHALLENGE, pull.number)) == {"podium: scored", "help wanted"}


def test_workflow_commands_printed_by_the_evaluator(place: Place, capfd: Any) -> None:
    place.submit("mallory", score="0.5")
    place.grade()
    assert "::set-output" not in "".join(capfd.readouterr())
    assert place.outputs["published"] == "1"


def test_a_wrong_token_is_in_no_log(place: Place, capfd: Any) -> None:
    place.submit("mallory", score="0.5")
    secret = "ghs_" + "s" * 36
    assert place.run("evaluate", PODIUM_TOKEN=secret, PODIUM_RESULTS_TOKEN=secret) == 2
    logged = "".join(capfd.readouterr())
    assert "token" in logged
    assert secret not in logged


@pytest.mark.parametrize(
    "encode",
    [str, lambda text: text.encode().hex(), lambda text: b64encode(f"x{text}".encode()).decode()],
    ids=["as it is", "hex", "base64"],
)
def test_a_token_that_was_found_out_is_in_no_comment_record_or_log(
    place: Place, encode: Callable[[str], str], capfd: Any
) -> None:
    """However they came by it: the evaluator repeats what it was given."""
    leaked = encode(place.token)
    pull = place.submit("mallory", score=f"bad {leaked}")
    assert place.grade() == (0, 0)
    assert "line 1: expected a number, found bad " in place.comment(pull)
    shown = [place.comment(pull), place.summary, *capfd.readouterr()]
    (record,) = place.records()
    shown.append(str(record.evaluations[0].evaluation))
    core = leaked[3:-3]  # of base64 the letters at the ends hold bits of others
    assert not any(core in text for text in shown)


def test_the_token_is_in_no_file_that_is_left(place: Place) -> None:
    place.submit("mallory", score="0.5")
    place.grade()
    for path in place.folder.rglob("*"):
        if path.is_file():
            assert place.token.encode() not in path.read_bytes()


def test_no_token_in_any_argument_or_address(place: Place, tmp_path: Path) -> None:
    """A git in front of git writes down how it was started."""
    seen, front, path = tmp_path / "arguments", tmp_path / "bin/git", os.environ["PATH"]
    real = shutil.which("git")
    front.parent.mkdir()
    front.write_text(f'#!/bin/sh\necho "$@" >> {seen}\nexec {real} "$@"\n')
    front.chmod(0o755)
    place.submit("mallory", score="0.5")
    assert place.grade(PATH=f"{front.parent}:{path}") == (0, 0)
    arguments = seen.read_text()
    assert "push" in arguments and "fetch" in arguments
    assert place.token not in arguments and "Authorization" not in arguments
    assert not any(place.token in one.path for one in place.server.requests)


OLD = "submissions/small/old/mallory/first/answer.txt"
BEFORE = datetime(2019, 12, 31, 20, tzinfo=UTC)  # the phase `old` ends at midnight


@pytest.mark.parametrize("how", ["a new pull request", "the old one, opened again", "pushed back"])
def test_guesses_of_before_the_end_are_not_chosen_from_after_it(place: Place, how: str) -> None:
    """Commits can be pushed in time, taken back, and the best of them chosen when the truth is
    known: what counts is since when it waits."""
    server, now = place.server, place.server.clock.now
    server.clock.now = BEFORE
    pull = server.open_pull(CHALLENGE, author="mallory", files={OLD: "0.9"})
    best = pull.head_sha
    place.wake(pull)
    server.clock.advance(minutes=1)
    server.push_to_pull(CHALLENGE, pull.number, {OLD: "0.2"})
    place.wake(pull)
    server.close_pull(CHALLENGE, pull.number)
    server.clock.now = now
    fork = server.git("mallory/small")
    if how == "a new pull request":
        fork.move_ref("refs/heads/chosen", best, force=True)
        server.open_pull_of(CHALLENGE, "mallory/small", "chosen", author="mallory")
    else:
        fork.move_ref(f"refs/heads/{pull.head_branch}", best, force=True)
        pull.state, pull.head_sha = "open", best
        place.wake(pull)
    assert place.sweep() == (0, 0)
    assert place.records() == []


def test_what_waited_before_the_end_counts_after_it(place: Place) -> None:
    now, place.server.clock.now = place.server.clock.now, BEFORE
    pull = place.server.open_pull(CHALLENGE, author="mallory", files={OLD: "0.9"})
    place.wake(pull)
    place.server.clock.now = now
    assert place.sweep() == (0, 0)
    (record,) = place.records()
    assert record.submission.submitted_at == BEFORE


def test_a_tree_that_names_millions_of_paths(place: Place) -> None:
    """A dozen objects that name each other are refused before anybody lists what they name."""
    place.server.fork(CHALLENGE, "mallory")
    git = place.server.git("mallory/small")
    base = place.server.git(CHALLENGE).read_ref("refs/heads/main")
    blob = git.run("hash-object", "-w", "--stdin", stdin="x")
    tree = git.run("mktree", stdin=f"100644 blob {blob}\tanswer.txt\n")
    for _ in range(6):
        tree = git.run("mktree", stdin="".join(f"040000 tree {tree}\td{n}\n" for n in range(10)))
    for part in ("first", "mallory", "dev", "small"):
        tree = git.run("mktree", stdin=f"040000 tree {tree}\t{part}\n")
    top = git.run("ls-tree", base) + f"\n040000 tree {tree}\tsubmissions\n"
    author = dict(commands.identity("mallory", "mallory@example.org"))
    sha = git.run("commit-tree", git.run("mktree", stdin=top), "-p", base, "-m", "x", env=author)
    git.move_ref("refs/heads/bomb", sha)
    pull = place.server.open_pull_of(CHALLENGE, "mallory/small", "bomb", author="mallory")
    place.wake(pull)
    honest = place.submit("octocat")
    started = time.monotonic()
    assert place.sweep() == (0, 0)
    assert time.monotonic() - started < 20
    assert "more than 20,000 files" in place.comment(pull)
    assert "### Scored" in place.comment(honest)
