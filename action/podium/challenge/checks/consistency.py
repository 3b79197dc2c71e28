"""What the keys of a challenge file must say together: references, dates, files, rules.

Everything here is reported with the place of the key that would have to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from podium import metrics
from podium.challenge import keys
from podium.challenge.checks import combined, ignoring, names, parents
from podium.challenge.checks.types import Validated
from podium.challenge.text.source import KeyPath
from podium.codes import Code

Problem = tuple[Code, KeyPath, str]


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
        _verification(validated),
        parents.find_problems(settings.challenge_phases, _phases_by_name(settings)),
        _files(settings, folder),
        _evaluators(settings, folder),
        combined.find_problems(settings),
        ignoring.find_problems(settings.podium.ignore),
    )
    for check in checks:
        for code, path, message in check:
            if not validated.is_broken(path):
                yield code, path, message


def _duplicates(settings: keys.Challenge) -> Iterator[Problem]:
    phases, datasets = settings.challenge_phases, settings.dataset_splits
    yield from _repeated("challenge_phases", "id", names.identities(phases))
    yield from _repeated("dataset_splits", "id", names.identities(datasets))
    codenames = [names.phase_codename(phase) for phase in phases]
    yield from _repeated("challenge_phases", "codename", codenames)
    yield from _repeated("dataset_splits", "codename", [split.codename for split in datasets])
    yield from _repeated("prizes", "rank", [str(prize.rank) for prize in settings.prizes])
    boards = [
        f"{split.challenge_phase_id}/{split.dataset_split_id}"
        for split in settings.challenge_phase_splits
    ]
    for index, first in names.repeats(boards):
        yield (
            Code.MAPPED_TWICE,
            ("challenge_phase_splits", index),
            f"entry {first + 1} maps the same phase and dataset split; "
            "a phase split has one leaderboard",
        )


def _repeated(section: str, key: str, values: list[str]) -> Iterator[Problem]:
    for index, first in names.repeats(values):
        if values[index]:
            message = f"{values[index]!r} is taken by entry {first + 1}; each needs its own"
            yield Code.NAME_TAKEN, (section, index, key), message


def _references(settings: keys.Challenge) -> Iterator[Problem]:
    phases = names.identities(settings.challenge_phases)
    targets = {
        "challenge_phase_id": ("challenge_phases", phases),
        "leaderboard_id": ("leaderboard", names.identities(settings.leaderboard)),
        "dataset_split_id": ("dataset_splits", names.identities(settings.dataset_splits)),
    }
    known = {key: frozenset(ids) for key, (_, ids) in targets.items()}
    scored = {
        identity
        for identity, phase in zip(phases, settings.challenge_phases, strict=True)
        if phase.score_jsonpath
    }
    for index, split in enumerate(settings.challenge_phase_splits):
        place = ("challenge_phase_splits", index)
        if split.leaderboard_id is None and str(split.challenge_phase_id) not in scored:
            message = "expected a value, found nothing: a phase without score_jsonpath needs one"
            yield Code.LEADERBOARD_NEEDED, (*place, "leaderboard_id"), message
        for key, (section, ids) in targets.items():
            wanted = getattr(split, key)
            if wanted is not None and str(wanted) not in known[key]:
                message = f"no entry of {section} has the id {wanted}; there are: {names.some(ids)}"
                yield Code.UNKNOWN_ID, (*place, key), message


def _leaderboards(settings: keys.Challenge) -> Iterator[Problem]:
    for index, leaderboard in enumerate(settings.leaderboard):
        schema, place = leaderboard.labelled, ("leaderboard", index, "schema")
        if schema.default_order_by not in schema.labels:
            yield (
                Code.NOT_A_LABEL,
                (*place, "default_order_by"),
                f"expected one of the labels ({names.some(schema.labels)}), "
                f"found {schema.default_order_by!r}",
            )


def _dates(settings: keys.Challenge) -> Iterator[Problem]:
    if settings.start_date and settings.end_date and settings.start_date > settings.end_date:
        yield Code.ENDS_BEFORE_START, ("end_date",), "the challenge ends before its start_date"
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if phase.start_date and phase.end_date and phase.start_date > phase.end_date:
            message = "the phase ends before its start_date"
            yield Code.ENDS_BEFORE_START, (*place, "end_date"), message
        opens, closes = phase.submissions_open_at, phase.submissions_close_at
        if opens and closes and opens > closes:
            yield (
                Code.ENDS_BEFORE_START,
                (*place, "submissions_close_at"),
                "submissions close before they open (submissions_open_at)",
            )


def _phases(settings: keys.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if not names.phase_codename(phase):
            message = "expected a value, found nothing: a phase needs a codename"
            yield Code.KEY_MISSING, (*place, "codename"), message
        if phase.is_submission_public and phase.is_restricted_to_select_one_submission:
            yield (
                Code.PUBLIC_AND_RESTRICTED,
                (*place, "is_restricted_to_select_one_submission"),
                "cannot hold together with is_submission_public: set one of them to False",
            )
        yield from _algorithms(phase, place)
        yield from _score_paths(phase, place)
        yield from _attributes(phase, place)


def _verification(validated: Validated) -> Iterator[Problem]:
    podium = validated.settings.podium
    ways = ("verified", "minimum_account_age")
    if any(getattr(podium, way) or validated.is_broken(("podium", way)) for way in ways):
        return
    for index, phase in enumerate(validated.settings.challenge_phases):
        if phase.creator_must_be_verified:
            yield (
                Code.NOBODY_VERIFIED,
                ("challenge_phases", index, "creator_must_be_verified"),
                "nobody is verified, so nobody can submit: list people under podium.verified, or "
                "set podium.minimum_account_age",
            )


def _algorithms(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    """Grand Challenge's rules for a phase that takes algorithms, and for one that does not."""
    if not phase.takes_algorithms:
        if phase.give_algorithm_editors_job_view_permissions:
            yield (
                Code.ONLY_FOR_ALGORITHMS,
                (*place, "give_algorithm_editors_job_view_permissions"),
                "only a phase with submission_kind 3 (algorithm) has jobs to show",
            )
        return
    is_closed = phase.submissions_limit_per_user_per_period == 0
    if phase.external_evaluation or is_closed:
        return
    interfaces = phase.algorithm_interfaces or phase.algorithm_inputs or phase.algorithm_outputs
    lacks = [
        what
        for what, is_there in (
            ("cases to run on (archive)", bool(phase.archive)),
            ("inputs and outputs (algorithm_interfaces)", bool(interfaces)),
        )
        if not is_there
    ]
    if lacks:
        message = f"a phase that takes algorithms needs {' and '.join(lacks)}"
        yield Code.ALGORITHM_INCOMPLETE, (*place, "submission_kind"), message


