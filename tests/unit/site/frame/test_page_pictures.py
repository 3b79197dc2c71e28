"""Pictures of organizers' pages: the challenge folder's own, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.challenge.folder import ChallengeFolder
from podium.site.frame import organizer_html, page_pictures

PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
def folder(tmp_path: Path) -> ChallengeFolder:
    root = tmp_path / "small"
    (root / "templates/images").mkdir(parents=True)
    (root / "templates/images/a view.png").write_bytes(PNG)
    (root / "logo.jpg").write_bytes(b"\xff\xd8\xff rest")
    (root / "moving.gif").write_bytes(b"GIF89a rest")
    (root / "drawing.svg").write_text("<svg><script>alert(1)</script></svg>")
    (root / "fake.png").write_text("<script>alert(1)</script>")
    (root / "large.png").write_bytes(PNG + bytes(page_pictures.MOST_BYTES))
    (tmp_path / "secret.png").write_bytes(PNG)
    return ChallengeFolder(root)


def render(folder: ChallengeFolder, html: str) -> str:
    (folder.root / "templates/page.html").write_text(html)
    address = "small/phases/dev/index.html"
    return str(organizer_html.load(folder, "templates/page.html", slug="small", address=address))


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("images/a%20view.png", ".png"),
        ("./images/a view.png?raw=true", ".png"),
        ("../logo.jpg", ".jpg"),
        ("logo.jpg", ".jpg"),  # from the top of the folder
        ("/moving.gif", ".gif"),
    ],
)
def test_a_picture_of_the_folder_is_shown(
    source: str, ending: str, folder: ChallengeFolder
) -> None:
    html = render(folder, f'<p><img src="{source}" alt="a > b" width="20" onload="x()"></p>')
    (picture,) = page_pictures.find(folder, "templates/page.html").pictures.values()
    assert picture.name.endswith(ending)
    assert f'src="../../pictures/{picture.name}"' in html
    assert 'alt="a ' in html and 'width="20"' in html and "onload" not in html


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("https://x.example/pixel.png", "load nothing from elsewhere"),
        ("//x.example/pixel.png", "load nothing from elsewhere"),
        ("data:image/png;base64,AAAA", "load nothing from elsewhere"),
        ("../../secret.png", "no such file"),
        ("images", "no such file"),
        ("", "no such file"),
        ("drawing.svg", "no PNG, JPEG, WebP or GIF"),
        ("fake.png", "no PNG, JPEG, WebP or GIF"),
        ("large.png", "larger than 4 MiB"),
        ("http://[x", "cannot be read"),
    ],
)
def test_any_other_is_left_out_with_its_line(
    source: str, reason: str, folder: ChallengeFolder
) -> None:
    html = render(folder, f"<p>x</p>\n<p>\n<IMG SRC='{source}'></p>")
    assert "<img" not in html.lower()
    (left_out,) = page_pictures.find(folder, "templates/page.html").left_out
    assert left_out.line == 3
    assert reason in left_out.reason


def test_a_picture_without_words_says_nothing(folder: ChallengeFolder) -> None:
    assert '<img alt="" src="' in render(folder, '<img src="logo.jpg">')


def test_only_so_many_pictures_are_shown(folder: ChallengeFolder) -> None:
    html = "".join(f'<img src="logo.jpg?{number}">' for number in range(250))
    render(folder, html)
    found = page_pictures.find(folder, "templates/page.html")
    assert (len(found.pictures), len(found.left_out)) == (200, 50)
