"""Git by its command line: one function a question, no shell, no prompt, no locale."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podium.errors import ChallengeError, InfrastructureError, PodiumError
from podium.records.git import addresses, refusals

_TIMEOUT_SECONDS = 600.0
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    # Of a remote's address whatever it comes from: any other scheme starts a program.
    "GIT_ALLOW_PROTOCOL": ":".join(addresses.SCHEMES),
}


class GitError(PodiumError):
    """Git said no. ``stderr`` is what it said, for the few refusals that are told apart."""

    def __init__(self, message: str, stderr: str) -> None:
        self.stderr = stderr
        super().__init__(message)


class FailedError(GitError, InfrastructureError):
    """It may work the next time."""


class DeniedError(GitError, ChallengeError):
    """It will not work before somebody changes a token, a permission or a rule."""


class ForeignFolderError(DeniedError):
    """The folder is another user's, and git does not work in it."""


class HeldError(FailedError):
    """A lock file is there, of a process that works in the repository or of one that was killed.
    ``age`` is in seconds."""

    def __init__(self, message: str, stderr: str, age: float) -> None:
        self.age = age
        super().__init__(message, stderr)


class CredentialsError(DeniedError):
    """The token is not taken. Several wrong ones in a short time, and GitHub takes right ones no
    more, so it is not to be shown again."""


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
        """Git's stdout. Raises ``FailedError`` or ``DeniedError`` for what git refuses, and
        ``InfrastructureError`` without a git."""
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=self.folder,
                input=b"" if stdin is None else stdin,
                env={**environment_of(self), **(environment or {})},
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
            raise self._error(arguments[0], done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def _error(self, command: str, stderr: str) -> GitError:
        if (owned := refusals.foreign_folder(stderr)) is not None:
            return ForeignFolderError(owned, stderr)
        denied = refusals.explain(stderr)
        if denied is None:
            failed = f"git {command} failed: {_reason(stderr)}"
            return self._held(command, stderr) or FailedError(failed, stderr)
        kind = CredentialsError if refusals.is_about_credentials(stderr) else DeniedError
        return kind(f"{self._place(stderr)}: git {command}: {denied}", stderr)

    def _held(self, command: str, stderr: str) -> HeldError | None:
        """Of a lock on this machine; the one of a server is the server's."""
        named = refusals.lock_file(stderr)
        if named is None:
            return None
        lock = self.folder / named
        try:
            age = max(0.0, time.time() - lock.stat().st_mtime)
        except OSError:  # gone meanwhile, or on the server
            return None
        return HeldError(
            f"{lock}: git {command} found this lock, which is {age:.0f} s old: a git process works "
            "in that repository, or one that was killed left it; if none does, delete the file",
            stderr,
            age,
        )

    def _place(self, stderr: str) -> str:
        """The repository that git was at; its message may name the server only."""
        named = re.search(r"'(https?://[^/']+/[^']+)'", stderr)
        address = named[1] if named else self.ask("config", "--get", "remote.origin.url")
        return str(self.folder) if address is None else shown(address)

    def text(self, *arguments: str) -> str:
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def ask(self, *arguments: str) -> str | None:
        """The answer to a question that may have none, which git then fails at."""
        try:
            return self.text(*arguments)
        except (FailedError, ForeignFolderError):
            return None


def environment_of(repository: Repository) -> dict[str, str]:
    """What git is started with there."""
    return {**_inherited(), **_ENVIRONMENT, **repository.environment}


def shown(address: str) -> str:
    """An address as people may see it: a password may stand in it."""
    return re.sub(r"(?<=://)[^/@]*@", "", address).rstrip("/")


def identity(name: str, address: str) -> Mapping[str, str]:
    """Git's environment for commits by somebody."""
    return {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", address))
    }


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


def fetch_branch(
    repository: Repository, remote: str, branch: str, *, sparingly: bool = False
) -> str | None:
    """The commit that a branch of a remote stands at, fetched; ``None`` if there is no such branch.
    It is kept under a name of ours, which no other program reads or writes.

    ``sparingly`` is for a repository of our own: no commit from before the first one that was
    fetched, and blobs only when they are read.
    """
    reference = f"refs/podium/fetched/{branch}"
    options = ["--quiet", "--no-tags", "--no-auto-gc", "--no-write-fetch-head"]
    if sparingly:
        options.append("--filter=blob:none")
        # Only once: to cut off what came since is more work for the server than to send it.
        if commit_at(repository, reference) is None:
            options.append("--depth=1")
    try:
        repository.run("fetch", *options, remote, f"+refs/heads/{branch}:{reference}")
    except FailedError as error:
        if "couldn't find remote ref" in error.stderr:
            return None
        raise
    return commit_at(repository, reference)


def paths_in(repository: Repository, commit: str | None, *folders: str) -> tuple[str, ...]:
    """What lies directly in these folders of a commit; a folder that is not there has nothing."""
    if commit is None or not folders:
        return ()
    named = [f"{folder}/" for folder in folders]
    listed = repository.run("ls-tree", "-z", "--name-only", "--full-tree", commit, *named)
    return tuple(path.decode("utf-8", "replace") for path in listed.split(b"\0") if path)


def blobs_below(repository: Repository, commit: str | None, *folders: str) -> Mapping[str, str]:
    """The ids of all files in and below these folders of a commit, by path. None is read, so that
    none has to be fetched."""
    if commit is None or not folders:
        return {}
    named = [f"{folder}/" for folder in folders]
    listed = repository.run("ls-tree", "-r", "-z", "--full-tree", commit, *named)
    pairs = (line.partition(b"\t") for line in listed.split(b"\0") if line)
    return {path.decode("utf-8", "replace"): facts.split()[2].decode() for facts, _, path in pairs}


def is_blob(identity: str, content: bytes) -> bool:
    """Whether a blob of this id holds ``content``, in a repository of either kind of ids."""
    digest = hashlib.sha1 if len(identity) == 40 else hashlib.sha256
    return digest(b"blob %d\0%b" % (len(content), content)).hexdigest() == identity


def read_blob(repository: Repository, identity: str) -> bytes:
    """It is fetched if it is not here."""
    return repository.run("cat-file", "blob", identity)


def commit_files(
    repository: Repository, parent: str | None, files: Mapping[str, bytes], *, message: str
) -> str:
    """A commit on top of ``parent`` with ``files`` added, made without touching any work tree,
    index or branch. Of the parent only the folders on the way to the files are read."""
    branch = "refs/podium/new"
    author, committer = _identities(repository)
    lines = [
        b"feature done",
        f"commit {branch}".encode(),
        b"mark :1",
        f"author {author}".encode(),
        f"committer {committer}".encode(),
        _data(message.encode()),
        *([] if parent is None else [f"from {parent}".encode()]),
    ]
    for path, content in sorted(files.items()):
        lines += [f"M 100644 inline {_quoted(path)}".encode(), _data(content)]
    # Set back to nothing, the branch is never written: fast-import knows no commit without one.
    lines += [b"get-mark :1", f"reset {branch}\n".encode(), b"done", b""]
    return repository.run("fast-import", "--quiet", stdin=b"\n".join(lines)).decode().strip()


def _data(content: bytes) -> bytes:
    return b"data %d\n%b" % (len(content), content)


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _identities(repository: Repository) -> tuple[str, str]:
    """Author and committer, with the time: whoever git knows, else Podium, under an address that
    can be nobody's."""
    committer = repository.ask("var", "GIT_COMMITTER_IDENT")
    if committer is None:
        podium = f"Podium <podium@podium.invalid> {int(time.time())} +0000"
        return podium, podium
    return repository.ask("var", "GIT_AUTHOR_IDENT") or committer, committer
