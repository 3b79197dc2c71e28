"""Boards that rank the wrong way round: two words for one direction, or a metric whose name says
the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.checks.names import identities
from podium.challenge.rules import Order
from podium.challenge.text.source import KeyPath
from podium.codes import Code


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOWER = words(
    "loss error errors err rmse mse mae nrmse rmsle mape smape rmspe wer cer eer der "
    "perplexity ppl nll fid epe ade fde distance hausdorff hd95 chamfer latency regret brier"
)
_HIGHER = words(
    "accuracy acc f1 auc auroc auprc map ap iou miou dice psnr ssim bleu rouge meteor cider "
    "precision recall sensitivity specificity ndcg mrr r2"
)
# Words that turn a metric's name round, or make it another thing.
_TURNED = words(
    "no non neg negative inverse inverted reduction reduced gain improvement skill one minus "
    "free std sd var variance drop gap delta diff difference"
)


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    schemas = dict(
        zip(identities(settings.leaderboard), enumerate(settings.leaderboard), strict=True)
    )
    phases = dict(
        zip(identities(settings.challenge_phases), settings.challenge_phases, strict=True)
    )
    for index, split in enumerate(settings.challenge_phase_splits):
        found = schemas.get(str(split.leaderboard_id))
        phase = phases.get(str(split.challenge_phase_id))
        if found is not None and phase is not None and not phase.score_jsonpath:
            place = ("challenge_phase_splits", index, "is_leaderboard_order_descending")
            yield from _split(split, *found, place)
    for index, phase in enumerate(settings.challenge_phases):
        if phase.score_jsonpath and "score_default_sort" not in phase.model_fields_set:
            yield from _score(phase.score_jsonpath, ("challenge_phases", index, "score_jsonpath"))


def _split(
    split: keys.PhaseSplit, index: int, leaderboard: keys.Leaderboard, place: KeyPath
) -> Iterator[Problem]:
    schema = leaderboard.labelled
    label = schema.default_order_by
    descending = split.is_leaderboard_order_descending
    metadata = schema.metadata.get(label)
    ascending = None if metadata is None else metadata.sort_ascending
    if ascending is None:
        yield from _against_its_name(label, descending, place)
    elif ascending is descending and "is_leaderboard_order_descending" in split.model_fields_set:
        here, there = ("lower", "higher") if ascending else ("higher", "lower")
        yield (
            Code.DIRECTIONS_DISAGREE,
            place,
            f"says that {there} is better, but leaderboard[{index}] says of {label} that {here} "
            f"is (sort_ascending: {str(ascending).lower()}), and the label's own word holds. "
            "Make the two agree",
        )


def _against_its_name(label: str, descending: bool, place: KeyPath) -> Iterator[Problem]:
    usual = usual_order(label)
    if usual is not None and (usual is Order.DESCENDING) is not descending:
        best, meant = ("highest", "lower") if descending else ("lowest", "higher")
        yield (
            Code.AGAINST_ITS_NAME,
            place,
            f"ranks the {best} {label} first, and by its name {meant} is better. If so, set this "
            f"to {str(not descending).lower()}; if not, say so in the label's metadata: "
            f"sort_ascending: {str(not descending).lower()}",
        )


def _score(path: str, place: KeyPath) -> Iterator[Problem]:
    if usual_order(path) is Order.ASCENDING:
        yield (
            Code.AGAINST_ITS_NAME,
            place,
            f"ranks the highest {path} first, and by its name lower is better: set "
            "score_default_sort to asc; or to desc, to say that it is meant",
        )


def usual_order(name: str) -> Order | None:
    """Which way is better, as far as the last part of a metric's name tells."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.rpartition(".")[2])
    parts = {part.lower() for part in re.split(r"[^A-Za-z0-9]+", spaced) if part}
    lower, higher = bool(parts & _LOWER), bool(parts & _HIGHER)
    if lower is higher or parts & _TURNED or (lower and "score" in parts):
        return None
    return Order.ASCENDING if lower else Order.DESCENDING
