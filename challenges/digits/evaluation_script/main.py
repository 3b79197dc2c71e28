"""One submission in, the numbers of every dataset split out: EvalAI's evaluation contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from . import scores
from .files import read_annotations, read_predictions

# The splits of both phases, under the codenames they have in challenge_config.yaml.
ALL, CONFUSABLE = "all", "confusable"


def evaluate(
    test_annotation_file: str,
    user_submission_file: str,
    phase_codename: str,
    **kwargs: Any,
) -> dict[str, list[dict[str, dict[str, Any]]]]:
    """Score the submission on every split of the phase.

    Which images are scored, and under which split, is for the ground truth to say, never for the
    submission: one that leaves images out is refused, not scored on the rest. Raises ``ValueError``
    with a single line for the participant when the submission cannot be scored.

    Beside the leaderboard's metrics each split has ``case``, the values of its single images, from
    which Podium tells how sure the ranks are; EvalAI passes over it. ``kwargs`` holds
    ``submission_metadata``, which no score here depends on.
    """
    annotations = read_annotations(Path(test_annotation_file))
    probabilities = read_predictions(Path(user_submission_file), annotations.ids, phase_codename)

    members = {ALL: np.ones(len(annotations.ids), dtype=bool), CONFUSABLE: annotations.confusable}
    result, error = [], []
    for split, chosen in members.items():
        labels, predicted = annotations.labels[chosen], probabilities[chosen]
        ids = [image for image, is_in in zip(annotations.ids, chosen, strict=True) if is_in]
        values = scores.score(labels, predicted)
        result.append({split: {**values, "case": scores.by_image(ids, labels, predicted)}})
        error.append({split: scores.standard_errors(labels, predicted)})
    return {"result": result, "error": error}
