"""The workflows as they are written, in this repository and in every one that ``podium init``
writes: what the analysers say, and what must hold for nobody to gain by a pull request."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import missing
from e2e import act_shim, repositories
from e2e.repositories import ALL, PINNED, ROOT, THIS, WRITTEN, Workflow

ACTION = act_shim.load((ROOT / "action.yml").read_text(encoding="utf-8"))

# Everything that an expression may read. What a participant writes is not among it: no title, body,
# branch, label, file name, release name or message, and no login.
CONTEXTS = {
    "github.event.created",  # of a push: that the branch is new
    "github.event_name",
    "github.event.pull_request.base.sha",
    "github.event.repository.default_branch",
    "github.event.workflow_run.conclusion",
    "github.event.workflow_run.event",
    "github.ref",  # refs/pull/N/merge, a branch or a tag of this repository; only in a group's name
    "github.repository",
    "github.token",
    "runner.temp",
    "secrets.PODIUM_APP_PRIVATE_KEY",
    "secrets.PODIUM_BELL_PRIVATE_KEY",
    "vars.PODIUM_APP_CLIENT_ID",
    "vars.PODIUM_BELL_CLIENT_ID",
}
OWN_CONTEXTS = re.compile(r"(inputs|steps|jobs|needs|matrix)\.[\w.-]+")

# What each job may do, beyond reading; what is not listed may write nothing.
WRITES = {
    "podium/dependencies.yml:renew": {"actions", "contents", "pull-requests"},
    "podium/evaluate.yml:item": {"contents", "pull-requests", "statuses"},
    "podium/evaluate.yml:plan": {"pull-requests", "statuses"},
    "podium/item.yml:publish": {"contents", "pull-requests", "statuses"},
    "podium/pages.yml:deploy": {"pages", "id-token"},
    "podium/release.yml:github": {"contents"},
    "podium/release.yml:pypi": {"id-token"},
    "single/evaluate.yml:evaluate": {"contents", "pull-requests", "statuses"},
    "single/pages.yml:site": {"pages", "id-token"},
    "results/pages.yml:site": {"pages", "id-token"},
}

# Where the jobs that take secrets, or may write, take their leave from: only the default branch has
# it. Each run would be a deployment on the repository's page.
GRADING = {"name": "grading", "deployment": False}
ENVIRONMENTS = {
    "podium/grade.yml": GRADING,
    "podium/grade-item.yml": GRADING,
    "podium/notify.yml": {"name": "notify", "deployment": False},
}
# The machines on which containers of others run.
EVALUATING = ("podium/item.yml", "podium/grade-item.yml")

# What an input of the action is when it is left empty, other than nothing.
FALLBACKS = {"bot": " || (inputs.token == github.token && 'github-actions[bot]' || '')"}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    written = {
        shape: repositories.write(shape, tmp_path_factory.mktemp(shape) / "new")
        for shape in {shape for shape, _ in WRITTEN.values()}
    }
    found = {name: written[shape] / inside for name, (shape, inside) in WRITTEN.items()}
    return {THIS: ROOT, **found}


@pytest.fixture(scope="module")
def workflows(roots: dict[str, Path]) -> list[Workflow]:
    found = [one for name in ALL for one in repositories.workflows(name, roots[name])]
    assert {one.repository for one in found} == set(ALL)
    return found


def by_name(workflows: list[Workflow], name: str) -> Workflow:
    return next(one for one in workflows if one.name == name)


def tool(name: str) -> str:
    found = Path(sys.executable).parent / name
    if not found.is_file():
        missing(name)
    return str(found)


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


# Analysers


@pytest.mark.parametrize("repository", ALL)
def test_zizmor_finds_nothing(roots: dict[str, Path], repository: str) -> None:
    options = ("--offline", "--no-progress", "--persona", "auditor", "--strict-collection")
    run(tool("zizmor"), *options, ".", cwd=roots[repository])


@pytest.mark.parametrize("repository", ALL)
def test_actionlint_finds_nothing(roots: dict[str, Path], repository: str) -> None:
    files = [str(one.path) for one in repositories.workflows(repository, roots[repository])]
    run(tool("actionlint"), "-shellcheck=", "-pyflakes=", *files, cwd=roots[repository])


@pytest.mark.parametrize("repository", ALL)
def test_workflows_follow_the_schema(roots: dict[str, Path], repository: str) -> None:
    files = [str(one.path) for one in repositories.workflows(repository, roots[repository])]
    schema = ("--builtin-schema", "vendor.github-workflows")
    run(tool("check-jsonschema"), *schema, *files, cwd=roots[repository])


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("dependabot", "dependabot.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/challenge.yml"),
    ],
)
def test_other_files_for_github_follow_their_schemas(schema: str, pattern: str) -> None:
    files = sorted(str(path) for path in (ROOT / ".github").glob(pattern))
    assert files
    run(tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files, cwd=ROOT)


@pytest.mark.parametrize("path", ["action.yml", ".github/actions/run/action.yml"])
def test_action_follows_the_schema(path: str) -> None:
    schema = ("--builtin-schema", "vendor.github-actions")
    run(tool("check-jsonschema"), *schema, path, cwd=ROOT)


def test_only_the_three_triggers_that_are_explained_are_excused(workflows: list[Workflow]) -> None:
    excused = [
        (one.name, line.strip())
        for one in workflows
        for line in one.text.splitlines()
        if "zizmor: ignore" in line
    ]
    names = ["single/evaluate.yml", "single/pages.yml", "challenge/notify.yml"]
    assert [name for name, _ in excused] == names
    for _, line in excused:
        assert line.startswith("workflow_run: # zizmor: ignore[dangerous-triggers] nothing of")


# Permissions, secrets, caches


def test_a_workflow_may_do_nothing_and_a_job_the_least(workflows: list[Workflow]) -> None:
    for one in workflows:
        assert one.document["permissions"] == {}, one.name
        for key, job in one.jobs.items():
            granted = job["permissions"]
            writes = {scope for scope, level in granted.items() if level != "read"}
            assert writes == WRITES.get(f"{one.name}:{key}", set()), f"{one.name}:{key}"


def test_no_cache_where_anything_is_decided(workflows: list[Workflow]) -> None:
    for one in workflows:
        assert one.document["cache-mode"] == "none", one.name
        assert not [step for step in one.steps() if "cache" in step.get("with", {})]


def test_no_event_gives_a_stranger_a_privileged_run(workflows: list[Workflow]) -> None:
    for one in workflows:
        assert not one.triggers & {"pull_request_target", "issue_comment", "issues", "discussion"}


def test_a_run_that_a_pull_request_can_rewrite_has_nothing_to_take(
    workflows: list[Workflow],
) -> None:
    called = by_name(workflows, "podium/intake.yml")
    for one in (*(one for one in workflows if "pull_request" in one.triggers), called):
        assert "secrets." not in one.text, one.name
        for job in one.jobs.values():
            assert set(job["permissions"].values()) <= {"read"}
            assert "environment" not in job
            assert "secrets" not in job


def test_secrets_are_named_one_by_one_and_used_in_an_environment(
    workflows: list[Workflow],
) -> None:
    for one in workflows:
        assert "secrets: inherit" not in one.text
        for job in one.jobs.values():
            if "secrets." in str(job.get("steps")):
                assert job["environment"] == ENVIRONMENTS[one.name]


@pytest.mark.parametrize(
    ("name", "job"),
    [
        ("podium/evaluate.yml", "plan"),
        ("podium/item.yml", "publish"),
        ("podium/grade.yml", "plan"),
        ("podium/grade-item.yml", "publish"),
    ],
)
def test_what_writes_runs_in_the_environment_for_it(
    workflows: list[Workflow], name: str, job: str
) -> None:
    assert by_name(workflows, name).jobs[job]["environment"] == GRADING


@pytest.mark.parametrize("name", EVALUATING)
def test_a_machine_that_evaluates_has_nothing_to_take(workflows: list[Workflow], name: str) -> None:
    """No secret, no token of the App, nothing that may write; and each of its steps ends before
    the machine does, so that what came of it is delivered."""
    job = by_name(workflows, name).jobs["evaluate"]
    assert job["permissions"] == {"contents": "read"}
    assert "environment" not in job and "secrets" not in str(job) and "app-token" not in str(job)
    (evaluation,) = [step for step in job["steps"] if step["uses"] == act_shim.ACTION]
    assert evaluation["with"]["command"] == "evaluate"
    assert not {"token", "results-token", "grader-token"} & set(evaluation["with"])
    assert evaluation["timeout-minutes"] == "${{ inputs.minutes }}"
    assert job["timeout-minutes"] == "${{ inputs.job-minutes }}"
    assert job["steps"][-1]["if"] == "${{ always() }}"
    assert by_name(workflows, name).jobs["publish"]["if"] == "${{ always() }}"


def test_id_tokens_are_for_a_machine_that_sees_no_submission(workflows: list[Workflow]) -> None:
    deploy = by_name(workflows, "podium/pages.yml").jobs["deploy"]
    assert [step["uses"].partition("@")[0] for step in deploy["steps"]] == ["actions/deploy-pages"]


# Queues


@pytest.mark.parametrize("name", ["podium/evaluate.yml", "podium/grade.yml"])
def test_the_one_queue_of_planners_drops_no_run(workflows: list[Workflow], name: str) -> None:
    plan = by_name(workflows, name).jobs["plan"]
    assert plan["concurrency"] == {"group": "podium-plan", "queue": "max"}


def test_nothing_else_that_evaluates_waits_in_a_queue(workflows: list[Workflow]) -> None:
    """A long evaluation would hold back all that come after it."""
    for one in workflows:
        if "workflow_call" in one.triggers or one.path.name == "evaluate.yml":
            assert "concurrency" not in one.document
            assert not [
                key for key, job in one.jobs.items() if "concurrency" in job and key != "plan"
            ]


def test_one_item_that_fails_stops_no_other(workflows: list[Workflow]) -> None:
    for name in ("podium/evaluate.yml", "podium/grade.yml"):
        assert by_name(workflows, name).jobs["item"]["strategy"]["fail-fast"] is False


def test_a_run_that_waits_for_an_approval_wakes_up_the_evaluation(
    workflows: list[Workflow],
) -> None:
    one = by_name(workflows, "single/evaluate.yml")
    assert one.document["on"]["workflow_run"]["types"] == ["requested", "completed"]
    taken = re.findall(r"conclusion == '(\w+)'", one.jobs["evaluate"]["if"])
    assert taken == ["success", "failure", "action_required"]
    minutes = [int(line["cron"].split()[0]) for line in one.document["on"]["schedule"]]
    assert len(minutes) == 4 and 0 not in minutes


def test_every_wake_up_is_heard_also_of_a_run_that_is_held(workflows: list[Workflow]) -> None:
    """GitHub tells that such a run was requested, and never that it ended."""
    one = by_name(workflows, "challenge/notify.yml")
    assert one.document["on"]["workflow_run"]["types"] == ["requested", "completed"]
    (job,) = one.jobs.values()
    for conclusion in ("success", "failure", "action_required"):
        assert f"workflow_run.conclusion == '{conclusion}'" in job["if"]


def test_the_push_that_makes_the_branch_deploys_nothing(workflows: list[Workflow]) -> None:
    """Pages is switched on after it."""
    for name in ("single/pages.yml", "results/pages.yml"):
        (job,) = by_name(workflows, name).jobs.values()
        assert job["if"].startswith("github.event.created != true")


def test_a_checkout_fetches_one_branch(workflows: list[Workflow]) -> None:
    for one in workflows:
        if one.name != "podium/release.yml":  # which needs tags
            depths = [step.get("with", {}).get("fetch-depth") for step in one.steps()]
            assert 0 not in depths, one.name


def test_a_deployment_is_never_cut_short(workflows: list[Workflow]) -> None:
    for name in ("single/pages.yml", "results/pages.yml"):
        found = by_name(workflows, name).document["concurrency"]
        assert found == {"group": "podium-pages", "cancel-in-progress": False}


def test_every_job_ends(workflows: list[Workflow]) -> None:
    for one in workflows:
        for key, job in one.jobs.items():
            assert "uses" in job or "timeout-minutes" in job, f"{one.name}:{key}"


# Code of others


def test_actions_of_others_are_pinned_to_a_commit_that_was_looked_up(
    workflows: list[Workflow],
) -> None:
    for one in workflows:
        for line in one.text.splitlines():
            found = re.fullmatch(r"\s*(?:- )?uses: (\S+)(?: # (.+))?", line)
            if not found or found[1].startswith(act_shim.SELF):
                continue
            name, _, ref = found[1].partition("@")
            if name.startswith(repositories.NAMES.action):
                assert (ref, found[2]) == (repositories.COMMIT, "v1"), line
            else:
                assert (ref, found[2]) == PINNED[name], line


def test_our_own_files_are_named_as_github_documents_it(workflows: list[Workflow]) -> None:
    """By their folder or file: `$/` alone stands in no document of GitHub's."""
    for one in workflows:
        for line in one.text.splitlines():
            if re.search(r"uses: \$/", line):
                assert re.search(r"uses: \$/\.github/(actions/\w+|workflows/[\w-]+\.yml)$", line), (
                    line
                )
    assert "uses" not in str(ACTION["runs"]), "whoever uses the action needs no newer runner"