def _score_paths(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    paths: list[tuple[KeyPath, str | None]] = [
        ((*place, "score_jsonpath"), phase.score_jsonpath),
        ((*place, "score_error_jsonpath"), phase.score_error_jsonpath),
    ]
    for index, column in enumerate(phase.extra_results_columns):
        here = (*place, "extra_results_columns", index)
        paths += [((*here, "path"), column.path), ((*here, "error_path"), column.error_path)]
    for key, path in paths:
        yield from _metrics_path(key, path)


def _metrics_path(key: KeyPath, path: str | None) -> Iterator[Problem]:
    try:
        metrics.lookup(path or "")
    except ValueError as error:
        message = f"expected a dotted path or JSONPath, found {path!r} ({error})"
        yield Code.NO_METRICS_PATH, key, message


def _attributes(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    for index, attribute in enumerate(phase.submission_meta_attributes or []):
        if attribute.type in ("radio", "checkbox") and not attribute.options:
            yield (
                Code.NO_OPTIONS,
                (*place, "submission_meta_attributes", index, "options"),
                f"a {attribute.type} attribute needs at least one option",
            )


def find_phase(settings: keys.Challenge, name: int | str) -> int | None:
    """The index of the phase with this id or codename."""
    return _phases_by_name(settings).get(str(name))


def _phases_by_name(settings: keys.Challenge) -> dict[str, int]:
    phases = settings.challenge_phases
    by_codename = {names.phase_codename(phase): index for index, phase in enumerate(phases)}
    return by_codename | {name: index for index, name in enumerate(names.identities(phases))}


def _files(settings: keys.Challenge, folder: Folder) -> Iterator[Problem]:
    pages = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
    for key in (*pages, "image"):
        yield from _file((key,), getattr(settings, key), folder.has_file)
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        yield from _file((*place, "description"), phase.description, folder.has_file)
        annotation = (*place, "test_annotation_file")
        yield from _file(annotation, phase.test_annotation_file, _either(folder))
        yield from _of_podium((*place, "podium"), phase.podium, folder)
    yield from _of_podium(("podium",), settings.podium, folder)


def _either(folder: Folder) -> Callable[[str], bool]:
    return lambda path: folder.has_file(path) or folder.has_folder(path)


def _of_podium(place: KeyPath, settings: keys.PhasePodium, folder: Folder) -> Iterator[Problem]:
    yield from _ground_truth(place, settings.ground_truth, folder)
    example = settings.example_submission
    yield from _file((*place, "example_submission"), example, _either(folder))
    if settings.cases is not None and settings.cases.path != "$":
        yield from _metrics_path((*place, "cases", "path"), settings.cases.path)


def _ground_truth(place: KeyPath, path: str | None, folder: Folder) -> Iterator[Problem]:
    if path is not None and "@" not in path:  # org/repo@tag/asset is a release elsewhere
        yield from _file((*place, "ground_truth"), path, _either(folder))


def _file(key: KeyPath, path: str | None, exists: Callable[[str], bool]) -> Iterator[Problem]:
    if path is None:
        return
    if not is_inside(path):
        message = f"expected a path inside the challenge folder, found {path!r}"
        yield Code.PATH_LEADS_OUTSIDE, key, message
    elif not exists(path):
        yield Code.FILE_MISSING, key, f"there is no {path!r} in the challenge folder"


def is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in path


def _evaluators(settings: keys.Challenge, folder: Folder) -> Iterator[Problem]:
    top = settings.podium.evaluator
    if top is not None:
        yield from _evaluator(("podium", "evaluator"), top, folder)
    for index, phase in enumerate(settings.challenge_phases):
        if phase.podium.evaluator is not None:
            place = ("challenge_phases", index, "podium", "evaluator")
            yield from _evaluator(place, phase.podium.evaluator, folder)


def _evaluator(
    place: KeyPath, evaluator: keys.EvaluatorSettings, folder: Folder
) -> Iterator[Problem]:
    if evaluator.image and evaluator.dockerfile:
        message = "expected an image or a dockerfile, found both"
        yield Code.TWO_EVALUATORS, (*place, "image"), message
    yield from _file((*place, "dockerfile"), evaluator.dockerfile, folder.has_file)
    yield from _file((*place, "context"), evaluator.context, folder.has_folder)
