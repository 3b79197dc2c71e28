"""Release assets: named by a pull request, or published in the challenge's own repository."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, Place
from podium.records.model import ReleaseSource

FOLDER = "submissions/small/dev/octocat/first"
CONTENT = b"0.75\n"


def submit(place: Place, **changes: str) -> Any:
    given = {
        "repository": "octocat/models",
        "tag": "v1",
        "name": "answer.txt",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        **changes,
    }
    statement = json.dumps({"method_name": "large", "asset": given})
    return place.submit("octocat", {f"{FOLDER}/submission.yaml": statement})


def publish(place: Place, content: bytes = CONTENT, **more: Any) -> Any:
    place.server.add_repository("octocat/models", files={"README.md": "x"}, **more)
    assets = {"answer.txt": content}
    return place.server.publish_release("octocat/models", "v1", assets=assets, author="octocat")


def test_a_pull_request_that_names_an_asset(place: Place) -> None:
    publish(place)
    pull = submit(place)
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert "accuracy 0.75" in place.comment(pull)
    (record,) = place.records()
    assert [file.path for file in record.submission.files] == ["answer.txt"]
    assert record.submission.metadata.method_name == "large"
    assert len(place.rest_calls()) <= 16


def test_a_token_is_shown_for_an_asset_that_a_participant_names(place: Place) -> None:
    """Whoever shows none is soon refused."""
    place.server.limits.anonymous_downloads = place.server.limits.anonymous = 0
    publish(place)
    pull = submit(place)
    assert place.grade() == (0, 0)
    assert "accuracy 0.75" in place.comment(pull)
    assert place.server.requests.count(token="anonymous", kind="rest") == 0


def test_a_download_waits_as_long_as_github_says(place: Place) -> None:
    publish(place)
    pull = submit(place)
    place.server.fail_next("GET", r"/_storage/", "secondary_limit", seconds=1)
    assert place.grade() == (0, 0)
    assert "accuracy 0.75" in place.comment(pull)


def test_a_download_that_breaks_off_is_begun_again(place: Place) -> None:
    publish(place)
    pull = submit(place)
    place.server.fail_next("GET", r"/_storage/", "reset")
    assert place.grade() == (0, 0)
    assert "accuracy 0.75" in place.comment(pull)


def test_an_asset_of_a_private_repository_that_our_token_could_read(place: Place) -> None:
    publish(place, private=True)
    token = place.server.token(
        {
            CHALLENGE: dict.fromkeys(
                ("contents", "issues", "pull_requests", "statuses", "actions"), "write"
            ),
            "octocat/models": {"contents": "read"},
        }
    )
    pull = submit(place)
    place.grade(PODIUM_TOKEN=token)
    assert "no such asset that anybody can download" in place.comment(pull)


def test_an_asset_that_changed_after_its_digest_was_given(place: Place) -> None:
    release = publish(place)
    pull = submit(place)
    place.server.upload_asset(release, "answer.txt", b"1.0\n")
    place.grade()
    body = place.comment(pull)
    assert "### Not accepted" in body
    assert hashlib.sha256(b"1.0\n").hexdigest() in body
    assert place.records() == []


def test_an_asset_beside_files(place: Place) -> None:
    publish(place)
    pull = submit(place)
    place.server.push_to_pull(CHALLENGE, pull.number, {f"{FOLDER}/other.txt": "1"})
    place.wake(pull)
    place.grade()
    assert "keep one of the two" in place.comment(pull)


@pytest.mark.parametrize(
    "changes",
    [
        {"repository": "octocat/models/../../org/small"},
        {"tag": "../../../../_storage"},
        {"name": "../x"},
        {"sha256": "0"},
        {"tag": "v2"},
        {"name": "other.txt"},
    ],
)
def test_an_asset_that_is_not_there_or_points_elsewhere(
    place: Place, changes: dict[str, str]
) -> None:
    publish(place)
    pull = submit(place, **changes)
    assert place.grade() == (0, 0)
    assert "### Not accepted" in place.comment(pull)


def release_in_challenge(place: Place, assets: dict[str, bytes], **more: Any) -> Any:
    place.server.set_role(CHALLENGE, "hubot", "write")
    release = place.server.publish_release(
        CHALLENGE, "round-1", assets=assets, author="hubot", **more
    )
    place.event("release", place.server.release_event(release))
    return release


def test_of_more_assets_than_github_lists_at_once_each_is_told_once(place: Place) -> None:
    release_in_challenge(place, {f"dev--{number}.txt": b"bad" for number in range(34)})
    assert place.grade() == (0, 0)
    assert set(states(place).values()) == {"failure"} and len(states(place)) == 34
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert place.writes() == []


def states(place: Place) -> dict[str, str]:
    tip = place.server.git(CHALLENGE).read_ref("refs/heads/main") or ""
    return {one.context: one.state for one in place.server.statuses(CHALLENGE, tip)}


def test_each_matching_asset_of_a_release_is_a_submission(place: Place) -> None:
    release = release_in_challenge(
        place,
        {
            "dev--a.txt": b"0.25",
            "dev--a.txt.submission.yaml": b"method_name: small",
            "dev--b.txt": b"0.5",
            "old--c.txt": b"1",
            "notes.md": b"x",
        },
        name="$(id)",
        body="::set-output name=state::x",
    )
    assert place.grade() == (0, 0)
    found = {record.submission.source.asset: record for record in place.records()}  # type: ignore[union-attr]
    assert set(found) == {"dev--a.txt", "dev--b.txt"}
    first = found["dev--a.txt"].submission
    asset = release.assets[0]
    assert first.id == f"release-{asset.id}"
    assert first.source == ReleaseSource(CHALLENGE, "round-1", "dev--a.txt", asset.id)
    assert (first.participant.login, first.metadata.method_name) == ("hubot", "small")
    assert sorted(states(place).values()) == ["failure", "success", "success"]
    assert "### Scored" in place.summary and "closed" in place.summary


def test_a_release_is_taken_once(place: Place) -> None:
    release_in_challenge(place, {"dev--a.txt": b"0.25", "old--b.txt": b"1"})
    place.grade()
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert place.sweep() == (0, 0)
    assert place.writes() == []


def test_the_sweep_finds_a_release_that_no_run_took(place: Place) -> None:
    release_in_challenge(place, {"dev--a.txt": b"0.25"})
    assert place.sweep() == (0, 0)
    assert len(place.records()) == 1


@pytest.mark.parametrize("size", [1, 1 << 40])
def test_an_asset_that_lies_about_its_size(place: Place, size: int) -> None:
    release = release_in_challenge(place, {"dev--a.txt": b"0.25"})
    release.assets[0].size = size
    assert place.grade() == (0, 0)
    assert place.records() == []
    assert set(states(place).values()) == {"failure"}


def test_an_asset_whose_bytes_are_not_those_that_are_listed(place: Place) -> None:
    release = release_in_challenge(place, {"dev--a.txt": b"0.25"})
    release.assets[0].file.write_bytes(b"0.99")
    assert place.grade() == (0, 0)
    assert place.records() == []
    assert "upload it again" in place.summary


def test_a_draft_is_not_published(place: Place) -> None:
    release_in_challenge(place, {"dev--a.txt": b"0.25"}, draft=True)
    assert place.sweep() == (0, 0)
    assert place.records() == []
