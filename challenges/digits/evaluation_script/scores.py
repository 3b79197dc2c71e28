"""The leaderboard's three metrics and how far off chance may have put them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score, log_loss

DIGITS = 10
DRAWS = 1000
SEED = 20261101

# No probability counts as less than this, so that one confident mistake costs at most
# -log(0.0001) = 9.2, and predictions may be rounded to four decimals without fear.
FLOOR = 1e-4

Labels = NDArray[np.int64]
Probabilities = NDArray[np.float64]


def score(labels: Labels, probabilities: Probabilities) -> dict[str, float]:
    """Accuracy, macro F1 and log loss. The predicted digit is the most probable one, the lowest
    of them where several are equally probable."""
    predicted = probabilities.argmax(axis=1)
    present = np.unique(labels)  # a digit the split does not hold has no F1 to average
    return {
        "accuracy": float(accuracy_score(labels, predicted)),
        "macro_f1": float(
            f1_score(labels, predicted, labels=present, average="macro", zero_division=0)
        ),
        "log_loss": float(log_loss(labels, with_floor(probabilities), labels=list(range(DIGITS)))),
    }


def by_image(
    ids: Sequence[str], labels: Labels, probabilities: Probabilities
) -> dict[str, dict[str, float]]:
    """What each image adds: the two metrics that are means over the images. Macro F1 is none."""
    hit, loss = hits_and_losses(labels, probabilities)
    return {
        "accuracy": {image: int(value) for image, value in zip(ids, hit, strict=True)},
        "log_loss": {image: round(float(value), 9) for image, value in zip(ids, loss, strict=True)},
    }


def hits_and_losses(
    labels: Labels, probabilities: Probabilities
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    hit = (probabilities.argmax(axis=1) == labels).astype(float)
    loss = -np.log(with_floor(probabilities)[np.arange(len(labels)), labels])
    return hit, loss


def standard_errors(labels: Labels, probabilities: Probabilities) -> dict[str, float]:
    """Bootstrap standard errors under EvalAI's ``error_<label>`` keys.

    The images are drawn again with replacement, ``DRAWS`` times and, thanks to the seed, the same
    ones for every submission: equal submissions get equal bars. A draw is kept as how often each
    image is in it, which turns every metric of all draws into a few matrix products.
    """
    count = len(labels)
    draws = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    predicted = probabilities.argmax(axis=1)
    hit, loss = hits_and_losses(labels, probabilities)
    return {
        "error_accuracy": float((draws @ hit / count).std(ddof=1)),
        "error_macro_f1": float(macro_f1_of_draws(labels, predicted, draws).std(ddof=1)),
        "error_log_loss": float((draws @ loss / count).std(ddof=1)),
    }


def macro_f1_of_draws(
    labels: Labels, predicted: Labels, draws: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Macro F1 of each draw, over the digits the split holds: 2 TP / (labelled + predicted)."""
    present = np.unique(labels)
    is_label = (labels[:, None] == present).astype(float)
    is_predicted = (predicted[:, None] == present).astype(float)
    hits = draws @ (is_label * is_predicted)
    sizes = draws @ (is_label + is_predicted)
    return np.divide(2 * hits, sizes, out=np.zeros_like(hits), where=sizes > 0).mean(axis=1)


def with_floor(probabilities: Probabilities) -> Probabilities:
    """No entry below ``FLOOR``, every row with sum 1."""
    raised = np.maximum(probabilities, FLOOR)
    return raised / raised.sum(axis=1, keepdims=True)
