"""Words of the field, by which keys of ``metrics.json`` are known for what they are, and how names
of cases look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache


def _several(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What challenges call the things that are evaluated one by one, in the singular.
NOUNS = _several(
    "case casewise subject patient slide image img scan volume study series sample specimen "
    "video frame file item recording exam sequence tile lesion nodule roi instance example "
    "question query document scene clip slice"
)
# What stands beside a noun, as in ``case_results``.
_TABLES = _several("result metric score value detail data report wise level table individual")
# Names of tables that may hold anything: classes, tasks, folds.
_VAGUE = frozenset({"result", "results", "detail", "details", "records", "rows"})
_METRICS = _several(
    "dice dsc iou jaccard f1 fscore auc auroc ap map hd hd95 hausdorff assd asd nsd msd "
    "precision recall accuracy acc sensitivity specificity tp fp fn tn psnr ssim mse mae rmse "
    "loss score error distance kappa tre cldice lpips froc overlap positives negatives volume "
    "count"
)
# What runs on by a number and is no case: a threshold, a step of training.
_STEPS = _several("epoch step iteration iter threshold thr top k rank radius tolerance bin level")
_STATISTICS = _several(
    "mean average avg overall total all median std stdev var sum min max aggregate aggregates "
    "summary macro micro count sem ci quantile p25 p50 p75 25pc 50pc 75pc"
)
_FILE = re.compile(r"\.[a-z][a-z0-9]{1,4}(\.(gz|bz2|zip|xz))?$", re.IGNORECASE)
_FOLD = re.compile(r"(fold|split|run|seed)[ _-]?[0-9]+", re.IGNORECASE)
_FOLDS = _several("fold split run seed repetition")
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"[0-9]{3}")
_DECIMAL = re.compile(r"[0-9]*[.,][0-9]+")
# Of names that alone must say that they are of cases, so many have to.
_NEARLY_ALL = 0.9
# A longer name is looked at by its beginning.
_LONGEST = 200


@lru_cache(maxsize=8_192)
def tokens(name: str) -> tuple[str, ...]:
    """``perCase``, ``per_case`` and ``Per case`` are the same two."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name[:_LONGEST])
    return tuple(re.findall(r"[^\W_]+", spaced.lower()))


def singular(token: str) -> str:
    if token in NOUNS:
        return token
    if token.endswith("ies"):
        return f"{token[:-3]}y"
    return token if token.endswith("ss") else token.removesuffix("s")


def names_cases(key: str) -> bool:
    """Whether a key says that cases stand below it: ``case``, ``cases``, ``per_slide``,
    ``metric_per_case``, ``CaseResults``; not ``per_class``."""
    words = [singular(token) for token in tokens(key)]
    nouns = [index for index, word in enumerate(words) if word in NOUNS]
    if not nouns:
        return False
    if any(index and words[index - 1] in ("per", "by", "each") for index in nouns):
        return True
    return all(word in NOUNS or word in _TABLES for word in words)


# What tells kinds of results apart, in the singular: no case, and no name of one by itself.
KINDS = _several(
    "class label category organ structure region task metric measure threshold fold split dataset "
    "group type level arm seed run rater reader"
)


def speaks_of_cases(key: str) -> bool:
    """Whether a key has a case's noun in it and no kind's, as ``case_pred`` has."""
    found = [singular(token) for token in tokens(key)]
    return not NOUNS.isdisjoint(found) and KINDS.isdisjoint(found)


def is_of_kinds(key: str) -> bool:
    """``per_class``, ``labels``: what stands below it is of a kind, and no case."""
    return not KINDS.isdisjoint(map(singular, tokens(key)))


def is_vague(key: str) -> bool:
    """Whether cases may stand below a key, among other things."""
    return key.lower() in _VAGUE or tokens(key) in (
        ("individual", "results"),
        ("detailed", "results"),
    )


def speaks_of_folds(key: str) -> bool:
    """``folds``, ``cv_splits``, ``runs``: what stands below it is a fold's."""
    found = tokens(key)
    return bool(found) and singular(found[-1]) in _FOLDS


def is_statistic(name: str) -> bool:
    """``mean``, ``Overall``: what is made of cases, and none itself."""
    found = tokens(name)
    return bool(found) and all(token in _STATISTICS for token in found)


def is_fold(name: str) -> bool:
    return _FOLD.fullmatch(name[:_LONGEST]) is not None


def share_of_statistics(names: Collection[str]) -> float:
    return _share(map(is_statistic, names), len(names))


def share_of_metrics(names: Collection[str]) -> float:
    return _share((not _METRICS.isdisjoint(tokens(name)) for name in names), len(names))


def share_named(names: Collection[str], known: Collection[tuple[str, ...]]) -> float:
    """How many of the names are part of a known key, word by word: ``dice`` of ``mean_dice``."""
    return _share((any(_holds(key, tokens(name)) for key in known) for name in names), len(names))


def _holds(key: tuple[str, ...], part: tuple[str, ...]) -> bool:
    width = len(part)
    return bool(part) and any(
        key[start : start + width] == part for start in range(len(key) - width + 1)
    )


def share_of_ids(names: Iterable[str]) -> float:
    """How many look like numbers, names of files or running names: ``17``, ``c01.mha``,
    ``patient_3``. Metrics can run on too (``Dice_1``, ``Dice_2``), so that a running name without
    a sign of what runs there counts half."""
    return _share_of_ids(tuple(names))


# The documents of a phase have the same keys.
@lru_cache(maxsize=256)
def _share_of_ids(names: tuple[str, ...]) -> float:
    patterns = Counter(map(_pattern, names))
    return sum(_likeness(name, patterns[_pattern(name)]) for name in names) / max(1, len(names))


def are_ids(names: Iterable[str]) -> bool:
    return share_of_ids(names) >= 0.5


def are_surely_ids(names: Iterable[str]) -> bool:
    """Whether names say by themselves, below whatever key, that they are of cases: of files, with
    a case's noun or long numbers; not of classes, thresholds or folds."""
    return _are_surely_ids(tuple(names))


@lru_cache(maxsize=256)
def _are_surely_ids(names: tuple[str, ...]) -> bool:
    return (
        len(names) > 1
        and share_of_ids(names) >= _NEARLY_ALL
        and not any(is_fold(name) or _is_of_a_kind(name) for name in names)
    )


def _is_of_a_kind(name: str) -> bool:
    found = {singular(token.rstrip("0123456789")) for token in tokens(name)}
    return _DECIMAL.fullmatch(name) is not None or not found.isdisjoint(KINDS | _STEPS)


def _pattern(name: str) -> str:
    return re.sub(r"[0-9]+", "#", name[:_LONGEST])


def _likeness(name: str, alike: int) -> float:
    if name.isdecimal():  # a label of a class can be a number too
        return 0.75
    if _FILE.search(name[-_LONGEST:]) or _UUID.fullmatch(name):
        return 1.0
    if "#" not in _pattern(name):
        return 0.0
    letters = (singular(token) for token in tokens(_pattern(name)))
    if _LONG_NUMBER.search(name[:_LONGEST]) or not NOUNS.isdisjoint(letters):
        return 1.0
    return 0.5 if alike > 1 else 0.0


def _share(found: Iterable[bool], count: int) -> float:
    return sum(found) / count if count else 0.0


def metric_of(key: str) -> str:
    """``dice`` of ``dice_per_case``; the key itself where it says no more than whose it is."""
    found = [
        token
        for token in tokens(key)
        if singular(token) not in NOUNS and singular(token) not in {"per", "by", "each"}
    ]
    return "_".join(found) or key
