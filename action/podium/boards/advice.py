"""What the recorded results show about a challenge's settings: paths that no ``metrics.json`` ever
had, rulings on submissions that nobody made, phases that were renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from podium import metrics
from podium.boards import case_advice, missing, standings
from podium.challenge import keys
from podium.challenge.checks import names
from podium.challenge.checks.consistency import Problem
from podium.challenge.model import Challenge, Phase, Split
from podium.challenge.rules import EvalAIRule
from podium.challenge.text.source import KeyPath, YamlSource, format_path
from podium.codes import Code
from podium.errors import Issue
from podium.jobs import Contract
from podium.records.model import SubmissionRecord

_LONGEST_NAME = 100


def find_warnings(
    challenge: Challenge,
    records: Sequence[SubmissionRecord],
    source: YamlSource,
    rulings: YamlSource | None = None,
) -> list[Issue]:
    """``source`` is the challenge's file and ``rulings`` its ``moderation.yaml``, for places."""
    found = [(source, problem) for problem in _on_settings(challenge, records)]
    if rulings is not None:
        found += [(rulings, problem) for problem in _on_rulings(rulings, records)]
    return [
        Issue.warning(message, code=code, where=file.where(path), path=format_path(path))
        for file, (code, path, message) in found
    ]


def _on_settings(challenge: Challenge, records: Sequence[SubmissionRecord]) -> Iterator[Problem]:
    by_phase: dict[str, list[SubmissionRecord]] = {}
    for record in records:
        by_phase.setdefault(record.submission.phase, []).append(record)
    recorded = {codename: len(found) for codename, found in by_phase.items()}
    yield from missing.renamed_phases(challenge, recorded)
    for index, phase in enumerate(challenge.phases):
        in_phase = by_phase.get(phase.codename, [])
        yield from _kind(phase, index, in_phase)
        documents = list(_documents(in_phase))
        if documents:
            yield from _phase(challenge.settings, phase, index, documents)


def _documents(records: Iterable[SubmissionRecord]) -> Iterator[object]:
    for record in records:
        for evaluation in record.evaluations:
            if evaluation.evaluation.status.has_metrics and evaluation.metrics is not None:
                yield evaluation.metrics.document


def _kind(phase: Phase, index: int, records: Sequence[SubmissionRecord]) -> Iterator[Problem]:
    """Predictions are files; an algorithm is an image."""
    predictions = sum(bool(record.submission.files) for record in records)
    if phase.settings.takes_algorithms and predictions:
        yield (
            Code.KIND_CHANGED,
            ("challenge_phases", index, "submission_kind"),
            f"the phase takes algorithms now, and {_count(predictions, 'submission')} of "
            f"predictions {_is(predictions)} recorded; Grand Challenge refuses to change the kind "
            "of a phase that has submissions. Add a phase instead",
        )


@dataclass(frozen=True, slots=True)
class _Path:
    """A path of a board's column, and where the file has it."""

    path: str
    place: KeyPath


def _phase(
    settings: keys.Challenge, phase: Phase, index: int, documents: Sequence[object]
) -> Iterator[Problem]:
    places = _mappings(settings, index)
    told: set[KeyPath] = set()
    read: list[object] = []
    for number, split in enumerate(phase.splits):
        mapping = places[number] if number < len(places) else None
        parts = [
            part
            for found, part in (
                standings.part_for(one, phase, split, split.rule) for one in documents
            )
            if found
        ]
        read += parts
        if mapping is not None and not _has_part(phase, split, documents):
            yield _missing_part(settings, phase, split, mapping, documents)
            continue
        for column in _columns(settings, phase, index, split, mapping):
            message = _never_there(column.path, split.rule.lookup(column.path), phase, parts)
            if message is not None and column.place not in told:
                told.add(column.place)
                yield Code.NEVER_A_NUMBER, column.place, message
    yield from case_advice.find_problems(phase, index, read)


def _mappings(settings: keys.Challenge, index: int) -> list[keys.PhaseSplit]:
    """In the order of the phase's splits."""
    identity = names.identities(settings.challenge_phases)[index]
    return [
        mapping
        for mapping in settings.challenge_phase_splits
        if str(mapping.challenge_phase_id) == identity
    ]


