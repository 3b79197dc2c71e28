"""Three repositories, as ``podium init`` writes them: the public challenge, the private grader and
the results. The App's tokens are really made by its key, and really limited."""

from __future__ import annotations

import re
from collections.abc import Iterator

import docker
import pytest

from e2e import chains
from e2e.act import Run
from e2e.chains import CHALLENGE, GRADER, GROUND_TRUTH, PREDICTIONS, RESULTS, Chain
from github_server import Pull, Release
from podium.cli.scaffold import Shape

pytestmark = [pytest.mark.slow, pytest.mark.docker]

READING = {"contents": "read", "actions": "read"}
COMMENTING = {CHALLENGE: {**READING, "pull_requests": "write", "statuses": "write"}}
PUSHING = {RESULTS: {"contents": "write"}}


@pytest.fixture(scope="module")
def chain(
    tmp_path_factory: pytest.TempPathFactory, docker_client: docker.DockerClient
) -> Iterator[Chain]:
    with chains.begin(Shape.PRIVATE_GRADER, tmp_path_factory.mktemp("private")) as chain:
        yield chain


@pytest.fixture(scope="module")
def truth(chain: Chain) -> bytes:
    """What nobody but the grader has."""
    return (chain.written(GRADER) / GROUND_TRUTH).read_bytes()


@pytest.fixture(scope="module")
def pull(chain: Chain) -> Pull:
    return chain.submit("ada")


@pytest.fixture(scope="module")
def release(chain: Chain, truth: bytes) -> Release:
    return chain.publish_release("grace", truth)


@pytest.fixture(scope="module")
def swept(chain: Chain, pull: Pull, release: Release) -> Run:
    return chain.sweep()


@pytest.fixture(scope="module")
def deployed(chain: Chain, swept: Run) -> Run:
    return chain.deploy()


def test_the_sweep_ranks_a_pull_request_from_a_fork(chain: Chain, pull: Pull, swept: Run) -> None:
    assert swept.exit_code == 0, swept.log
    assert re.search(r"### Scored: rank (1 of 1|2 of 2)\n", chain.comment(pull))
    assert "Accuracy 0.925" in chain.comment(pull)
    assert chain.server.statuses(CHALLENGE, pull.head_sha)[-1].state == "success"


def test_the_hidden_ground_truth_is_what_scores(
    chain: Chain, pull: Pull, truth: bytes, swept: Run
) -> None:
    predictions, made_up = chain.example(PREDICTIONS), chain.example(GROUND_TRUTH)
    score = chains.accuracy(predictions, truth)
    assert score != chains.accuracy(predictions, made_up)
    assert chain.score(f"pr-{pull.number}-{pull.head_sha[:7]}") == score


def test_the_sweep_finds_a_release(chain: Chain, release: Release, swept: Run) -> None:
    assert chain.score(f"release-{release.assets[0].id}") == 1
    assert [one.state for one in chain.told_of(release)] == ["pending", "success"]


def test_the_site_of_the_results_shows_the_entries(chain: Chain, pull: Pull, deployed: Run) -> None:
    assert deployed.exit_code == 0, deployed.log
    chain.assert_both_are_ranked()
    page = chain.page(f"shapes/submissions/pr-{pull.number}-{pull.head_sha[:7]}/index.html")
    assert "ada" in page and "0.925" in page


def test_what_the_comment_links_to_is_on_the_site(chain: Chain, pull: Pull, deployed: Run) -> None:
    chain.assert_links_hold(pull)


def test_nothing_public_tells_of_the_grader(
    chain: Chain, pull: Pull, truth: bytes, deployed: Run
) -> None:
    told = [
        f"{one.target_url} {one.description}"
        for sha in (pull.head_sha, chain.tip)
        for one in chain.server.statuses(CHALLENGE, sha)
    ]
    assert len(told) == 4
    told.append(chain.comment(pull))
    public = {**chain.records(), **chain.site(), **{text: text.encode() for text in told}}
    for place, content in public.items():
        assert GRADER.encode() not in content, place
        assert b"actions/runs" not in content, place
        assert truth not in content, place


def test_only_a_token_for_the_results_alone_pushes(chain: Chain, swept: Run) -> None:
    pushes = chain.server.requests.matching(kind="git", method="POST", route="git-receive-pack")
    assert len(pushes) == 2
    for one in pushes:
        assert (one.status, one.path) == (200, f"/{RESULTS}.git/git-receive-pack")
        assert chain.server.permissions(one.token) == PUSHING


def test_comments_and_statuses_are_written_by_a_token_that_cannot_push(
    chain: Chain, swept: Run
) -> None:
    asked = chain.server.requests.matching(kind="rest")
    writers = {one.token for one in asked if one.method != "GET"}
    of_the_app = [token for token in writers if token.startswith(f"{chain.app.slug}-")]
    assert of_the_app
    for token in of_the_app:
        assert chain.server.permissions(token) == COMMENTING


def test_the_token_that_pushes_is_made_after_the_evaluations(chain: Chain, swept: Run) -> None:
    log = list(chain.server.requests)
    made = [number for number, one in enumerate(log) if one.route.endswith("/access_tokens")]
    tokens = [f"{chain.app.slug}-{number}" for number in range(1, len(made) + 1)]
    may = [chain.server.permissions(token) for token in tokens]
    pushing = may.index(PUSHING)
    of_plan, used = (
        [number for number, one in enumerate(log) if one.token == tokens[chosen]]
        for chosen in (0, pushing)
    )
    assert made[0] < of_plan[0] <= of_plan[-1] < made[pushing] < used[0]


def test_the_graders_own_token_only_reads(chain: Chain, swept: Run) -> None:
    """What is public, on the machine that evaluates, and the grader itself."""
    asked = chain.server.requests.matching(token=f"{GRADER}: evaluate.yml")
    assert {one.method for one in asked if one.kind == "rest"} == {"GET"}
    assert {one.route for one in asked if one.kind == "git"} == {"git-upload-pack"}


def test_no_token_and_no_key_is_printed(chain: Chain, swept: Run, deployed: Run) -> None:
    for run in (swept, deployed):
        assert "ghs_" not in run.printed
        assert "PRIVATE KEY" not in run.printed
