"""Zips that nobody's program writes: each is taken or refused as its maker's, and never ends as the
machine's fault."""

from __future__ import annotations

import io
import shutil
import struct
import warnings
import zipfile
from pathlib import Path
from random import Random

import pytest

from podium.errors import SubmissionError
from podium.jobs import Contract
from podium.submission.files.staging import stage_submission
from properties import seeds

NAMES = ("a.csv", "d/b.csv", "predictions.csv", "ü.csv", "f.txt")
KINDS = (0, 0o120777, 0o10644, 0o40755, 0o20644)
NUMBERS = (
    *(0, 1, 22, 46, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF),
    *(1 << 32, 1 << 62, 1 << 63, (1 << 64) - 1),
)
QUAD = (1 << 64) - 1


def good_zip(rng: Random) -> bytearray:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive, warnings.catch_warnings(action="ignore"):
        for _ in range(rng.choice((1, 2, 5))):
            entry = zipfile.ZipInfo(rng.choice(NAMES))
            entry.compress_type = rng.choice((0, 8, 8, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
            entry.external_attr = rng.choice(KINDS) << 16
            if rng.random() < 0.2:
                entry.extra = struct.pack("<HH", 1, rng.choice((8, 16, 65535))) + rng.randbytes(8)
            content = rng.choice((b"", b"x" * 10, b"1,2\n" * 2_000, rng.randbytes(3_000)))
            archive.writestr(entry, content)
        archive.comment = b"c" * rng.choice((0, 0, 0, 5, 65535))
    return bytearray(held.getvalue())


def damage(rng: Random, packed: bytearray) -> bytearray:
    headers = [at for at in range(len(packed) - 4) if packed[at : at + 2] == b"PK"]
    match rng.choice("hhhhhbbcezd"):
        case "h" if headers:  # another number in one of the headers
            at, size = rng.choice(headers) + rng.randrange(50), rng.choice((1, 2, 4, 8))
            number = rng.choice(NUMBERS) & ((1 << 8 * size) - 1)
            packed[at : at + size] = number.to_bytes(size, "little")
        case "b" if packed:
            for _ in range(rng.choice((1, 5))):
                packed[rng.randrange(len(packed))] = rng.randrange(256)
        case "c" if packed:
            del packed[rng.randrange(len(packed)) :]
        case "e" if packed:
            at = rng.randrange(len(packed))
            packed[at:at] = rng.randbytes(rng.choice((1, 4, 30)))
        case "z":
            return with_large_end(rng, packed)
        case _:
            packed += bytes(packed)
    return packed


def with_large_end(rng: Random, packed: bytearray) -> bytearray:
    """With an end of Zip64 (APPNOTE 4.3.14), whose offsets have 64 bits."""
    end = packed.rfind(b"PK\5\6")
    if end < 0 or len(packed) - end < 22:
        return packed
    count, size, offset = (rng.choice(NUMBERS) & QUAD for _ in range(3))
    record = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, rng.choice((end, offset)), 1)
    tail = packed[end:]
    tail[8:12], tail[12:20] = b"\xff" * 4, b"\xff" * 8
    return packed[:end] + record + locator + tail


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_zip_is_the_machines_fault(tmp_path: Path) -> None:
    source, target, taken = tmp_path / "submission.zip", tmp_path / "staged", 0
    for seed in seeds(200, 10_000):
        rng = Random(seed)
        packed = good_zip(rng)
        for _ in range(rng.choice((1, 1, 2, 4))):
            packed = damage(rng, packed)
        source.write_bytes(packed)
        try:
            stage_submission(source, target, contract=rng.choice(list(Contract)))
            taken += 1
        except SubmissionError:
            assert not target.exists()
        except Exception as error:
            pytest.fail(f"{seed}: {error!r}")
        shutil.rmtree(target, ignore_errors=True)
    assert taken, "some are as good as before"
