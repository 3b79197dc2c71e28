"""What an image is by its first bytes, which is what a browser goes by, whatever it is called."""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

MOST_BYTES = 2 << 20
# A few bytes can unfold to gigabytes in the browser of whoever looks.
MOST_PIXELS = 100_000_000
_ENDINGS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".webp": "webp"}
# JPEG's markers of a frame, which has the size (ITU T.81, table B.1): all SOFn but DHT, JPG, DAC.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_kind(content: bytes) -> str | None:
    """``png``, ``jpg`` or ``webp``: those that show pixels and run nothing."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return None


def named_kind(name: str) -> str | None:
    """The kind that an ending speaks of."""
    return _ENDINGS.get(PurePosixPath(name).suffix.lower())


def is_picture(name: str, content: bytes) -> bool:
    """Whether it shows pixels, is what its name says, and does not unfold without bound."""
    kind = image_kind(content)
    return kind is not None and kind == named_kind(name) and is_bounded(content)


def is_bounded(content: bytes) -> bool:
    """Whether an image has not too many pixels; one that does not say how many shows none."""
    try:
        width, height = _SIZES[image_kind(content) or ""](content)
    except (KeyError, struct.error):
        return True
    return width * height <= MOST_PIXELS


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _webp_size(content: bytes) -> tuple[int, int]:
    """Lossy, lossless and extended (https://developers.google.com/speed/webp/docs/riff_container)."""
    form = content[12:16]
    if form == b"VP8X":
        low, high = content[24:27], content[27:30]
        return int.from_bytes(low, "little") + 1, int.from_bytes(high, "little") + 1
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, length = struct.unpack_from(">HH", content, at)
        if marker & 0xFF in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + max(length, 2)


_SIZES = {"png": _png_size, "webp": _webp_size, "jpg": _jpg_size}