def test_written_workflows_call_the_podium_that_init_was_given(roots: dict[str, Path]) -> None:
    for name in WRITTEN:
        for one in repositories.workflows(name, roots[name]):
            calls = [job["uses"] for job in one.jobs.values() if "uses" in job]
            assert calls
            for call in calls:
                assert re.fullmatch(
                    rf"podium-challenges/podium/\.github/workflows/\w+\.yml@{repositories.COMMIT}",
                    call,
                )


def test_a_checkout_leaves_no_credentials(workflows: list[Workflow]) -> None:
    for one in workflows:
        for step in one.steps():
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, one.name


def test_a_checkout_is_of_the_organizers_own_branch(workflows: list[Workflow]) -> None:
    allowed = {
        None,
        "${{ github.event.pull_request.base.sha }}",
        "${{ github.event.repository.default_branch }}",
    }
    for one in workflows:
        for step in one.steps():
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"].get("ref") in allowed, one.name


# Injection


def scripts(document: Mapping[str, Any]) -> list[str]:
    jobs = [*document.get("jobs", {}).values(), document.get("runs", {})]
    return [step["run"] for job in jobs for step in job.get("steps", []) if "run" in step]


def test_no_expression_stands_in_a_script(workflows: list[Workflow]) -> None:
    for document in (ACTION, *(one.document for one in workflows)):
        for script in scripts(document):
            assert "${{" not in script


