"""The cases of ``tests/vectors`` as pytest parameters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent / "vectors"


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text())
    return document


def cases(name: str, section: str = "cases") -> list[Any]:
    return [
        pytest.param(case, id=str(case.get("name", index)))
        for index, case in enumerate(load(name)[section])
    ]
