"""What an image is by its first bytes, which is what a browser goes by, whatever it is called."""

from __future__ import annotations


def image_kind(content: bytes) -> str | None:
    """``png``, ``jpg`` or ``webp``: those that show pixels and run nothing."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return None
