"""A container that holds a run's volumes and keeps its time, from an image of one tiny program.

Files get into and out of a volume only through a container that mounts it, and a tmpfs-backed
volume keeps its content only while one that mounts it runs. The evaluator cannot be that container:
it ends. And an engine has no limit of time of its own: an evaluator would run on for ever where
Podium is killed, or its machine sleeps.

So the holder is the first process of the namespace in which the evaluator's processes are. Once it
is told by ``SIGUSR1`` that the evaluator starts, it waits for as many seconds as its argument says,
ends whatever else is in the namespace, and keeps the volumes for an hour more. One that is never
told so ends after a day. No image can be relied on to be there, or to contain `sleep`, so the
program is written out here: machine code, assembled by GNU as.
"""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

from docker import DockerClient
from docker.errors import ImageNotFound

from podium.errors import InfrastructureError
from podium.evaluation.docker.archives import TarMember, tar
from podium.evaluation.docker.engine import engine_errors

_VERSION = 2
SIGNAL = "SIGUSR1"
_PROGRAM = PurePosixPath("/hold")
_ADDRESS = 0x400000
_X86_64, _AARCH64 = 62, 183  # e_machine

_CODE_X86_64 = bytes.fromhex(
    # the digits of argv[1], to seconds
    "488b74241031db0fb60648ffc683e83083f8097709486bdb0a4801c3ebe9"
    # sigaction(SIGCHLD, SIG_IGN): children that end leave nothing
    "31c05050506a01b80d000000bf110000004889e631d241ba080000000f05"
    # sigprocmask(SIG_BLOCK, SIGUSR1)
    "48c7042400020000b80e00000031ff4889e60f05"
    # sigtimedwait(SIGUSR1, a day): after that it is over
    "48c744240880510100b8800000004889e731f6488d5424080f0583f8f5744283f80a75e5"
    # nanosleep(seconds)
    "48895c2408b823000000488d7c240831f60f05"
    # kill(-1, SIGKILL)
    "b83e00000048c7c7ffffffffbe090000000f05"
    # nanosleep(3600)
    "48c7442408100e0000b823000000488d7c240831f60f05"
    # exit(0)
    "b83c00000031ff0f05"
)
_CODE_AARCH64 = bytes.fromhex(
    # the digits of argv[1], to seconds
    "e10b40f9090080d24a0180d22014403800c000511f2400716800005429010a9bfbffff17"
    # sigaction(SIGCHLD, SIG_IGN): children that end leave nothing
    "ff8300d1200080d2e07f00a9ff7f01a9200280d2e1030091020080d2030180d2c81080d2010000d4"
    # sigprocmask(SIG_BLOCK, SIGUSR1)
    "004080d2e00300f9000080d2e1030091020080d2e81080d2010000d4"
    # sigtimedwait(SIGUSR1, a day): after that it is over
    "00308ad22000a0f2e00700f9e0030091010080d2e2230091281180d2010000d41f2c003140020054"
    "1f28007101ffff54"
    # nanosleep(seconds)
    "e90700f9e0230091010080d2a80c80d2010000d4"
    # kill(-1, SIGKILL)
    "00008092210180d2281080d2010000d4"
    # nanosleep(3600)
    "00c281d2e00700f9e0230091010080d2a80c80d2010000d4"
    # exit(0)
    "000080d2a80b80d2010000d4"
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
