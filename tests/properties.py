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
