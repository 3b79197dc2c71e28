"""Ground truth as organizers upload it to Grand Challenge: an archive that is extracted safely."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from podium.errors import ChallengeError
from podium.evaluation import ground_truth

Members = list[tuple[str, bytes, str]]


def write_archive(path: Path, members: Members) -> Path:
    """``members`` are names, types and contents, or targets where the type is a link's."""
    with tarfile.open(path, "w:gz") as archive:
        for name, kind, content in members:
            header = tarfile.TarInfo(name)
            header.type = kind
            if kind == tarfile.REGTYPE:
                header.size = len(content.encode())
                archive.addfile(header, io.BytesIO(content.encode()))
            else:
                header.linkname = content
                archive.addfile(header)
    return path


def unpack(tmp_path: Path, members: Members, name: str = "truth.tar.gz") -> dict[str, str]:
    found = ground_truth.unpack(write_archive(tmp_path / name, members), tmp_path / "to")
    assert not any(path.is_symlink() for path in found.rglob("*"))
    return {
        path.relative_to(found).as_posix(): path.read_text()
        for path in sorted(found.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", ["truth.tar.gz", "truth.tgz", "TRUTH.TAR.GZ"])
def test_an_archive_is_extracted(name: str, tmp_path: Path) -> None:
    members = [
        ("./", tarfile.DIRTYPE, ""),
        ("deep", tarfile.DIRTYPE, ""),
        ("deep/a.csv", tarfile.REGTYPE, "a"),
        ("/abs/b.csv", tarfile.REGTYPE, "b"),
    ]
    assert unpack(tmp_path, members, name) == {"abs/b.csv": "b", "deep/a.csv": "a"}


def test_anything_else_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("1")
    (tmp_path / "folder.tar.gz").mkdir()
    for path in (tmp_path / "truth.csv", tmp_path / "folder.tar.gz"):
        assert ground_truth.unpack(path, tmp_path / "to") == path


def test_a_link_becomes_a_copy(tmp_path: Path) -> None:
    members = [
        ("a.csv", tarfile.REGTYPE, "a"),
        ("deep/soft.csv", tarfile.SYMTYPE, "../a.csv"),
        ("hard.csv", tarfile.LNKTYPE, "a.csv"),
    ]
    assert unpack(tmp_path, members) == {"a.csv": "a", "deep/soft.csv": "a", "hard.csv": "a"}


OUT = "cannot be extracted"
FOLDER = ("d", tarfile.DIRTYPE, "")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        pytest.param([("../a", tarfile.REGTYPE, "a")], "leads out of the archive", id="climbing"),
        pytest.param([("a", tarfile.SYMTYPE, "/etc/passwd")], OUT, id="link out"),
        pytest.param([("a", tarfile.LNKTYPE, "../../x")], OUT, id="hard link out"),
        pytest.param(
            [("d", tarfile.DIRTYPE, ""), ("a", tarfile.SYMTYPE, "d")],
            "is no file",
            id="to a folder",
        ),
        pytest.param([("a", tarfile.CHRTYPE, "")], "neither a file nor a folder", id="device"),
        pytest.param([("a", tarfile.FIFOTYPE, "")], "neither a file nor a folder", id="pipe"),
    ],
)
def test_what_leads_out_is_the_organizers(members: Members, said: str, tmp_path: Path) -> None:
    with pytest.raises(ChallengeError, match=said):
        unpack(tmp_path, members)


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00 cut off"])
def test_no_archive_is_the_organizers(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "truth.tar.gz").write_bytes(content)
    with pytest.raises(ChallengeError, match=r"truth\.tar\.gz: this archive cannot be extracted"):
        ground_truth.unpack(tmp_path / "truth.tar.gz", tmp_path / "to")


def test_an_archive_that_is_cut_off_is_the_organizers(tmp_path: Path) -> None:
    whole = write_archive(tmp_path / "truth.tar.gz", [("a", tarfile.REGTYPE, "a" * 9999)])
    whole.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(ChallengeError, match="cannot be extracted"):
        ground_truth.unpack(whole, tmp_path / "to")