def test_expressions_read_nothing_that_a_participant_wrote(workflows: list[Workflow]) -> None:
    for one in workflows:
        if one.name == "podium/ci.yml":
            continue
        code = "\n".join(line.partition(" # ")[0] for line in one.text.splitlines())
        expressions = re.findall(r"\$\{\{(.*?)\}\}|^\s*if: (.*)$", code, re.MULTILINE)
        for text in ("".join(groups) for groups in expressions):
            plain = re.sub(r"'[^']*'", "", text)
            for context in re.findall(r"\b[a-z]+\.[\w.-]+", plain):
                assert context in CONTEXTS or OWN_CONTEXTS.fullmatch(context), context
            assert not re.search(r"toJSON|\[", plain), text


def test_what_may_be_a_name_of_a_ref_is_only_in_the_name_of_a_group(
    workflows: list[Workflow],
) -> None:
    for one in workflows:
        for line in one.text.splitlines():
            if "github.ref" in line:
                assert line.strip().startswith("group: "), line


# Tokens


def test_a_token_of_the_app_is_for_one_repository_and_named_permissions(
    workflows: list[Workflow],
) -> None:
    reading = {
        "contents": "read",
        "actions": "read",
        "pull-requests": "write",
        "statuses": "write",
    }
    teams = {"members": "${{ inputs.read-teams && 'read' || '' }}"}  # empty: not asked for
    expected = {
        "challenge": reading | teams,
        "comment": reading,
        "results": {"contents": "write"},
    }
    found = {}
    grading = [by_name(workflows, name) for name in ("podium/grade.yml", "podium/grade-item.yml")]
    for step in (step for one in grading for step in one.steps()):
        if step["uses"].startswith("actions/create-github-app-token@"):
            prefix = "permission-"
            settings = step["with"]
            assert re.fullmatch(r"\$\{\{ inputs\.\w+-repository \}\}", settings["repositories"])
            found[step["id"]] = {
                key.removeprefix(prefix): level
                for key, level in settings.items()
                if key.startswith(prefix)
            }
    assert found == expected


