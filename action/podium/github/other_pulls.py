"""Pull requests that are no submission: they touch nothing below ``submissions/``. Nobody is told
of a submission then. What such a one changes of the challenge's own files is checked as data, at
its SHA, and the result is a commit status of its own, whoever opened it: hosts who change the file,
or participants who change ``teams.yaml``.

Nothing of it is run, and of its files only those are read that are text to be parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from podium import temporary
from podium.challenge import folder as challenge_folder
from podium.challenge import people
from podium.challenge.folder import CONFIG_NAMES, MODERATION_NAME, TEAMS_NAME
from podium.errors import ChallengeError, Issue, has_errors
from podium.github import comment
from podium.github.api import blobs, statuses
from podium.github.api.blobs import Snapshot
from podium.github.api.client import Connection
from podium.github.api.pulls import Pull
from podium.github.api.statuses import State
from podium.github.reading import NotASubmissionError, Reader
from podium.submission import place
from podium.submission.place import TreeEntry

CONTEXT = "podium/challenge"

_READ = frozenset({*CONFIG_NAMES, MODERATION_NAME, TEAMS_NAME, people.NAME})
_MOST_FILES = 20_000
_HINT = (
    "This pull request changes nothing below `submissions/`, so it is no submission. If it is "
    "meant as one, put its files where the phase's page says."
)


def check(reader: Reader, pull: Pull, changed: Iterable[str]) -> tuple[Issue, ...] | None:
    """What can be said of the challenge's files as the pull request has them; ``None`` where it
    changes none of them."""
    if not any(_is_the_challenge_s(path, reader.folder) for path in changed):
        return None
    with temporary.folder("challenge") as scratch:
        snapshot = blobs.fetch_structure(
            reader.clone_url,
            scratch,
            head=pull.head_sha,
            base=pull.base_sha,
            environment=reader.environment,
        )
        root = scratch / reader.challenge.slug
        root.mkdir()
        try:
            _lay_out(snapshot, reader.folder, root)
            return challenge_folder.inspect_challenge(root)[1]
        except ChallengeError as error:  # such as: there is no challenge_config.yaml any more
            return tuple(
                Issue.error(one.message.replace(f"{root}", "the challenge"), code=one.code)
                for one in error.issues
            )


def tell(reader: Reader, pull: Pull, other: NotASubmissionError, *, url: str) -> str:
    """Set the status, where there is anything to tell and it was not told yet; gives the words for
    the log and the hosts, empty where nothing is new."""
    issues = check(reader, pull, other.changed)
    if issues is None:
        return ""
    state, fact = _verdict(issues)
    if told(reader.connection, pull.head_sha) is state:
        return ""
    statuses.set_status(
        reader.connection, pull.head_sha, state, fact, target_url=url, context=CONTEXT
    )
    return describe(issues)


def told(connection: Connection, sha: str) -> State | None:
    """What the status of ours says at a commit; ``None`` is nothing yet."""
    with connection.asking(f"the status of {sha[:12]}"):
        url = f"{connection.repository.url}/commits/{sha}/statuses?per_page=100"
        _, found = connection.repository.requester.requestJsonAndCheck("GET", url)
        newest = next((one for one in found if one["context"] == CONTEXT), None)
        return None if newest is None else State(newest["state"])


def describe(issues: Sequence[Issue] | None) -> str:
    """For a run's summary."""
    if issues is None:
        return f"### No submission\n\n{_HINT}"
    _, fact = _verdict(issues)
    listed = comment.issue_list(issues)
    return "\n\n".join(part for part in (f"### No submission: {fact}", _HINT, listed) if part)


def _verdict(issues: Sequence[Issue]) -> tuple[State, str]:
    if has_errors(issues):
        count = sum(issue.is_error for issue in issues)
        noun = "error" if count == 1 else "errors"
        return State.FAILURE, f"{count} {noun} in the challenge's files; podium check lists them"
    return State.SUCCESS, "the challenge's files are in order"


def _is_the_challenge_s(path: str, folder: str) -> bool:
    """Below its folder, but neither what GitHub itself reads nor what only people do."""
    inside = path.removeprefix(f"{folder}/") if folder else path
    if folder and inside == path:
        return False
    is_a_page = "/" not in inside and inside.lower().endswith(".md")
    return not inside.startswith(".") and not is_a_page


def _lay_out(snapshot: Snapshot, folder: str, root: Path) -> None:
    """The folder with what is parsed; every other file is empty, for only its place counts."""
    entries = [entry for entry in blobs.entries_below(snapshot, folder) if _is_plain(entry)]
    if len(entries) > _MOST_FILES:
        raise ChallengeError(f"more than {_MOST_FILES} files")
    start = f"{folder}/"
    named = {entry.path.removeprefix(start): entry for entry in entries}
    wanted = [entry for name, entry in named.items() if name in _READ]
    if wanted:
        blobs.fetch_files(snapshot.repository, wanted)
    for name, entry in named.items():
        target = root / name
        if not target.resolve().is_relative_to(root.resolve()):
            raise ChallengeError("a file points outside of its folder")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(blobs.read(snapshot.repository, entry) if entry in wanted else b"")
        except OSError as error:
            raise ChallengeError(f"a file cannot be: {error.strerror}") from None


def _is_plain(entry: TreeEntry) -> bool:
    return entry.mode.startswith("100") and not entry.path.startswith(f"/{place.ROOT}/")
