"""Images by their first bytes."""

from __future__ import annotations

import struct

import pytest

from podium.submission.files.images import image_kind, is_bounded


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n...", "png", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0", "jpg", id="JPEG"),
        pytest.param(b"RIFF\0\0\0\0WEBPVP8 ", "webp", id="WebP"),
        pytest.param(b"RIFF\0\0\0\0WAVE", None, id="sound in the same container"),
        pytest.param(b"<svg onload='alert(1)'>", None, id="what can run something"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_only_what_shows_pixels_is_an_image(content: bytes, kind: str | None) -> None:
    assert image_kind(content) == kind


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


def webp(form: bytes, rest: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + form + bytes(4) + rest


def jpg(width: int, height: int, *, before: int = 0) -> bytes:
    segments = (b"\xff\xe1" + struct.pack(">H", 60_000) + bytes(59_998)) * before
    return b"\xff\xd8" + segments + b"\xff\xc2" + struct.pack(">HBHH", 17, 8, height, width)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(png(10_000, 10_000), True, id="PNG"),
        pytest.param(png(10_001, 10_000), False, id="large PNG"),
        pytest.param(jpg(10_000, 10_000), True, id="JPEG"),
        pytest.param(jpg(60_000, 60_000, before=5), False, id="large JPEG behind other segments"),
        pytest.param(webp(b"VP8 ", bytes(6) + b"\xff\x3f\xff\x3f"), False, id="large lossy WebP"),
        pytest.param(webp(b"VP8L", b"\x2f\xff\xff\xff\x0f"), False, id="large lossless WebP"),
        pytest.param(webp(b"VP8X", bytes(4) + b"\xff" * 6), False, id="large extended WebP"),
        pytest.param(webp(b"VP8X", bytes(4) + bytes(6)), True, id="small extended WebP"),
        pytest.param(b"\x89PNG\r\n\x1a\n", True, id="that ends before its size"),
        pytest.param(b"\xff\xd8\xff" + bytes(50), True, id="no JPEG after all"),
    ],
)
def test_an_image_may_not_unfold_without_bound(content: bytes, expected: bool) -> None:
    assert is_bounded(content) is expected
