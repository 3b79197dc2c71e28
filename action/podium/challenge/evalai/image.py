"""Whether the bytes of a file are an image, as far as its first look tells: what Pillow, which
EvalAI asks, reads before any pixel."""

from __future__ import annotations

import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Whatever the file is called, its content decides.
_OTHERS = (b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0")
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_SIZE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA


def is_image(content: bytes) -> bool:
    if content.startswith(_PNG):
        return _is_png(content)
    if content.startswith(_JPEG):
        return _is_jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return True
    return content.startswith(_OTHERS)


def _is_png(content: bytes) -> bool:
    """Every chunk whole and with its checksum, a size first, pixels, and an end."""
    place = len(_PNG)
    kinds: list[bytes] = []
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"IEND":
            return b"IDAT" in kinds
        end = place + 8 + length
        if end + 4 > len(content):
            return False
        if zlib.crc32(content[place + 4 : end]) != struct.unpack_from(">I", content, end)[0]:
            return False
        if not kinds and (kind != b"IHDR" or length < 13 or 0 in _png_size(content)):
            return False
        kinds.append(kind)
        place = end + 4
    return False


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _is_jpeg(content: bytes) -> bool:
    """Segments up to the first scan, and a size among them."""
    place, has_size = len(_JPEG), False
    while place + 4 <= len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind == 0xFF:  # padding
            place += 1
            continue
        if kind in _WITHOUT_LENGTH:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if kind in _SIZE and place + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, place + 5)
            has_size = bool(height and width)
        if kind == _SCAN:
            return has_size
        place += 2 + length
    return False
