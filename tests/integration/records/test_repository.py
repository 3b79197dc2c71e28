"""The results repository: real git, real pushes, real races."""

from __future__ import annotations

import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

import factories
from github_server import GitHubServer
from integration.records.repositories import (
    AGAIN,
    BETTER,
    METRICS,
    MONTH,
    SOMEBODY,
    git,
    record,
    write_hook,
)
from podium.errors import ChallengeError, InfrastructureError, SubmissionError
from podium.jobs import Fault
from podium.records.git import commands as podium_git
from podium.records.model import EvaluationRecord, SubmittedFile
from podium.records.repository import Recorded, load_records, record_evaluation


def test_a_missing_folder_becomes_a_repository_with_one_commit(work_tree: Path) -> None:
    recorded = record(work_tree)
    folder = work_tree / f"{MONTH}/s1"
    assert recorded.commit == git(work_tree, "rev-parse", "HEAD")
    assert (folder / "evaluations/1/metrics.json").read_bytes() == METRICS.content
    assert json.loads((folder / "submission.json").read_text())["participant"]["login"] == "octocat"
    assert git(work_tree, "status", "--porcelain") == ""


def test_recording_twice_adds_nothing(work_tree: Path) -> None:
    first, second = record(work_tree), record(work_tree)
    assert (second.commit, second.folder, second.number) == (None, first.folder, first.number)
    assert git(work_tree, "rev-list", "--count", "HEAD") == "1"


def test_a_re_evaluation_adds_a_folder_and_overwrites_nothing(work_tree: Path) -> None:
    record(work_tree)
    again = EvaluationRecord(factories.make_evaluation(podium="0.2.0"), BETTER)
    assert record(work_tree, evaluation=again).number == 2
    (loaded,) = load_records(work_tree, "small").records
    assert [one.evaluation.number for one in loaded.evaluations] == [1, 2]
    assert [one.metrics for one in loaded.evaluations] == [METRICS, BETTER]


def test_a_later_evaluation_stays_in_the_month_of_the_submission(work_tree: Path) -> None:
    record(work_tree)
    later = factories.make_submission(submitted_at=factories.NOON.replace(month=9))
    assert record(work_tree, later, AGAIN).folder == f"{MONTH}/s1"


def test_a_failure_is_recorded_without_metrics(work_tree: Path) -> None:
    failed = factories.make_failure("Time limit exceeded", Fault.PARTICIPANT)
    recorded = record(work_tree, evaluation=EvaluationRecord(failed))
    place = work_tree / recorded.folder / "evaluations/1"
    assert [path.name for path in place.iterdir()] == ["evaluation.json"]
    error = json.loads((place / "evaluation.json").read_text())["error"]
    assert error == {"by": "participant", "message": "Time limit exceeded"}


def test_images_are_recorded_beside_the_metrics(work_tree: Path, tmp_path: Path) -> None:
    image = tmp_path / "case.png"
    image.write_bytes(b"\x89PNG\r\n\0")
    shown = EvaluationRecord(factories.make_evaluation(), METRICS, {"overlay/case-1.png": image})
    record(work_tree, evaluation=shown)
    assert record(work_tree, evaluation=shown).commit is None
    (loaded,) = load_records(work_tree, "small").records
    images = loaded.evaluations[0].images
    assert {name: path.read_bytes() for name, path in images.items()} == {
        "overlay/case-1.png": b"\x89PNG\r\n\0"
    }


def test_another_submission_may_not_take_a_used_id(work_tree: Path) -> None:
    record(work_tree)
    other = factories.make_submission(files=(SubmittedFile("p.csv", 1, "f" * 64),))
    with pytest.raises(SubmissionError, match="another submission is recorded under this id"):
        record(work_tree, other)


def test_the_users_own_changes_are_left_alone(work_tree: Path) -> None:
    record(work_tree)
    (work_tree / "notes.txt").write_text("mine")
    git(work_tree, "add", "notes.txt")
    record(work_tree, factories.make_submission("s2"))
    assert git(work_tree, "status", "--porcelain") == "A  notes.txt"


def test_a_bare_repository_takes_a_record(bare: Path) -> None:
    record(bare)
    assert git(bare, "show", f"main:{MONTH}/s1/evaluations/1/metrics.json")


