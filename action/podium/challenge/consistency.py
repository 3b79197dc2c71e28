"""What the keys of a challenge file must say together: references, dates, files, rules.

Everything here is reported with the place of the key that would have to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from podium import metrics
from podium.challenge import document
from podium.challenge.source import KeyPath
from podium.challenge.validation import Validated

Problem = tuple[KeyPath, str]


class Folder(Protocol):
    """The challenge folder, as far as the rules need it. Paths are relative, with ``/``."""

    def has_file(self, path: str) -> bool: ...

    def has_folder(self, path: str) -> bool: ...


def find_problems(validated: Validated, folder: Folder) -> Iterator[Problem]:
    """All of them, in no particular order; those that follow from a wrong type are left out."""
    settings = validated.settings
    checks = (
        _duplicates(settings),
        _references(settings),
        _leaderboards(settings),
        _dates(settings),
        _phases(settings),
        _parents(settings),
        _files(settings, folder),
        _evaluators(settings, folder),
    )
    for check in checks:
        for path, message in check:
            if not validated.is_broken(path):
                yield path, message


def identities(
    members: Iterable[document.Leaderboard | document.DatasetSplit | document.Phase],
) -> list[str]:
    """The id of each member as text; one without an id has its place in the list, from 1."""
    return [
        str(index if member.id is None else member.id)
        for index, member in enumerate(members, start=1)
    ]


def phase_codename(phase: document.Phase) -> str | None:
    return phase.codename or phase.slug


def _duplicates(settings: document.Challenge) -> Iterator[Problem]:
    phases, datasets = settings.challenge_phases, settings.dataset_splits
    yield from _repeated("challenge_phases", "id", identities(phases))
    yield from _repeated("dataset_splits", "id", identities(datasets))
    codenames = [phase_codename(phase) or "" for phase in phases]
    yield from _repeated("challenge_phases", "codename", codenames)
    yield from _repeated("dataset_splits", "codename", [split.codename for split in datasets])
    yield from _repeated("prizes", "rank", [str(prize.rank) for prize in settings.prizes])
    boards = [
        f"{split.challenge_phase_id}/{split.dataset_split_id}"
        for split in settings.challenge_phase_splits
    ]
    for index, first in _repeats(boards):
        yield (
            ("challenge_phase_splits", index),
            f"entry {first + 1} maps the same phase and dataset split; "
            "a phase split has one leaderboard",
        )


def _repeated(section: str, key: str, values: list[str]) -> Iterator[Problem]:
    for index, first in _repeats(values):
        if values[index]:
            message = f"{values[index]!r} is taken by entry {first + 1}; each needs its own"
            yield (section, index, key), message


def _repeats(values: list[str]) -> Iterator[tuple[int, int]]:
    """The index of each value that was there before, and where."""
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        if value in seen:
            yield index, seen[value]
        else:
            seen[value] = index


def _references(settings: document.Challenge) -> Iterator[Problem]:
    targets = {
        "challenge_phase_id": ("challenge_phases", identities(settings.challenge_phases)),
        "leaderboard_id": ("leaderboard", identities(settings.leaderboard)),
        "dataset_split_id": ("dataset_splits", identities(settings.dataset_splits)),
    }
    scored = {
        identity
        for identity, phase in zip(
            identities(settings.challenge_phases), settings.challenge_phases, strict=True
        )
        if phase.score_jsonpath
    }
    for index, split in enumerate(settings.challenge_phase_splits):
        place = ("challenge_phase_splits", index)
        if split.leaderboard_id is None and str(split.challenge_phase_id) not in scored:
            message = "expected a value, found nothing: a phase without score_jsonpath needs one"
            yield (*place, "leaderboard_id"), message
        for key, (section, known) in targets.items():
            wanted = str(getattr(split, key))
            if getattr(split, key) is not None and wanted not in known:
                names = ", ".join(known) or "none"
                yield (
                    ("challenge_phase_splits", index, key),
                    f"no entry of {section} has the id {wanted}; there are: {names}",
                )


def _leaderboards(settings: document.Challenge) -> Iterator[Problem]:
    for index, leaderboard in enumerate(settings.leaderboard):
        schema, place = leaderboard.labelled, ("leaderboard", index, "schema")
        if schema.default_order_by not in schema.labels:
            yield (
                (*place, "default_order_by"),
                f"expected one of the labels ({', '.join(schema.labels)}), "
                f"found {schema.default_order_by!r}",
            )
        for label in schema.metadata:
            if label not in schema.labels:
                yield (
                    (*place, "metadata", label),
                    f"no such label; there are: {', '.join(schema.labels)}",
                )


def _dates(settings: document.Challenge) -> Iterator[Problem]:
    if settings.start_date and settings.end_date and settings.start_date > settings.end_date:
        yield ("end_date",), "the challenge ends before its start_date"
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if phase.start_date and phase.end_date and phase.start_date > phase.end_date:
            yield (*place, "end_date"), "the phase ends before its start_date"
        opens, closes = phase.submissions_open_at, phase.submissions_close_at
        if opens and closes and opens > closes:
            yield (
                (*place, "submissions_close_at"),
                "submissions close before they open (submissions_open_at)",
            )


def _phases(settings: document.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if phase_codename(phase) is None:
            yield (*place, "codename"), "expected a value, found nothing: a phase needs a codename"
        if phase.is_submission_public and phase.is_restricted_to_select_one_submission:
            yield (
                (*place, "is_restricted_to_select_one_submission"),
                "cannot hold together with is_submission_public: set one of them to False",
            )
        if phase.give_algorithm_editors_job_view_permissions and phase.submission_kind != 3:
            yield (
                (*place, "give_algorithm_editors_job_view_permissions"),
                "only a phase with submission_kind 3 (algorithm) has jobs to show",
            )
        yield from _score_paths(phase, place)
        yield from _attributes(phase, place)


def _score_paths(phase: document.Phase, place: KeyPath) -> Iterator[Problem]:
    paths: list[tuple[KeyPath, str | None]] = [
        ((*place, "score_jsonpath"), phase.score_jsonpath),
        ((*place, "score_error_jsonpath"), phase.score_error_jsonpath),
    ]
    for index, column in enumerate(phase.extra_results_columns):
        here = (*place, "extra_results_columns", index)
        paths += [((*here, "path"), column.path), ((*here, "error_path"), column.error_path)]
    for key, path in paths:
        try:
            metrics.lookup(path or "")
        except ValueError as error:
            yield key, f"expected a dotted path or JSONPath, found {path!r} ({error})"


def _attributes(phase: document.Phase, place: KeyPath) -> Iterator[Problem]:
    for index, attribute in enumerate(phase.submission_meta_attributes or []):
        if attribute.type in ("radio", "checkbox") and not attribute.options:
            yield (
                (*place, "submission_meta_attributes", index, "options"),
                f"a {attribute.type} attribute needs at least one option",
            )


def _parents(settings: document.Challenge) -> Iterator[Problem]:
    phases = settings.challenge_phases
    by_name = _phases_by_name(settings)
    parents = {
        index: by_name.get(str(phase.parent))
        for index, phase in enumerate(phases)
        if phase.parent is not None
    }
    for index, parent in parents.items():
        place = ("challenge_phases", index, "parent")
        if parent is None:
            yield place, f"no phase has the id or codename {phases[index].parent!r}"
            continue
        above: int | None = parent
        seen = {index}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == index:
            yield place, "a phase cannot come after itself: the parents form a circle"
        if _opens_before(phases[index], phases[parent]):
            first = phase_codename(phases[parent])
            yield place, f"the phase opens before its parent {first!r} does"


def _opens_before(phase: document.Phase, parent: document.Phase) -> bool:
    own, other = (
        max(filter(None, (one.start_date, one.submissions_open_at)), default=None)
        for one in (phase, parent)
    )
    return own is not None and other is not None and own < other


def find_phase(settings: document.Challenge, name: int | str) -> int | None:
    """The index of the phase with this id or codename."""
    return _phases_by_name(settings).get(str(name))


def _phases_by_name(settings: document.Challenge) -> dict[str, int]:
    phases = settings.challenge_phases
    by_codename = {phase_codename(phase) or "": index for index, phase in enumerate(phases)}
    return by_codename | {name: index for index, name in enumerate(identities(phases))}


def _files(settings: document.Challenge, folder: Folder) -> Iterator[Problem]:
    pages = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
    for key in (*pages, "image"):
        yield from _file((key,), getattr(settings, key), folder.has_file)
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        yield from _file((*place, "description"), phase.description, folder.has_file)
        annotation = (*place, "test_annotation_file")
        yield from _file(annotation, phase.test_annotation_file, _either(folder))
        yield from _ground_truth((*place, "podium"), phase.podium.ground_truth, folder)
    yield from _ground_truth(("podium",), settings.podium.ground_truth, folder)


def _either(folder: Folder) -> Callable[[str], bool]:
    return lambda path: folder.has_file(path) or folder.has_folder(path)


def _ground_truth(place: KeyPath, path: str | None, folder: Folder) -> Iterator[Problem]:
    if path is not None and "@" not in path:  # org/repo@tag/asset is a release elsewhere
        yield from _file((*place, "ground_truth"), path, _either(folder))


def _file(key: KeyPath, path: str | None, exists: Callable[[str], bool]) -> Iterator[Problem]:
    if path is None:
        return
    if not is_inside(path):
        yield key, f"expected a path inside the challenge folder, found {path!r}"
    elif not exists(path):
        yield key, f"there is no {path!r} in the challenge folder"


def is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in path


def _evaluators(settings: document.Challenge, folder: Folder) -> Iterator[Problem]:
    top = settings.podium.evaluator
    if top is not None:
        yield from _evaluator(("podium", "evaluator"), top, folder)
    for index, phase in enumerate(settings.challenge_phases):
        if phase.podium.evaluator is not None:
            place = ("challenge_phases", index, "podium", "evaluator")
            yield from _evaluator(place, phase.podium.evaluator, folder)


def _evaluator(
    place: KeyPath, evaluator: document.EvaluatorSettings, folder: Folder
) -> Iterator[Problem]:
    if evaluator.image and evaluator.dockerfile:
        yield (*place, "image"), "expected an image or a dockerfile, found both"
    yield from _file((*place, "dockerfile"), evaluator.dockerfile, folder.has_file)