# Callers and called


def called(workflows: list[Workflow], job: Mapping[str, Any]) -> Workflow:
    file = job["uses"].partition("@")[0].rpartition("/")[2]
    return by_name(workflows, f"{THIS}/{file}")


def calls(workflows: list[Workflow]) -> list[tuple[str, Mapping[str, Any], Workflow]]:
    found = [
        (f"{one.name}:{key}", job, called(workflows, job))
        for one in workflows
        for key, job in one.jobs.items()
        if "uses" in job
    ]
    assert len(found) == 9
    return found


def test_a_caller_grants_exactly_what_the_called_jobs_ask_for(workflows: list[Workflow]) -> None:
    for name, job, other in calls(workflows):
        asked: dict[str, str] = {}
        for inner in other.jobs.values():
            for scope, level in inner["permissions"].items():
                asked[scope] = max(level, asked.get(scope, "read"))  # "write" comes after "read"
        assert job["permissions"] == asked, name


def test_a_caller_gives_the_inputs_and_secrets_that_there_are(workflows: list[Workflow]) -> None:
    for name, job, other in calls(workflows):
        declared = other.document["on"]["workflow_call"]
        inputs = declared["inputs"]
        given = set(job.get("with", {}))
        required = {key for key, about in inputs.items() if about.get("required")}
        assert required <= given <= set(inputs), name
        assert set(job.get("secrets", {})) == set(declared.get("secrets", {})), name


