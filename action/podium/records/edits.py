"""What participants say of recorded submissions afterwards: ``edits/<n>.json`` beside
``submission.json``, in its shape. Files, phase, participant and moment stay what they were."""

from __future__ import annotations

from dataclasses import replace

from podium.records import model, plain_files
from podium.records.model import Submission


def read(
    folder: str, submission: Submission
) -> tuple[tuple[Submission, ...], list[tuple[str, Exception]]]:
    """The edits of the submission that is recorded in a folder, the oldest first, and those that
    cannot be read, by their places in it, with the reason."""
    root = f"{folder}/{model.EDITS_FOLDER}"
    try:
        held = plain_files.list_folder(root)
    except FileNotFoundError:  # as of most
        return (), []
    except OSError as error:
        return (), [(model.EDITS_FOLDER, error)]
    found: list[Submission] = []
    unreadable: list[tuple[str, Exception]] = []
    numbers = [name.removesuffix(".json") for name in held.files if name.endswith(".json")]
    for number in sorted(filter(str.isdecimal, numbers), key=int):
        try:
            content = plain_files.read(f"{root}/{number}.json", most=plain_files.MAX_DOCUMENT)
            found.append(_checked(model.parse_submission(content), submission))
        except (OSError, ValueError) as error:
            unreadable.append((f"{model.EDITS_FOLDER}/{number}.json", error))
    return tuple(found), unreadable


def _checked(edit: Submission, submission: Submission) -> Submission:
    """Raises ``ValueError`` where more is changed than a participant can say."""
    if edit.edited_at is None:
        raise ValueError("edited_at is missing")
    same = replace(
        edit,
        metadata=submission.metadata,
        is_public=submission.is_public,
        is_withdrawn=submission.is_withdrawn,
        source=submission.source,
        edited_at=None,
    )
    if same != submission:
        raise ValueError(f"it is not an edit of {submission.id}")
    return edit
