"""One bare repository on disk, by git's command line. Knows nothing of HTTP or of users."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from github_server.git import importing, parsing
from github_server.git.values import (
    NO_OBJECT,
    Change,
    Commit,
    Content,
    GitError,
    MovedError,
    Signature,
    TreeEntry,
)

_CONFIGURATION = """
[core]
    logAllRefUpdates = false
[gc]
    auto = 0
[maintenance]
    auto = false
[http]
    receivepack = true
[receive]
    autogc = false
    fsckObjects = true
    hideRefs = refs/pull
[uploadpack]
    allowAnySHA1InWant = true
    allowFilter = true
"""
_SHA = re.compile("[0-9a-f]{40}")


def environment() -> dict[str, str]:
    """Git as on a new machine, and without questions."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": "/nonexistent",
    }


@dataclass(frozen=True, slots=True)
class BareRepository:
    path: Path

    @classmethod
    def create(
        cls, path: Path, *, branch: str, shares: BareRepository | None = None
    ) -> BareRepository:
        """An empty repository; with ``shares``, one of its network, as GitHub keeps forks:
        one store of objects, own refs."""
        path.mkdir(parents=True)
        repository = cls(path)
        repository.run("init", "--quiet", "--bare", "--template=", "--initial-branch", branch, ".")
        with (path / "config").open("a") as configuration:
            configuration.write(_CONFIGURATION)
        if shares is not None:
            objects = path / "objects"
            for folder in ("info", "pack"):
                (objects / folder).rmdir()
            objects.rmdir()
            objects.symlink_to((shares.path / "objects").resolve())
        return repository

    def run_bytes(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> bytes:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            input=stdin,
            capture_output=True,
            check=False,
            env=environment() | dict(env or {}),
        )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            raise GitError(f"git {arguments[0]}: {said or done.stdout.decode(errors='replace')}")
        return done.stdout

    def run(self, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None) -> str:
        return self.run_bytes(*arguments, stdin=stdin.encode(), env=env).decode().strip()

    # What is there

    def find(self, name: str, kind: str = "commit") -> str | None:
        """The object that ``name`` (a branch, tag, ref or SHA) stands for, or None."""
        if _SHA.fullmatch(name) and self.kind(name) == kind:
            return name
        for full in (f"refs/heads/{name}", f"refs/tags/{name}", f"refs/{name}", name):
            try:
                return self.run(
                    "rev-parse", "--verify", "--quiet", "--end-of-options", f"{full}^{{{kind}}}"
                )
            except GitError:
                continue
        return None

    def read_ref(self, ref: str) -> str | None:
        """What a full ref points at, or None. Nothing here ever packs refs: each is a file."""
        file = self.path / ref
        is_ref = ref.startswith("refs/") and ".." not in ref and file.is_file()
        return file.read_text().strip() if is_ref else None

    def tip(self, branch: str) -> str | None:
        return self.read_ref(f"refs/heads/{branch}")

    def refs(self, prefix: str) -> dict[str, str]:
        """Full name → SHA, for every ref that equals ``prefix`` or lies below it."""
        lines = self.run("for-each-ref", "--format=%(objectname) %(refname)", prefix).splitlines()
        return {line[41:]: line[:40] for line in lines}

    def kind(self, sha: str) -> str | None:
        try:
            return self.run("cat-file", "-t", sha)
        except GitError:
            return None

    def blob(self, sha: str) -> bytes | None:
        return self.run_bytes("cat-file", "blob", sha) if self.kind(sha) == "blob" else None

    def tree(self, treeish: str, *, recursive: bool = False, path: str = "") -> list[TreeEntry]:
        """The entries of a tree; with ``path``, those whose own path it is."""
        flags = ["-r", "-t"] if recursive else []
        below = ["--", path] if path else []
        listing = self.run_bytes("ls-tree", "-z", "-l", "--full-tree", *flags, treeish, *below)
        return [parsing.tree_entry(line) for line in listing.split(b"\0") if line]

    def entry(self, treeish: str, path: str) -> TreeEntry | None:
        found = self.tree(treeish, path=path)
        return found[0] if found else None

    def commits(self, *revisions: str, walk: bool = True) -> list[Commit]:
        """Newest first; with ``walk=False`` only those named."""
        flags = [] if walk else ["--no-walk=unsorted"]
        text = self.run_bytes("log", "-z", *flags, f"--format={parsing.FORMAT}", *revisions, "--")
        return [parsing.commit(one) for one in text.decode(errors="replace").split("\0") if one]

    def commit(self, sha: str) -> Commit:
        return self.commits(sha, walk=False)[0]

    def merge_base(self, one: str, other: str) -> str | None:
        try:
            return self.run("merge-base", one, other)
        except GitError:
            return None

    def changes(self, old: str, new: str) -> list[Change]:
        """File by file, renames found, in git's order of paths."""
        diff = ("diff-tree", "-r", "-M", "-l0", "--full-index", old, new)
        raw = parsing.raw_changes(self.run_bytes(*diff[:-2], "-z", "--raw", *diff[-2:]))
        counts = parsing.counts(self.run_bytes(*diff[:-2], "-z", "--numstat", *diff[-2:]))
        patches = parsing.patches(self.run_bytes(*diff[:-2], "-p", *diff[-2:]))
        return [
            Change(status, path, previous, sha, *(counts.get(path) or (0, 0)), patch)
            for (status, path, previous, sha), patch in zip(raw, patches, strict=True)
        ]

    # What is written

    def write_commit(
        self,
        branch: str,
        files: Mapping[str, Content],
        *,
        message: str,
        author: Signature,
        committer: Signature | None = None,
        parent: str | None = None,
    ) -> str:
        """A commit on ``branch``, on top of ``parent`` or else of the branch itself.

        Raises ``MovedError`` when the branch would not be moved forward by it.
        """
        parent = parent or self.tip(branch)
        stream = b"".join(
            importing.commit_stream(branch, files, message, author, committer or author, parent)
        )
        with tempfile.TemporaryDirectory() as folder:
            marks = Path(folder) / "marks"
            try:
                self.run_bytes("fast-import", "--quiet", f"--export-marks={marks}", stdin=stream)
            except GitError as error:
                raise _of_a_race(error) from error
            return marks.read_text().split()[-1]

    def write_blob(self, content: bytes) -> str:
        return self.run_bytes("hash-object", "-w", "--stdin", stdin=content).decode().strip()

    def write_tree(self, base: str | None, entries: Iterable[tuple[str, str, str | None]]) -> str:
        """A tree of ``(path, mode, sha or None to remove)`` on top of ``base``."""
        lines = b"".join(
            f"{mode if sha else 0} {sha or NO_OBJECT}\t{path}\0".encode()
            for path, mode, sha in entries
        )
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            if base:
                self.run("read-tree", base, env=index)
            self.run_bytes("update-index", "-z", "--index-info", stdin=lines, env=index)
            return self.run("write-tree", env=index)

    def write_commit_of_tree(
        self,
        tree: str,
        parents: Sequence[str],
        *,
        message: str,
        author: Signature,
        committer: Signature,
    ) -> str:
        named = [flag for parent in parents for flag in ("-p", parent)]
        return self.run("commit-tree", tree, *named, stdin=message, env=_signed(author, committer))

    def sign(self, sha: str, signature: str) -> str:
        """The commit once more with a signature in it, of which git knows no more than its place;
        its SHA. No branch is moved."""
        header, blank, message = self.run_bytes("cat-file", "commit", sha).partition(b"\n\n")
        armour = f"-----BEGIN SSH SIGNATURE-----\n {signature}\n -----END SSH SIGNATURE-----"
        content = header + f"\ngpgsig {armour}".encode() + blank + message
        written = self.run_bytes("hash-object", "-t", "commit", "-w", "--stdin", stdin=content)
        return written.decode().strip()

    def merge(self, base: str, head: str, *, message: str, by: Signature) -> str | None:
        """The commit that merging would make, or None where there is a conflict."""
        try:
            tree = self.run("merge-tree", "--write-tree", base, head)
        except GitError:
            return None
        return self.write_commit_of_tree(
            tree, [base, head], message=message, author=by, committer=by
        )

    def move_ref(self, ref: str, sha: str, *, force: bool = False) -> None:
        """Sets a full ref. Raises ``MovedError`` unless it goes forward or is forced."""
        old = None if force else self.read_ref(ref)
        if old and self.merge_base(old, sha) != old:
            raise MovedError(f"{ref} is at {old}, which {sha} does not contain")
        try:
            self.run("update-ref", ref, sha, *([old] if old else []))
        except GitError as error:
            raise _of_a_race(error) from error

    def delete_ref(self, ref: str) -> None:
        self.run("update-ref", "-d", ref)


def _of_a_race(error: GitError) -> GitError:
    """The error as ``MovedError`` if somebody else moved the ref in between."""
    lost = ("does not contain", "cannot lock ref", "Failed to update refs")
    return MovedError(str(error)) if any(text in str(error) for text in lost) else error


def _signed(author: Signature, committer: Signature) -> dict[str, str]:
    return {
        "GIT_AUTHOR_NAME": author.name,
        "GIT_AUTHOR_EMAIL": author.email,
        "GIT_AUTHOR_DATE": author.at.isoformat(),
        "GIT_COMMITTER_NAME": committer.name,
        "GIT_COMMITTER_EMAIL": committer.email,
        "GIT_COMMITTER_DATE": committer.at.isoformat(),
    }
