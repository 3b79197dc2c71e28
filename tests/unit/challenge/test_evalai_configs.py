"""``podium check --evalai`` accepts and refuses what EvalAI's own validator does."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import vector_cases
from podium import checks

VECTORS = vector_cases.load("evalai_configs")


@pytest.mark.parametrize("case", vector_cases.cases("evalai_configs"))
def test_refuses_what_evalai_refuses(case: dict[str, Any], tmp_path: Path) -> None:
    _write_folder(tmp_path, case["mutation"])
    report = checks.check_challenge(tmp_path, evalai=True)
    verdict = "valid" if report.exit_code == 0 else "invalid"
    assert verdict == case["expect"], [str(issue) for issue in report.issues]


@pytest.mark.parametrize(
    "case", [case for case in vector_cases.cases("evalai_configs") if case.id == "base"]
)
def test_the_unmodified_file_has_no_warning(case: dict[str, Any], tmp_path: Path) -> None:
    _write_folder(tmp_path, [])
    assert checks.check_challenge(tmp_path).issues == ()


def _write_folder(root: Path, mutations: list[dict[str, Any]]) -> None:
    for path, file in VECTORS["base_files"].items():
        _write(root / path, _content(file))
    config: Any = yaml.safe_load(VECTORS["base_config_yaml"])
    name, raw = "challenge_config.yaml", None
    for mutation in mutations:
        match mutation["op"]:
            case "raw_yaml":
                raw = mutation["text"]
            case "rename_config":
                name = mutation["to"]
            case "write_file":
                _write(root / mutation["path"], _content(mutation))
            case "delete_file":
                (root / mutation["path"]).unlink()
            case _:
                _mutate(config, mutation)
    text = yaml.safe_dump(config, sort_keys=False) if raw is None else raw
    _write(root / name, text.encode())


def _mutate(config: Any, mutation: dict[str, Any]) -> None:
    *above, last = [
        int(part) if part.isdecimal() else part
        for part in re.findall(r"[^.\[\]]+", mutation["path"])
    ]
    for part in above:
        config = config[part]
    match mutation["op"]:
        case "set":
            config[last] = _value(mutation["value"])
        case "append":
            config[last].append(_value(mutation["value"]))
        case "delete":
            del config[last]


def _value(value: Any) -> Any:
    if isinstance(value, dict) and "$datetime" in value:
        return datetime.fromisoformat(value["$datetime"])
    if isinstance(value, dict) and "$date" in value:
        return date.fromisoformat(value["$date"])
    return value


def _content(file: dict[str, Any]) -> bytes:
    if "text" in file:
        return str(file["text"]).encode()
    if "base64" in file:
        return base64.b64decode(file["base64"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in file["zip_of"].items():
            archive.writestr(name, text)
    return packed.getvalue()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