def test_a_url_takes_a_record_and_knows_it_again(bare: Path) -> None:
    url = bare.as_uri()
    assert record(url).commit == git(bare, "rev-parse", "main")
    assert record(url).commit is None


def test_a_work_tree_with_a_remote_pushes_and_follows(bare: Path, clone: Path) -> None:
    record(bare, factories.make_submission("meanwhile"))
    record(clone, factories.make_submission("mine"))
    assert git(bare, "rev-list", "--count", "main") == "3"
    found = {one.submission.id for one in load_records(clone, "small").records}
    assert found == {"first", "meanwhile", "mine"}


def test_a_push_race_that_is_lost_is_tried_again_on_the_new_head(bare: Path) -> None:
    """A rival's commit lands on the remote while our push is under way."""
    record(bare, factories.make_submission("first"))
    before = git(bare, "rev-parse", "main")
    record(bare, factories.make_submission("rival"))
    git(bare, "tag", "rival", "main")
    git(bare, "update-ref", "refs/heads/main", before)
    write_hook(
        bare,
        "update",
        "git rev-parse --quiet --verify refs/tags/rival || exit 0",
        "git update-ref refs/heads/main refs/tags/rival && git tag -d rival",
    )
    record(bare.as_uri(), factories.make_submission("mine"))
    names = git(bare, "ls-tree", "--name-only", f"main:{MONTH}").split()
    assert names == ["first", "mine", "rival"]
    assert git(bare, "rev-list", "--count", "main") == "3"


@pytest.mark.parametrize("kind", ["bare", "work_tree", "clone", "url"])
def test_writers_at_once_lose_nothing(kind: str, bare: Path, work_tree: Path) -> None:
    target = {"bare": str(bare), "url": bare.as_uri()}.get(kind, str(work_tree))
    if kind == "clone":
        record(bare, factories.make_submission("s0"))
        git(bare, "clone", "--quiet", str(bare), str(work_tree))
    elif kind == "work_tree":
        record(target, factories.make_submission("s0"))
    names = [f"s{number}" for number in range(6)]
    failures: list[Exception] = []

    def write(name: str) -> None:
        own = bare.parent / f"machine-{name}"
        own.mkdir()
        try:
            record_evaluation(
                factories.make_submission(name),
                EvaluationRecord(factories.make_evaluation(), METRICS),
                results=target,
                machine=own,
            )
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    repository = work_tree if kind == "work_tree" else bare
    assert git(repository, "ls-tree", "--name-only", f"main:{MONTH}").split() == (names)
    assert git(repository, "rev-list", "--count", "main") == "6"
    if kind in ("work_tree", "clone"):
        assert git(work_tree, "status", "--porcelain") == ""


def test_whoever_always_loses_gives_up_when_the_patience_ends(bare: Path) -> None:
    """A rival pushes each time just before us."""
    record(bare, factories.make_submission("first"))
    write_hook(
        bare,
        "update",
        "identity='-c user.name=x -c user.email=x@x'",
        "unset GIT_QUARANTINE_PATH",
        'git update-ref "$1" $(git $identity commit-tree -p "$1" -m rival "$1^{tree}")',
    )
    with pytest.raises(InfrastructureError, match="somebody else pushed first each time"):
        record(bare.as_uri(), factories.make_submission("mine"), patience=2)
    rivals = git(bare, "log", "--format=%s", "main").split().count("rival")
    assert rivals > 1, "it is tried again until then"


def test_a_record_fetches_the_newest_commit_and_no_file(bare: Path, tmp_path: Path) -> None:
    git(bare, "config", "uploadpack.allowFilter", "true")
    for name in ("s1", "s2", "s3"):
        record(bare, factories.make_submission(name))
    repository = podium_git.Repository(tmp_path)
    repository.run("init", "--quiet", "--bare")
    repository.run("remote", "add", "origin", bare.as_uri())
    head = podium_git.fetch_branch(repository, "origin", "main", sparingly=True)
    assert head == git(bare, "rev-parse", "main")
    kinds = ("cat-file", "--batch-check=%(objecttype)", "--batch-all-objects")
    found = repository.text(*kinds).split()
    assert found.count("commit") == 1 and "blob" not in found
    record(bare, factories.make_submission("s4"))
    head = podium_git.fetch_branch(repository, "origin", "main", sparingly=True)
    assert head == git(bare, "rev-parse", "main")
    assert repository.text("rev-list", "--count", str(head)) == "2"


