"""What a pull request of the branch that is checked out would hold beside the submission that is
checked: GitHub sees the whole branch, and takes one submission of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podium.codes import Code
from podium.errors import Issue
from podium.records.git.commands import Repository
from podium.submission import place

_MOST_NAMED = 5


def find_issues(submission: Path) -> Iterator[Issue]:
    """Of a submission in a clone, at the place where participants put theirs, that the branch
    changes since it left ``origin/HEAD``."""
    folder = submission.resolve() if submission.is_dir() else submission.resolve().parent
    if not folder.is_dir():
        return
    repository = Repository(folder)
    top = repository.ask("rev-parse", "--show-toplevel")
    base = repository.ask("merge-base", "origin/HEAD", "HEAD") if top else None
    if top is None or base is None:
        return
    own = folder.relative_to(Path(top).resolve()).as_posix()
    listed = repository.run(
        *("-C", top, "diff", "--name-only", "-z", "--no-renames", base, "HEAD", "--", place.ROOT)
    )
    paths = [path.decode("utf-8", "replace") for path in listed.split(b"\0") if path]
    folders = place.folders_of(paths)
    if own in folders and len(folders) > 1:
        others = [one for one in folders if one != own]
        named = ", ".join(others[:_MOST_NAMED])
        yield Issue.error(
            f"holds {named} too, and a pull request takes one submission; begin each on a branch "
            "of its own: git switch -c NAME origin/HEAD",
            code=Code.SEVERAL_SUBMISSIONS,
            where="the branch",
        )
