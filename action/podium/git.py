"""Git by its command line: one function a question, no shell, no prompt, no locale."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podium.errors import InfrastructureError

_TIMEOUT_SECONDS = 600.0
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


class GitError(InfrastructureError):
    """Git said no. ``stderr`` is what it said, for the few refusals that are told apart."""

    def __init__(self, command: str, stderr: str) -> None:
        self.stderr = stderr
        super().__init__(f"git {command} failed: {_reason(stderr)}")


def _reason(stderr: str) -> str:
    """The line that says what went wrong; git adds advice after it, and remotes before it."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote: error:"))]
    return next(iter(telling or lines), "it gave no reason")


@dataclass(frozen=True, slots=True)
class Repository:
    """A git directory, bare or with a work tree; ``folder`` is where git is started."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(
        self,
        *arguments: str,
        stdin: bytes | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> bytes:
        """Git's stdout. Raises ``GitError``, or ``InfrastructureError`` without a git."""
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=self.folder,
                input=b"" if stdin is None else stdin,
                env={**_inherited(), **_ENVIRONMENT, **self.environment, **(environment or {})},
                capture_output=True,
                timeout=_TIMEOUT_SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            if error.filename == "git":
                raise InfrastructureError("git is not installed: install git") from None
            raise InfrastructureError(f"{self.folder}: there is no such folder") from None
        except subprocess.TimeoutExpired:
            minutes = int(_TIMEOUT_SECONDS // 60)
            raise InfrastructureError(f"git {arguments[0]} took over {minutes} minutes") from None
        if done.returncode != 0:
            raise GitError(arguments[0], done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def text(self, *arguments: str) -> str:
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def ask(self, *arguments: str) -> str | None:
        """The answer to a question that may have none; git's refusal is ``None``."""
        try:
            return self.text(*arguments)
        except GitError:
            return None


def authorization(url: str, token: str) -> dict[str, str]:
    """An environment in which git shows ``token`` to whoever serves ``url``, and to nobody else:
    arguments and addresses are seen by every process, and end up in logs and messages."""
    if not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    count = int(os.environ.get("GIT_CONFIG_COUNT") or 0)  # whoever started us may have set some
    return {
        "GIT_CONFIG_COUNT": str(count + 1),
        f"GIT_CONFIG_KEY_{count}": f"http.{url.rstrip('/')}/.extraHeader",
        f"GIT_CONFIG_VALUE_{count}": f"Authorization: Basic {basic}",
    }


def _inherited() -> dict[str, str]:
    """Our environment without what a git hook sets for its own repository."""
    local = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
    return {name: value for name, value in os.environ.items() if name not in local}


def commit_at(repository: Repository, revision: str) -> str | None:
    return repository.ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")


def current_branch(repository: Repository) -> str | None:
    """``None`` on a detached head. A branch without a commit has a name too."""
    return repository.ask("symbolic-ref", "--quiet", "--short", "HEAD")


def is_bare(repository: Repository) -> bool:
    return repository.ask("rev-parse", "--is-bare-repository") == "true"


def remote_of(repository: Repository, branch: str) -> str | None:
    """The remote that ``branch`` is pushed to: its own, else ``origin`` if there is one."""
    configured = repository.ask("config", "--get", f"branch.{branch}.remote")
    if configured is not None and configured != ".":
        return configured
    names = (repository.ask("remote") or "").split()
    return "origin" if "origin" in names else None


def names_below(repository: Repository, commit: str | None, folder: str) -> tuple[str, ...]:
    """The names of what lies directly in a folder of a commit; none if it is not there."""
    if commit is None:
        return ()
    listed = repository.run("ls-tree", "-z", "--name-only", commit, f"{folder}/").split(b"\0")
    return tuple(path.decode("utf-8", "replace").rpartition("/")[2] for path in listed if path)


def read_blob(repository: Repository, commit: str, path: str) -> bytes | None:
    try:
        return repository.run("cat-file", "blob", f"{commit}:{path}")
    except GitError:
        return None


def commit_files(
    repository: Repository,
    parent: str | None,
    files: Mapping[str, bytes],
    *,
    message: str,
    index: Path,
) -> str:
    """A commit on top of ``parent`` with ``files`` added, made without touching any work tree.

    ``index`` is a file for git's bookkeeping that nothing else uses.
    """
    environment = {"GIT_INDEX_FILE": str(index), **_identity(repository)}
    if parent is None:
        repository.run("read-tree", "--empty", environment=environment)
    else:
        repository.run("read-tree", parent, environment=environment)
    entries = b""
    for path, content in sorted(files.items()):
        blob = repository.run("hash-object", "-w", "--stdin", stdin=content).decode().strip()
        entries += f"100644 {blob}\t{path}\0".encode()
    repository.run("update-index", "-z", "--index-info", stdin=entries, environment=environment)
    tree = repository.run("write-tree", environment=environment).decode().strip()
    parents = [] if parent is None else ["-p", parent]
    commit = repository.run(
        "commit-tree", tree, *parents, stdin=message.encode(), environment=environment
    )
    return commit.decode().strip()


def _identity(repository: Repository) -> Mapping[str, str]:
    """Who commits: whoever git knows, else Podium."""
    if repository.ask("var", "GIT_COMMITTER_IDENT") is not None:
        return {}
    name, address = "Podium", "podium@users.noreply.github.com"
    return {
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": address,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": address,
    }