def test_a_clone_stays_as_whole_as_it_was(bare: Path, clone: Path) -> None:
    record(bare, factories.make_submission("meanwhile"))
    record(clone, factories.make_submission("mine"))
    assert git(clone, "rev-parse", "--is-shallow-repository") == "false"
    assert "promisor" not in (clone / ".git/config").read_text()


def test_ids_of_either_kind_are_known_again(bare: Path, tmp_path: Path) -> None:
    modern = tmp_path / "modern.git"
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", "-b", "main", str(modern))
    assert len(str(record(modern).commit)) == 64
    assert record(modern).commit is None


def test_a_commit_keeps_odd_names_and_everything_else(bare: Path) -> None:
    repository = podium_git.Repository(bare)
    first = podium_git.commit_files(repository, None, {"kept": b"1"}, message="one\n")
    odd = 'a "quoted"\\\n name/ä'
    second = podium_git.commit_files(repository, first, {odd: b"\0\n"}, message="two\n\nmore\n")
    listed = repository.run("ls-tree", "-r", "-z", "--name-only", second).decode().split("\0")
    assert sorted(listed) == ["", odd, "kept"]
    assert podium_git.read_blob(repository, f"{second}:{odd}") == b"\0\n"
    assert git(bare, "log", "--format=%B%an", second) == "two\n\nmore\nPodium\none\nPodium"
    assert git(bare, "for-each-ref") == "", "no branch is made"


@pytest.fixture
def github(tmp_path: Path) -> Any:
    with GitHubServer(tmp_path) as server:
        server.add_repository("org/results", files={"README.md": "Results"})
        yield server


@pytest.fixture
def token(github: GitHubServer) -> str:
    return github.token({"org/results": {"contents": "write"}})


def record_there(github: GitHubServer, token: str) -> Recorded:
    environment = podium_git.authorization(github.url, token)
    return record(github.clone_url("org/results"), branch="results", environment=environment)


def test_a_token_that_may_push_pushes(github: GitHubServer, token: str) -> None:
    assert record_there(github, token).commit == github.git("org/results").find("results")
    assert record_there(github, token).commit is None


def test_recording_again_is_known_from_names_and_ids_alone(
    github: GitHubServer, token: str
) -> None:
    record_there(github, token)
    github.requests.clear()
    record_there(github, token)
    asked = [entry.path.rpartition("/")[2] for entry in github.requests]
    assert asked == ["refs", "git-upload-pack", "git-upload-pack"], "one fetch, without a file"


@pytest.mark.parametrize("held", ["nothing", "a wrong token", "read", "another repository's"])
def test_a_token_that_may_not_push_is_the_organizers_business(
    github: GitHubServer, held: str
) -> None:
    github.add_repository("org/other")
    token = {
        "nothing": "",
        "a wrong token": "ghs_wrong",
        "read": github.token({"org/results": {"contents": "read"}}),
        "another repository's": github.token({"org/other": {"contents": "write"}}),
    }[held]
    with pytest.raises(ChallengeError) as caught:
        record_there(github, token)
    told = str(caught.value)
    assert told.startswith(f"{github.url}/org/results.git: git ")
    assert (
        "token may not do this" if held in ("read", "another repository's") else "wrong"
    ) in told
    assert "ghs_" not in told and "Basic" not in told


def test_what_the_token_may_not_see_is_told_as_not_there(github: GitHubServer, token: str) -> None:
    github.add_repository("org/hidden", private=True)
    environment = podium_git.authorization(github.url, token)
    with pytest.raises(ChallengeError, match="no such repository, or the token may not see it"):
        record(github.clone_url("org/hidden"), environment=environment)


def test_a_password_in_an_address_is_not_told(github: GitHubServer) -> None:
    address = github.clone_url("org/results").replace("://", "://octocat:hunter2@")
    with pytest.raises(ChallengeError) as caught:
        record(address)
    assert "hunter2" not in str(caught.value) and "octocat" not in str(caught.value)


