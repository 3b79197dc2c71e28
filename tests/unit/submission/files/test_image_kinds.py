"""Images by their first bytes."""

from __future__ import annotations

import pytest

from podium.submission.files.image_kinds import image_kind


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
