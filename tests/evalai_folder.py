"""The challenge folder of the EvalAI vectors, with the changes that a case makes to it."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

import vector_cases

VECTORS = vector_cases.load("evalai_configs")


def write(root: Path, mutations: Sequence[dict[str, Any]] = ()) -> Path:
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
    return root


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
        case unknown:
            raise ValueError(unknown)


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
