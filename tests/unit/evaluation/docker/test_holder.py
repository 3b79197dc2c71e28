from __future__ import annotations

import struct

import pytest

from podium.errors import InfrastructureError
from podium.evaluation.docker.holder import program


@pytest.mark.parametrize(("architecture", "machine"), [("x86_64", 62), ("aarch64", 183)])
def test_program_is_an_executable_for_its_architecture(architecture: str, machine: int) -> None:
    content = program(architecture)
    assert content[:5] == b"\x7fELF\x02"
    kind, found, _, entry = struct.unpack_from("<HHIQ", content, 16)
    assert (kind, found) == (2, machine)
    offset, address, _, size = struct.unpack_from("<QQQQ", content, 64 + 8)
    assert (offset, size) == (0, len(content))
    assert entry - address == 64 + 56, "it begins where the headers end"


def test_other_architectures_are_refused_by_name() -> None:
    with pytest.raises(InfrastructureError, match="runs on riscv64"):
        program("riscv64")
