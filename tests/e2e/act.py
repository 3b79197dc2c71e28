"""Runs workflows with the real `act`, in its host mode: actions of others are stand-ins, and a
called Podium is a copy of this checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import missing
from e2e import act_shim, warm
from e2e.repositories import PINNED

STAND_INS = Path(__file__).parent / "stand_ins"
SETTINGS = ("HOME", "PATH", "LANG", "SSL_CERT_FILE", "DOCKER_HOST")


@dataclass(frozen=True, slots=True)
class Run:
    exit_code: int
    log: str

    @property
    def printed(self) -> str:
        """What the jobs printed, without act's own words."""
        marked = (line.partition("  | ") for line in self.log.splitlines())
        return "\n".join(text for _, mark, text in marked if mark)


@dataclass(frozen=True, slots=True)
class Act:
    """``folder`` is for what act keeps; ``podium`` answers for `owner/name@ref`. A machine that
    ``is_warm`` has the packages of Podium's lock files."""

    folder: Path
    podium: Mapping[str, Path] = field(default_factory=dict)
    is_warm: bool = False

    def run(
        self,
        repository: Path,
        event_name: str,
        event: Mapping[str, Any],
        *,
        workflow: str,
        environment: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        timeout: float = 300,
    ) -> Run:
        """``repository`` is a git work tree whose workflows act can read (``act_shim``). The
        inputs of a ``workflow_dispatch`` are those of the event, as on GitHub."""
        self.folder.mkdir(parents=True, exist_ok=True)
        payload = self.folder / "event.json"
        payload.write_text(json.dumps(event), encoding="utf-8")
        command = [
            _act(),
            event_name,
            *("-W", f".github/workflows/{workflow}", "-e", str(payload)),
            *("-P", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--actor", "octocat"),
            *_options("--local-repository", self._local()),
            *_options("--env", environment or {}),
            *_options("-s", {"GITHUB_TOKEN": "ghs_of_the_run", **(secrets or {})}),
            *_options("--var", variables or {}),
        ]
        done = subprocess.run(
            command,
            cwd=repository,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Run(done.returncode, done.stdout)

    def _local(self) -> dict[str, str]:
        others = {
            f"{name}@{commit}": str(STAND_INS / name.partition("/")[2])
            for name, (commit, _) in PINNED.items()
        }
        return others | {name: str(path) for name, path in self.podium.items()}

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in SETTINGS if name in os.environ}
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        made = warm.environment(kept["PATH"]) if self.is_warm else {}
        return kept | pip | {"XDG_CACHE_HOME": str(self.folder / "cache"), **made}


def commit_all(repository: Path, name: str = "octo-org/shapes") -> None:
    """A git repository of what is in the folder; act reads its own name from its remote."""
    for command in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "--all"),
        ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "--message", "x"),
        ("remote", "add", "origin", f"https://github.com/{name}"),
    ):
        subprocess.run(("git", *command), cwd=repository, check=True)


def for_act(repository: Path) -> None:
    """Its workflows, in place, as act can read them."""
    for path in sorted((repository / ".github" / "workflows").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(act_shim.for_act(text, own="./"), encoding="utf-8")


def _act() -> str:
    found = Path(sys.executable).parent / "act"
    if not found.is_file():
        missing("act")
    return str(found)


def _options(name: str, values: Mapping[str, str]) -> Sequence[str]:
    return [text for key, value in values.items() for text in (name, f"{key}={value}")]