def test_a_rule_that_forbids_the_push_is_told_in_githubs_words(
    github: GitHubServer, token: str
) -> None:
    write_hook(
        github.git("org/results").path,
        "pre-receive",
        "cat >&2 <<END",
        "error: GH013: Repository rule violations found for refs/heads/results.\n",
        "- Changes must be made through a pull request.\nEND\nexit 1",
    )
    with pytest.raises(
        ChallengeError, match=r"forbids this push \(GH013: .* pull request\.\): let"
    ):
        record_there(github, token)


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "info/refs", "500"),
        ("GET", "info/refs", "reset"),  # what else is reset, git asks again by itself
        ("POST", "git-upload-pack", "502"),
        ("POST", "git-receive-pack", "503"),
    ],
)
def test_a_server_that_fails_is_nobodys_fault(
    github: GitHubServer, token: str, method: str, path: str, kind: Any
) -> None:
    github.fail_next(method, path, kind)
    with pytest.raises(InfrastructureError):
        record_there(github, token)
    assert record_there(github, token).commit is not None


def test_a_push_whose_answer_is_lost_is_not_made_twice(github: GitHubServer, token: str) -> None:
    github.fail_next("POST", "git-receive-pack", "500", applied=True)
    with pytest.raises(InfrastructureError):
        record_there(github, token)
    assert record_there(github, token).commit is None
    assert github.git("org/results").run("rev-list", "--count", "results") == "1"


def test_a_remote_that_refuses_every_push_is_the_infrastructures_fault(bare: Path) -> None:
    write_hook(bare, "pre-receive", "echo 'the disk is full' >&2", "exit 1")
    with pytest.raises(InfrastructureError, match="git push failed"):
        record(bare.as_uri())


def test_a_remote_that_is_not_there_is_the_infrastructures_fault(tmp_path: Path) -> None:
    with pytest.raises(InfrastructureError, match="git fetch failed"):
        record((tmp_path / "nowhere.git").as_uri())


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("mine")
    with pytest.raises(ChallengeError, match="not a git repository"):
        record(tmp_path)


def test_a_folder_inside_another_repository_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "file.txt").write_text("mine")
    with pytest.raises(ChallengeError, match="not a git repository"):
        record(inner)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        pytest.param({"submission.json": "{"}, "passed over", id="half a submission"),
        pytest.param({"submission.json": '{"version": 2}'}, "passed over", id="other version"),
        pytest.param({"submission.json": None}, "no such file", id="no submission"),
        pytest.param({"evaluations/1/evaluation.json": "[]"}, "passed over", id="no evaluation"),
    ],
)
def test_one_corrupt_record_among_many_is_reported_and_passed_over(
    work_tree: Path, damage: dict[str, str | None], problem: str
) -> None:
    for name in ("s1", "s2", "s3"):
        record(work_tree, factories.make_submission(name))
    for path, text in damage.items():
        target = work_tree / f"{MONTH}/s2" / path
        target.unlink() if text is None else target.write_text(text)
    loaded = load_records(work_tree, "small")
    intact = [one.submission.id for one in loaded.records if one.evaluations]
    assert intact == ["s1", "s3"]
    (issue,) = loaded.problems
    assert problem in issue.message
    assert issue.where.startswith(f"{MONTH}/s2/")


@pytest.mark.parametrize(
    "place",
    [
        "submission.json",
        "evaluations",
        "evaluations/1",
        "evaluations/1/evaluation.json",
        "evaluations/1/metrics.json",
        "evaluations/1/images/overlay/c1.png",
        "evaluations/1/outputs/details.json",
    ],
)
def test_nothing_is_read_through_a_link(work_tree: Path, tmp_path: Path, place: str) -> None:
    for name in ("s1", "s2"):
        record(work_tree, factories.make_submission(name))
    linked, elsewhere = work_tree / f"{MONTH}/s2" / place, tmp_path / "elsewhere"
    if linked.exists():
        linked.rename(elsewhere)
    else:
        linked.parent.mkdir(parents=True)
        elsewhere.write_bytes(b"a secret of this machine")
    linked.symlink_to(elsewhere)
    loaded = load_records(work_tree, "small")
    assert [one.submission.id for one in loaded.records if one.evaluations] == ["s1"]
    (issue,) = loaded.problems
    assert "link" in issue.message and issue.where.startswith(f"{MONTH}/s2/")


@pytest.mark.parametrize("place", ["results/small/zz", "results/small/dev/zz", f"{MONTH}/zz"])
def test_a_folder_that_is_a_link_is_told_and_passed_over(work_tree: Path, place: str) -> None:
    record(work_tree)
    (work_tree / place).symlink_to("/proc")
    loaded = load_records(work_tree, "small")
    assert len(loaded.records) == 1
    assert [one.where for one in loaded.problems] == [place]


