"""Boards that rank nothing, columns that repeat one another, entries that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator

from podium import metrics
from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.checks.names import did_you_mean, identities
from podium.challenge.text.source import KeyPath
from podium.codes import Code


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    yield from _leaderboards(settings)
    yield from _unused(settings)
    yield from _latest(settings)
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if not phase.score_jsonpath and not settings.leaderboard:
            yield (
                Code.NOTHING_RANKED,
                place,
                "nothing in this phase can be ranked: set score_jsonpath, or add a leaderboard "
                "and challenge_phase_splits",
            )
        if phase.score_error_jsonpath and not phase.score_jsonpath:
            message = "has no effect without score_jsonpath"
            yield Code.HAS_NO_EFFECT, (*place, "score_error_jsonpath"), message
        if phase.score_jsonpath:
            yield from _columns(phase, phase.score_jsonpath, place)


def _leaderboards(settings: keys.Challenge) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, identity in enumerate(identities(settings.leaderboard)):
        if first.setdefault(identity, index) != index:
            message = "given before; the last one holds"
            yield Code.LEADERBOARD_GIVEN_TWICE, ("leaderboard", index, "id"), message
    for index, leaderboard in enumerate(settings.leaderboard):
        schema = leaderboard.labelled
        labels = set(schema.labels)
        for number, label in enumerate(schema.labels):
            if label != label.strip():
                yield (
                    Code.BLANK_IN_LABEL,
                    ("leaderboard", index, "schema", "labels", number),
                    f"the blank at the end of {label!r} is a part of the name: a metric that "
                    "evaluate() returns without it is not found. Take it out",
                )
        for label in schema.metadata:
            if label not in labels:
                yield (
                    Code.HAS_NO_EFFECT,
                    ("leaderboard", index, "schema", "metadata", label),
                    f"has no effect: there is no such label{did_you_mean(label, schema.labels)}",
                )


def _unused(settings: keys.Challenge) -> Iterator[Problem]:
    mappings = settings.challenge_phase_splits
    if not mappings:
        return
    leaderboards = {str(mapping.leaderboard_id) for mapping in mappings}
    mapped = {str(mapping.challenge_phase_id) for mapping in mappings}
    for index, identity in enumerate(identities(settings.challenge_phases)):
        if identity not in mapped and not settings.challenge_phases[index].score_jsonpath:
            leaderboards.update(identities(settings.leaderboard)[:1])
            yield (
                Code.PHASE_NOT_MAPPED,
                ("challenge_phases", index),
                "no entry of challenge_phase_splits maps this phase: it gets one board, overall, "
                "with the columns of the first leaderboard",
            )
    splits = {str(mapping.dataset_split_id) for mapping in mappings}
    for section, ids, used in (
        ("leaderboard", identities(settings.leaderboard), leaderboards),
        ("dataset_splits", identities(settings.dataset_splits), splits),
    ):
        for index, identity in enumerate(ids):
            if identity not in used:
                message = "no entry of challenge_phase_splits uses it"
                yield Code.NOT_USED, (section, index), message


def _latest(settings: keys.Challenge) -> Iterator[Problem]:
    scored = {
        identity
        for identity, phase in zip(
            identities(settings.challenge_phases), settings.challenge_phases, strict=True
        )
        if phase.score_jsonpath
    }
    for index, mapping in enumerate(settings.challenge_phase_splits):
        is_latest = mapping.show_leaderboard_by_latest_submission
        if is_latest and str(mapping.challenge_phase_id) not in scored:
            yield (
                Code.LATEST_IN_PLACE_OF_BEST,
                ("challenge_phase_splits", index, "show_leaderboard_by_latest_submission"),
                "this board has each team's latest submission, also after a better one; EvalAI "
                "drops the key from the file, and its board has each team's best. Take the key "
                "out for the best",
            )


def _columns(phase: keys.Phase, score: str, place: KeyPath) -> Iterator[Problem]:
    """Grand Challenge's rule ranks on a path once, in the last direction that is given for it."""
    ranked = {score: (phase.score_default_sort, "the score")}
    yield from _many_values(score, (*place, "score_jsonpath"))
    for index, column in enumerate(phase.extra_results_columns):
        here = (*place, "extra_results_columns", index, "path")
        yield from _many_values(column.path, here)
        if column.exclude_from_ranking:
            continue
        if column.path in ranked:
            order, what = ranked[column.path]
            fact = f"{column.path} is ranked on already, as {what}: it counts once"
            if order is not column.order:
                fact += f", and this order ({column.order.value}) holds for both"
            yield Code.RANKED_TWICE, here, f"{fact}. Take it out, or set exclude_from_ranking"
        ranked[column.path] = (column.order, f"extra_results_columns[{index}]")


def _many_values(path: str, here: KeyPath) -> Iterator[Problem]:
    # ``F1*`` is a key; ``*`` by itself is JSONPath's.
    is_wild = "[*]" in path or "*" in path.split(".")
    if metrics.is_jsonpath(path) and (is_wild or ".." in path):
        yield (
            Code.FINDS_MANY_VALUES,
            here,
            "can find several values: a submission for which it does is not ranked. Name one, "
            "or let the evaluator sum them up",
        )
