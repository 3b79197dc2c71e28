"""A container that does nothing but hold volumes, made from an image of one tiny program.

Files get into and out of a volume only through a container that mounts it, and a tmpfs-backed
volume keeps its content only while one that mounts it runs. The evaluator cannot be that container:
its root is read-only and it ends. No image can be relied on to be there, or to contain `sleep`, so
the program is written out here.
"""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

from docker import DockerClient
from docker.errors import ImageNotFound

from podium.errors import InfrastructureError
from podium.evaluation.docker.archives import TarMember, tar
from podium.evaluation.docker.engine import engine_errors

_VERSION = 1
_PROGRAM = PurePosixPath("/hold")
_ADDRESS = 0x400000
_X86_64, _AARCH64 = 62, 183  # e_machine

# pause(2) until killed.
_CODE_X86_64 = bytes.fromhex(
    "b8 22 00 00 00"  # mov  eax, 34    pause
    "0f 05"  #          syscall
    "eb f7"  #          jmp  to the start, after a signal
)
# There is no pause(2): ppoll(NULL, 0, NULL, NULL, 0) waits for nothing as well.
_CODE_AARCH64 = b"".join(
    instruction.to_bytes(4, "little")
    for instruction in (
        0xD2800000,  # mov  x0, 0
        0xD2800001,  # mov  x1, 0
        0xD2800002,  # mov  x2, 0
        0xD2800003,  # mov  x3, 0
        0xD2800004,  # mov  x4, 0
        0xD2800928,  # mov  x8, 73      ppoll
        0xD4000001,  # svc  0
        0x17FFFFF9,  # b    to the start
    )
)
_PROGRAMS = {"x86_64": (_X86_64, _CODE_X86_64), "aarch64": (_AARCH64, _CODE_AARCH64)}


def ensure_image(client: DockerClient) -> str:
    """The holder's image in this engine; it is made once."""
    name, tag = "podium/holder", str(_VERSION)
    with engine_errors("The holder's image could not be made"):
        try:
            client.images.get(f"{name}:{tag}")
        except ImageNotFound:
            content = program(str(client.info()["Architecture"]))
            entry = TarMember(_PROGRAM, content, mode=0o555)
            client.api.import_image_from_data(
                b"".join(tar([entry])), name, tag, changes=[f'ENTRYPOINT ["{_PROGRAM}"]']
            )
    return f"{name}:{tag}"


def program(architecture: str) -> bytes:
    """The smallest program the kernel runs: an ELF header, one segment, the code."""
    if architecture not in _PROGRAMS:
        known = " and ".join(_PROGRAMS)
        raise InfrastructureError(
            f"The Docker engine runs on {architecture}; evaluations need {known}"
        )
    machine, code = _PROGRAMS[architecture]
    header_size, segment_size = 64, 56
    start = header_size + segment_size
    size = start + len(code)
    identity = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)  # 64 bit, little-endian, version 1
    header = struct.pack(
        "<HHIQQQIHHHHHH",
        2,  # an executable
        machine,
        1,  # version
        _ADDRESS + start,  # where it begins
        header_size,  # where the segment's description is
        0,  # no sections
        0,  # no flags
        header_size,
        segment_size,
        1,  # one segment
        0,
        0,
        0,
    )
    # Loaded (1), readable and executable (5), the whole file from its offset 0.
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _ADDRESS, _ADDRESS, size, size, 0x1000)
    return identity + header + segment + code