def test_what_is_no_plain_file_or_too_large_is_passed_over(work_tree: Path) -> None:
    for name in ("s1", "s2", "s3", "s4"):
        record(work_tree, factories.make_submission(name))
    for name, change in {
        "s2": lambda file: (file.unlink(), os.mkfifo(file)),
        "s3": lambda file: os.truncate(file, 1 << 40),
        "s4": lambda file: file.write_text('{"a":' * 101 + "1" + "}" * 101),
    }.items():
        change(work_tree / f"{MONTH}/{name}/evaluations/1/metrics.json")
    loaded = load_records(work_tree, "small")
    assert [one.submission.id for one in loaded.records if one.evaluations] == ["s1"]
    said = " ".join(one.message for one in loaded.problems)
    for fact in ("metrics.json is a link or no plain file", "10.0 MiB is the most", "too deeply"):
        assert fact in said


def test_a_record_in_the_wrong_folder_is_passed_over(work_tree: Path) -> None:
    record(work_tree)
    folder = work_tree / MONTH
    (folder / "s1").rename(folder / "s9")
    loaded = load_records(work_tree, "small")
    assert loaded.records == ()
    assert "it belongs in results/small/dev/2026-07/s1" in loaded.problems[0].message


def test_an_id_is_one_submissions_in_all_phases(work_tree: Path) -> None:
    record(work_tree)
    with pytest.raises(SubmissionError, match="another submission is recorded under this id"):
        record(work_tree, factories.make_submission(phase="final"))


def test_two_records_of_one_id_are_told_apart(work_tree: Path) -> None:
    record(work_tree)
    copy = work_tree / "results/small/final/2026-07/s1"
    shutil.copytree(work_tree / f"{MONTH}/s1", copy)
    text = (copy / "submission.json").read_text()
    (copy / "submission.json").write_text(text.replace('"dev"', '"final"'))
    loaded = load_records(work_tree, "small")
    assert [one.submission.phase for one in loaded.records] == ["dev"]
    assert "the id is that of results/small/dev/2026-07/s1" in loaded.problems[0].message


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        pytest.param({"metrics.json": None}, "metrics.json is missing", id="no metrics"),
        pytest.param({"metrics.json": "{"}, "metrics.json is not JSON", id="broken metrics"),
        pytest.param({"evaluation.json": ("1.5", "Infinity")}, "finite", id="endless"),
    ],
)
def test_a_finished_evaluation_without_its_numbers_is_passed_over(
    work_tree: Path, damage: dict[str, Any], problem: str
) -> None:
    record(work_tree)
    for name, change in damage.items():
        path = work_tree / f"{MONTH}/s1/evaluations/1" / name
        if change is None:
            path.unlink()
        elif isinstance(change, tuple):
            path.write_text(path.read_text().replace(*change))
        else:
            path.write_text(change)
    loaded = load_records(work_tree, "small")
    assert loaded.records[0].evaluations == ()
    assert problem in loaded.problems[0].message


def test_recording_over_a_record_that_cannot_be_read_says_which(work_tree: Path) -> None:
    record(work_tree)
    path = work_tree / f"{MONTH}/s1/submission.json"
    path.write_text("{")
    git(work_tree, *SOMEBODY, "commit", "-qam", "damage")
    with pytest.raises(ChallengeError, match="what is recorded cannot be read"):
        record(work_tree, evaluation=AGAIN)


def test_a_clone_with_commits_of_its_own_is_said_to_be_behind(bare: Path, clone: Path) -> None:
    git(clone, *SOMEBODY, "commit", "-q", "--allow-empty", "-m", "x")
    assert record(clone, factories.make_submission("mine")).is_behind
    assert git(bare, "rev-list", "--count", "main") == "2"


def test_a_push_that_a_hook_declines_is_no_race(bare: Path) -> None:
    write_hook(bare, "update", "exit 1")
    with pytest.raises(InfrastructureError, match="git push failed"):
        record(bare.as_uri())


def test_a_bare_repository_keeps_its_own_branch(bare: Path) -> None:
    git(bare, "symbolic-ref", "HEAD", "refs/heads/master")
    record(bare)
    assert git(bare, "rev-list", "--count", "master") == "1"
