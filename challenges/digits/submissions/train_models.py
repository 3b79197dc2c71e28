"""Train the sample participants' models and write their predictions.csv, anew and alike each time.

    python submissions/train_models.py            all of them, in a few seconds
    python submissions/train_models.py svm-rbf    only the ones named

Reads what every participant may read, data/train.csv and the unlabelled images of the phases, and
nothing else. A model that answers in a phase has a folder submissions/<phase>/<participant>/<name>
there, with the submission.yaml that describes it.

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1. Other versions may round
a few probabilities differently.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

CHALLENGE = Path(__file__).resolve().parent.parent
SEED = 0
SIDE = 8
DECIMALS = 4

Table = NDArray[np.float64]
Labels = NDArray[np.int64]


def neighbours(count: int) -> BaseEstimator:
    """By a tree: among equally near images, the matrix product of the default algorithm chooses
    differently on machines with another number of cores."""
    return KNeighborsClassifier(count, weights="distance", algorithm="kd_tree")


def calibrated_svm() -> BaseEstimator:
    """An SVM has no probabilities of its own; Platt scaling on five folds gives it some."""
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    return CalibratedClassifierCV(SVC(C=10, gamma=0.001), ensemble=False, cv=folds)


MODELS: dict[str, Callable[[], BaseEstimator]] = {
    "class-prior": lambda: DummyClassifier(strategy="prior"),
    "nearest-centroid": lambda: make_pipeline(VarianceThreshold(), NearestCentroid()),
    "knn-1": lambda: neighbours(1),
    "knn-5": lambda: neighbours(5),
    "knn-5-shifted": lambda: neighbours(5),
    "logistic-regression": lambda: make_pipeline(
        MinMaxScaler(), LogisticRegression(C=1.0, max_iter=1000)
    ),
    "svm-rbf": calibrated_svm,
    "random-forest": lambda: RandomForestClassifier(500, random_state=SEED),
    "gradient-boosting": lambda: HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.1, max_leaf_nodes=15, random_state=SEED
    ),
    "mlp": lambda: make_pipeline(
        MinMaxScaler(), MLPClassifier((64,), alpha=0.01, max_iter=600, random_state=SEED)
    ),
    "gaussian-nb": lambda: GaussianNB(var_smoothing=0.01),
    "pca-lda": lambda: make_pipeline(
        StandardScaler(), PCA(40, random_state=SEED), LinearDiscriminantAnalysis()
    ),
    "stump": lambda: DecisionTreeClassifier(max_depth=1, random_state=SEED),
}
# These are trained on the images and on their four shifts by one pixel.
SHIFTED = frozenset({"knn-5-shifted"})


def main(names: list[str]) -> None:
    unknown = sorted(set(names) - set(MODELS))
    if unknown:
        raise SystemExit(f"no model {', '.join(unknown)}; there are {', '.join(MODELS)}")
    images, labels = read_training()
    for name in names or list(MODELS):
        started = time.perf_counter()
        training = with_shifts(images, labels) if name in SHIFTED else (images, labels)
        model: Any = MODELS[name]().fit(*training)
        folders = sorted((CHALLENGE / "submissions").glob(f"*/*/{name}"))
        for folder in folders:
            ids, unlabelled = read_images(folder.parent.parent.name)
            write_predictions(folder / "predictions.csv", ids, model.predict_proba(unlabelled))
        print(f"{name:20} {len(folders)} phases, {time.perf_counter() - started:5.1f} s")


def read_training() -> tuple[Table, Labels]:
    with (CHALLENGE / "data/train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([row[2:] for row in rows], dtype=float), np.array([int(row[1]) for row in rows])


def read_images(phase: str) -> tuple[list[str], Table]:
    with (CHALLENGE / f"data/{phase}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], np.array([row[1:] for row in rows], dtype=float)


def with_shifts(images: Table, labels: Labels) -> tuple[Table, Labels]:
    """The images and the same moved up, down, left and right; what enters is background."""
    padded = np.pad(images.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    moves = [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)]
    views = [padded[:, row : row + SIDE, column : column + SIDE] for row, column in moves]
    return np.concatenate(views).reshape(-1, SIDE * SIDE), np.tile(labels, len(moves))


def write_predictions(path: Path, ids: list[str], probabilities: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *(f"p{digit}" for digit in range(10))])
        for image, row in zip(ids, probabilities, strict=True):
            writer.writerow([image, *(short(value) for value in row)])


def short(value: float) -> str:
    """Four decimals without the zeros at the end, to keep the files small."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    main(sys.argv[1:])
