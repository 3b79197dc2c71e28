"""A challenge folder that anybody wrote in: ``podium check`` ends with a list of what is wrong, and
soon."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from random import Random

import pytest
import yaml

from fuzz.corruption import corrupt, with_odd_values
from podium.cli import main
from podium.errors import ExitCode
from properties import seeds

SAMPLES = Path(__file__).parents[2] / "challenges"
SECONDS = 5.0
PIECES = (
    *("\t", "- ", "? ", "&a ", "*a", "<<: *a", "!!python/object:os.system x", "!!binary aGk="),
    *(
        "{",
        "[",
        "]",
        "}",
        "'",
        '"',
        "|",
        ">",
        "%YAML 1.1",
        "---",
        "...",
        "\x00",
        "\u2028",
        "\ufeff",
    ),
    *("a: b: c", "x" * 3_000, "[[[[", "&a [*a]", "1e400", "0x" + "f" * 400, "9" * 400, ".nan"),
    *("2026-02-30", "0001-01-01", "9999-12-31 23:59:59 -12:00", "null", "~", "yes", "@x", "`x`"),
)


def change(rng: Random, content: bytes) -> bytes:
    try:
        document = yaml.safe_load(content) if rng.random() < 0.5 else None
    except yaml.YAMLError:
        document = None
    if isinstance(document, dict):
        changed = yaml.safe_dump(with_odd_values(rng, document), sort_keys=False)
        return changed.encode("utf-8", "replace")
    return "\n".join(_with_another_line(rng, content)).encode()


def _with_another_line(rng: Random, content: bytes) -> list[str]:
    lines = content.decode("utf-8", "replace").split("\n")
    at, blanks = rng.randrange(len(lines)), " " * rng.randrange(8)
    match rng.randrange(4):
        case 0:
            lines[at] += rng.choice(PIECES)
        case 1:
            lines.insert(at, blanks + rng.choice(PIECES))
        case 2:
            lines[at] = blanks + lines[at].strip()
        case _:
            del lines[at]
    return lines


@pytest.mark.parametrize("name", ["digits", "nuclei"])
def test_no_corruption_stops_check(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, work = SAMPLES / name, tmp_path / name
    files = sorted(
        path.relative_to(good)
        for path in good.rglob("*")
        if path.is_file() and path.stat().st_size < 200_000 and "__pycache__" not in path.parts
    )
    rules = [path for path in files if path.suffix in (".yaml", ".yml")]
    for seed in seeds(8, 200):
        rng = Random(f"{name} {seed}")
        shutil.copytree(good, work)
        for _ in range(rng.choice((1, 1, 2, 4))):
            corrupt(rng, work / rng.choice(rules if rng.random() < 0.7 else files), change)
        started = time.monotonic()
        code = main.run(["check", str(work), *(["--evalai"] if rng.random() < 0.3 else [])])
        said = capsys.readouterr().err
        assert code in (ExitCode.DONE, ExitCode.CHALLENGE), (seed, said)
        assert time.monotonic() - started < SECONDS, seed
        shutil.rmtree(work)