def test_the_action_is_given_inputs_that_it_has(workflows: list[Workflow]) -> None:
    uses = [
        step for one in workflows for step in one.steps() if step.get("uses") == act_shim.ACTION
    ]
    assert len(uses) == 9
    for step in uses:
        assert set(step["with"]) <= set(ACTION["inputs"])
        command = step["with"]["command"]
        assert set(re.findall(r"\b(?:intake|plan|evaluate|publish|pages|notify)\b", command))


def test_inputs_and_outputs_are_typed_and_described(workflows: list[Workflow]) -> None:
    for one in workflows:
        declared = one.document["on"]
        call = declared.get("workflow_call") or {} if isinstance(declared, Mapping) else {}
        for about in call.get("inputs", {}).values():
            assert about["type"] in ("string", "number", "boolean")
            assert about["description"]
            assert "default" in about or about["required"] is True
        for about in (*call.get("outputs", {}).values(), *call.get("secrets", {}).values()):
            assert about["description"]


# The action


def test_every_input_of_the_action_is_documented_and_reaches_podium_by_a_variable() -> None:
    run_podium = next(step for step in ACTION["runs"]["steps"] if step["id"] == "run")
    for name, about in ACTION["inputs"].items():
        assert about["description"]
        assert "default" in about or about["required"] is True
        variable = f"PODIUM_{name.upper().replace('-', '_')}"
        expected = f"${{{{ inputs.{name}{FALLBACKS.get(name, '')} }}}}"
        assert run_podium["env"][variable] == expected
    assert len(run_podium["env"]) == len(ACTION["inputs"])


def test_the_action_is_composite_and_its_scripts_stop_at_the_first_failure() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert step["run"].startswith("set -euo pipefail\n")


def test_the_action_installs_only_what_is_locked_by_hash() -> None:
    install = next(step for step in ACTION["runs"]["steps"] if step["id"] == "install")
    assert re.findall(r"^ *([^#\n]*\b(?:uv|pip|install)\b.*)$", install["run"], re.M) == [
        'sh "$source/requirements/install" "$venv" --group "$source/pyproject.toml:install" '
        '"${packages[@]}"'
    ]
    script = (ROOT / "requirements" / "install").read_text(encoding="utf-8")
    for line in re.findall(r"^.*pip install (?:.*\\\n)*.*$", script.partition("set -eu")[2], re.M):
        assert "--require-hashes" in line
        assert "--no-build" in line or "--only-binary :all:" in line


def test_the_action_reads_no_settings_of_pip_and_uv() -> None:
    install = next(step for step in ACTION["runs"]["steps"] if step["id"] == "install")
    assert install["env"]["PIP_CONFIG_FILE"] == "/dev/null"
    assert 'for variable in "${!PYTHON@}" "${!UV_@}"; do unset' in install["run"]
    assert "export UV_CACHE_DIR=$home/cache UV_NO_CONFIG=1 " in install["run"]
