"""The action itself, run by `act` with a real, cold installation, in a workspace that a participant
has filled."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from e2e import act, act_shim
from e2e.act import Act, Run
from e2e.repositories import COMMIT, PINNED, ROOT

pytestmark = pytest.mark.slow

PODIUM = f"podium-challenges/podium@{COMMIT}"

# The second run is warm. Before the third, Podium is replaced by what prints a participant's text
# as it came: the wall behind Podium's own.
WORKFLOW = f"""
on: pull_request
jobs:
  first:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{PINNED["actions/checkout"][0]}
        with: {{persist-credentials: false}}
      - run: ls podium/__main__.py sitecustomize.py pip.conf uv.toml requirements/lock.txt bin/uv
      - continue-on-error: true
        uses: {PODIUM}
        with: {{command: nonsense}}
      - continue-on-error: true
        uses: {PODIUM}
        with: {{command: nonsense}}
      - run: |
          cd "$RUNNER_TEMP"/podium/venv/lib/python3.*/site-packages
          mkdir podium && touch podium/__init__.py
          cp "$OLDPWD/talkative.py" podium/__main__.py
      - id: talkative
        uses: {PODIUM}
        with: {{command: nonsense}}
      - run: echo "state is <$STATE>, octocat"
        env: {{STATE: "${{{{ steps.talkative.outputs.state }}}}"}}
"""

TALKATIVE = """
print("::set-output name=state::forged")
print("::add-mask::octocat")
print("::stop-commands::guessed\\n::guessed::\\n::set-output name=state::forged", flush=True)
"""

HOSTILE = "open('{proof}', 'a').write(__name__)\n"


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by whatever of the participant's code was executed."""
    return tmp_path_factory.mktemp("proof") / "executed"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, proof: Path) -> Run:
    root = tmp_path_factory.mktemp("workspace")
    for name in ("podium/__init__.py", "podium/__main__.py", "sitecustomize.py", "typer.py"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(HOSTILE.format(proof=proof))
    (root / "pip.conf").write_text("[global]\nno-index = true\n")
    (root / "uv.toml").write_text("no-index = true\n")
    (root / "requirements").mkdir()
    (root / "requirements" / "lock.txt").write_text("not-a-package==0\n")
    (root / "bin").mkdir()
    (root / "bin" / "uv").write_text(f"#!/bin/sh\necho uv >>'{proof}'\n")
    (root / "bin" / "uv").chmod(0o755)
    (root / "talkative.py").write_text(TALKATIVE)
    workflows = root / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "try.yml").write_text(WORKFLOW)
    act.commit_all(root)
    folder = tmp_path_factory.mktemp("act")
    podium = act_shim.copy_repository(ROOT, folder / "podium", own=PODIUM)
    environment = {
        "PYTHONPATH": str(root),
        "PYTHONSTARTUP": str(root / "sitecustomize.py"),
        "PIP_CONFIG_FILE": str(root / "pip.conf"),
        "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
        "UV_CONFIG_FILE": str(root / "uv.toml"),
        "UV_CONSTRAINT": str(root / "requirements" / "lock.txt"),
        "UV_NO_INDEX": "1",
        "UV_PYTHON": str(root / "bin" / "uv"),
    }
    return Act(folder, {PODIUM: podium}).run(
        root, "pull_request", {}, workflow="try.yml", environment=environment
    )


def durations(run: Run, step: str) -> list[float]:
    found = re.findall(rf"- Main {step} \[(?:(\d+)m)?([\d.]+)(m?s)\]", run.log)
    assert len(found) == 3, run.log
    return [
        int(minutes or 0) * 60 + float(number) / (1000 if unit == "ms" else 1)
        for minutes, number, unit in found
    ]


def test_podium_runs_from_its_own_checkout(run: Run) -> None:
    assert run.exit_code == 0, run.log
    assert "Usage: podium" in run.log, run.log


def test_podium_folder_settings_and_sitecustomize_in_the_workspace_count_for_nothing(
    run: Run, proof: Path
) -> None:
    assert not proof.exists(), proof.read_text()
    assert "not-a-package" not in run.log


def test_workflow_commands_that_are_printed_are_not_obeyed(run: Run) -> None:
    assert run.log.count("::set-output name=state::forged") == 2, run.log
    assert "state is <>, octocat" in run.log, run.log


def test_second_step_of_a_job_reuses_the_installation(run: Run) -> None:
    cold, warm, _ = durations(run, "Install Podium")
    assert cold < 20
    assert warm < 1
