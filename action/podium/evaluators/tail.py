"""The last bytes of a stream that may never end."""

from __future__ import annotations


class Tail:
    """Keeps the last ``size`` bytes of what is added. It cuts only when as much again has come, so
    that a flood of single bytes costs no more than one of large pieces."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept = bytearray()

    def add(self, chunk: bytes) -> None:
        self._kept += chunk[-self._size :]
        if len(self._kept) > 2 * self._size:
            del self._kept[: -self._size]

    @property
    def content(self) -> bytes:
        return bytes(self._kept[-self._size :])
