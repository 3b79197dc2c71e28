"""How many examples the tests of properties draw: ``PODIUM_LONG=1``, as ``make test-all`` sets it,
asks for all, and otherwise a fifth says whether something broke. The same ones every time."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

IS_LONG = os.environ.get("PODIUM_LONG") == "1"


def examples(many: int, **changes: Any) -> settings:
    count = many if IS_LONG else -(-many // 5)
    fixed = {"deadline": None, "derandomize": True, "database": None}
    return settings(max_examples=count, **{**fixed, **changes})


def seeds(few: int, all_of_them: int) -> range:
    """For what is drawn from a seed; ``PODIUM_FUZZ=N`` draws N."""
    return range(int(os.environ.get("PODIUM_FUZZ") or (all_of_them if IS_LONG else few)))
