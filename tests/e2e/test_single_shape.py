"""One public repository, as ``podium init`` writes it: a pull request from a fork and a release,
from what wakes the workflows up to the deployed site."""

from __future__ import annotations

from collections.abc import Iterator

import docker
import pytest

from e2e import chains
from e2e.act import Run
from e2e.chains import CHALLENGE, GROUND_TRUTH, PREDICTIONS, Chain
from github_server import Pull, Release
from podium.cli.scaffold import Shape

pytestmark = [pytest.mark.slow, pytest.mark.docker]

HOSTILE = 'x"; echo PWNED; echo "'


@pytest.fixture(scope="module")
def chain(
    tmp_path_factory: pytest.TempPathFactory, docker_client: docker.DockerClient
) -> Iterator[Chain]:
    with chains.begin(Shape.SINGLE, tmp_path_factory.mktemp("single")) as chain:
        yield chain


@pytest.fixture(scope="module")
def pull(chain: Chain) -> Pull:
    return chain.submit("ada", title=HOSTILE)


@pytest.fixture(scope="module")
def taken_in(chain: Chain, pull: Pull) -> Run:
    return chain.take_in(pull)


@pytest.fixture(scope="module")
def graded(chain: Chain, pull: Pull) -> Run:
    return chain.grade(pull)


@pytest.fixture(scope="module")
def release(chain: Chain, graded: Run) -> Release:
    """It knows every answer, so its entry goes above the one that is there."""
    return chain.publish_release("grace", chain.example(GROUND_TRUTH))


@pytest.fixture(scope="module")
def released(chain: Chain, release: Release) -> tuple[Run, Run]:
    return chain.take_release(release)


@pytest.fixture(scope="module")
def deployed(chain: Chain, released: tuple[Run, Run]) -> Run:
    return chain.deploy()


def test_the_intake_says_that_the_format_is_in_order(taken_in: Run) -> None:
    assert taken_in.exit_code == 0, taken_in.log
    assert "The format is in order." in taken_in.printed


def test_the_intake_writes_nothing(chain: Chain, taken_in: Run) -> None:
    asked = chain.server.requests.matching(token=f"{CHALLENGE}: intake.yml")
    assert {one.method for one in asked if one.kind == "rest"} == {"GET"}
    assert {one.route for one in asked if one.kind == "git"} == {"git-upload-pack"}


def test_a_pull_request_from_a_fork_is_ranked(chain: Chain, pull: Pull, graded: Run) -> None:
    assert graded.exit_code == 0, graded.log
    comment = chain.comment(pull)
    assert "### Scored: rank 1 of 1" in comment
    assert "Accuracy 0.925" in comment
    assert chain.server.labels(CHALLENGE, pull.number) == ["podium: scored"]
    assert chain.server.statuses(CHALLENGE, pull.head_sha)[-1].state == "success"


def test_its_evaluation_is_on_the_branch_for_results_only(
    chain: Chain, pull: Pull, graded: Run
) -> None:
    score = chains.accuracy(chain.example(PREDICTIONS), chain.example(GROUND_TRUTH))
    assert chain.score(f"pr-{pull.number}-{pull.head_sha[:7]}") == score
    assert len(chain.server.git(CHALLENGE).commits("refs/heads/main")) == 1


def test_what_a_participant_writes_is_not_executed(taken_in: Run, graded: Run) -> None:
    assert "PWNED" not in taken_in.log + graded.log


def test_a_release_is_recorded(chain: Chain, release: Release, released: tuple[Run, Run]) -> None:
    for run in released:
        assert run.exit_code == 0, run.log
    submission = f"release-{release.assets[0].id}"
    assert chain.score(submission) == 1
    told = chain.told_of(release)
    assert [one.state for one in told] == ["pending", "success"]
    assert told[-1].target_url == f"{chain.site_url}shapes/submissions/{submission}/"


def test_the_board_on_the_site_ranks_both(chain: Chain, deployed: Run) -> None:
    assert deployed.exit_code == 0, deployed.log
    chain.assert_both_are_ranked()


def test_every_submission_has_its_page(
    chain: Chain, pull: Pull, release: Release, deployed: Run
) -> None:
    page = chain.page(f"shapes/submissions/pr-{pull.number}-{pull.head_sha[:7]}/index.html")
    assert "ada" in page and "0.925" in page
    page = chain.page(f"shapes/submissions/release-{release.assets[0].id}/index.html")
    assert "grace" in page and "1.000" in page


def test_what_the_comment_links_to_is_on_the_site(chain: Chain, pull: Pull, deployed: Run) -> None:
    chain.assert_links_hold(pull)


def test_no_token_is_printed(
    chain: Chain, taken_in: Run, graded: Run, released: tuple[Run, Run], deployed: Run
) -> None:
    for run in (taken_in, graded, *released, deployed):
        assert "ghs_" not in run.log
