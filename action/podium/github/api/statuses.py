"""What a commit and a pull request carry for people who do not read the comment."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from podium.github.api.client import Connection, retrying

CONTEXT = "podium"
PREFIX = "podium: "

_DESCRIPTION = 140  # GitHub's limit
_ATTEMPTS = 3


class State(StrEnum):
    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


def set_status(
    connection: Connection,
    sha: str,
    state: State,
    description: str,
    *,
    target_url: str = "",
    context: str = CONTEXT,
) -> None:
    """``description`` is our own words. Setting it once more does no harm, so it is repeated."""
    shown = connection.redact(description)[:_DESCRIPTION]
    document = {"state": state.value, "context": context, "description": shown}
    if target_url:
        document["target_url"] = target_url
    for attempt in retrying(_ATTEMPTS):
        with attempt, connection.asking(f"the status of {sha[:12]}"):
            # Commit.create_status would fetch the whole commit first.
            connection.repository.requester.requestJsonAndCheck(
                "POST", f"{connection.repository.url}/statuses/{sha}", input=document
            )


def set_label(connection: Connection, number: int, word: str, *, present: Collection[str]) -> None:
    """The one label of ours; everybody else's stay. ``present`` are those there are now."""
    wanted = f"{PREFIX}{word}"
    others = [name for name in present if not name.startswith(PREFIX)]
    if set(present) == {*others, wanted}:
        return
    with connection.asking(f"the labels of pull request {number}"):
        connection.repository.get_issue(number).set_labels(*others, wanted)