def _has_part(phase: Phase, split: Split, documents: Iterable[object]) -> bool:
    """Whether a result ever had what the board reads, where it has to be under its codename."""
    needs_one = phase.evaluator.contract is Contract.EVALAI or (
        isinstance(split.rule, EvalAIRule) and len(phase.splits) > 1
    )
    return not needs_one or any(
        isinstance(one, dict) and split.codename in one for one in documents
    )


def _missing_part(
    settings: keys.Challenge,
    phase: Phase,
    split: Split,
    mapping: keys.PhaseSplit,
    documents: Sequence[object],
) -> Problem:
    ids = names.identities(settings.dataset_splits)
    place = ("dataset_splits", ids.index(str(mapping.dataset_split_id)), "codename")
    parts = Counter(str(key) for one in documents if isinstance(one, dict) for key in one)
    known = [name for name, _ in parts.most_common()]
    return (
        Code.SPLIT_NEVER_THERE,
        place,
        f"{split.codename!r} was in none of {_results(phase, documents)}; there are: "
        f"{names.some(known, longest=_LONGEST_NAME)}{_nearest(split.codename, known)}",
    )


def _columns(
    settings: keys.Challenge,
    phase: Phase,
    index: int,
    split: Split,
    mapping: keys.PhaseSplit | None,
) -> Iterator[_Path]:
    if isinstance(split.rule, EvalAIRule):
        ids = names.identities(settings.leaderboard)
        wanted = ids[0] if mapping is None else str(mapping.leaderboard_id)
        board = len(ids) - 1 - ids[::-1].index(wanted)  # of equal ones the last holds
        labels = settings.leaderboard[board].labelled.labels
        for number, label in enumerate(labels):
            yield _Path(label, ("leaderboard", board, "schema", "labels", number))
        return
    place = ("challenge_phases", index)
    own = phase.settings
    if own.score_jsonpath:
        yield _Path(own.score_jsonpath, (*place, "score_jsonpath"))
    if own.score_jsonpath and own.score_error_jsonpath:
        yield _Path(own.score_error_jsonpath, (*place, "score_error_jsonpath"))
    for number, column in enumerate(own.extra_results_columns):
        here = (*place, "extra_results_columns", number)
        yield _Path(column.path, (*here, "path"))
        if column.error_path:
            yield _Path(column.error_path, (*here, "error_path"))


def _never_there(
    path: str, lookup: metrics.Lookup, phase: Phase, parts: Sequence[object]
) -> str | None:
    """``None`` if any result ever had a number there, looked up as the board does."""
    if not parts:
        return None
    values = [lookup(part) for part in parts]
    if any(metrics.as_number(value) is not None for value in values):
        return None
    results = _results(phase, parts)
    odd = next((value for value in values if value is not metrics.MISSING), metrics.MISSING)
    if odd is not metrics.MISSING:
        why = metrics.why_not_a_number(path, odd)
        return f"{path} was a number in none of {results}: {why}"
    known = list(dict.fromkeys(name for part in parts for name in metrics.number_paths(part)))
    fact = f"{path} was in none of {results}"
    return f"{fact}; there are: {names.some(known, longest=_LONGEST_NAME)}{_nearest(path, known)}"


def _on_rulings(rulings: YamlSource, records: Sequence[SubmissionRecord]) -> Iterator[Problem]:
    known = [record.submission.id for record in records]
    ids = frozenset(known)
    for index, ruling in enumerate(rulings.value if isinstance(rulings.value, list) else []):
        name = ruling.get("submission") if isinstance(ruling, dict) else None
        if isinstance(name, str) and name not in ids:
            yield (
                Code.RULES_ON_NOTHING,
                (index, "submission"),
                f"no submission with the id {name!r} is recorded, so this rules on nothing"
                f"{_nearest(name, known)}",
            )


def _results(phase: Phase, documents: Sequence[object]) -> str:
    return f"the {len(documents)} metrics.json of phase {phase.codename}"


def _nearest(name: str, known: Sequence[str]) -> str:
    near = metrics.nearest(name, known)
    return f"; did you mean {near[:_LONGEST_NAME]}?" if near else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
