"""A site rendered by several processes: the same bytes, and no wait for one that is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from podium.boards.view import View
from podium.errors import InfrastructureError
from podium.site.build import build_site, render_to
from podium.site.render import Page, Rendering
from podium.site.writing import SiteFolder
from unit.site.factories import NOW, make_options


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def build(challenges: list[View], out: Path, jobs: int) -> dict[str, bytes]:
    count = build_site(challenges, out, results=out, now=NOW, title="Podium", jobs=jobs)
    found = files(out)
    assert 0 < count <= len(found)
    return found


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_bytes_are_the_same_however_many_processes(
    digits: View, cells: View, tmp_path: Path, jobs: int
) -> None:
    alone = build([digits, cells], tmp_path / "alone", 1)
    assert build([digits, cells], tmp_path / "together", jobs) == alone


class _Lost(Rendering):
    """All processes but the first are killed, as the kernel does where memory runs out."""

    def pages(self, share: int = 0, shares: int = 1) -> Iterator[Page]:
        if share:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from super().pages(share, shares)


def test_a_process_that_is_lost_is_told_and_not_waited_for(digits: View, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "site")
    folder.begin()
    with pytest.raises(InfrastructureError, match="want of memory; --jobs 1"):
        render_to(_Lost([digits], make_options()), folder, 2)
