"""Ground truth as organizers upload it to Grand Challenge: an archive that is extracted safely."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

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


@pytest.mark.parametrize("folder", [[], [("v1", tarfile.DIRTYPE, "")]], ids=["implied", "named"])
def test_a_link_to_a_folder_becomes_a_copy(folder: Members, tmp_path: Path) -> None:
    members = [
        ("all/latest", tarfile.SYMTYPE, "../v1"),
        *folder,
        ("v1/a.csv", tarfile.REGTYPE, "a"),
    ]
    assert unpack(tmp_path, members) == {"all/latest/a.csv": "a", "v1/a.csv": "a"}


@pytest.mark.parametrize("name", ["t.tar", "t.TAR.XZ", "t.txz", "t.tar.bz2", "t.tbz2", "t.tar.gz"])
@pytest.mark.parametrize("kind", ["w:", "w:gz", "w:xz", "w:bz2"])
def test_any_tar_is_extracted_whatever_its_name_says_of_how_it_was_compressed(
    name: str, kind: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a")
    with tarfile.open(tmp_path / name, kind) as archive:
        archive.add(tmp_path / "a.csv", "a.csv")
    found = ground_truth.unpack(tmp_path / name, tmp_path / "to")
    assert (found / "a.csv").read_text() == "a"


def test_an_archive_that_was_damaged_is_the_organizers(tmp_path: Path) -> None:
    """A checksum at the end tells, also where all members can be read."""
    whole = write_archive(tmp_path / "truth.tar.gz", [("a", tarfile.REGTYPE, "a" * 9999)])
    content = whole.read_bytes()
    whole.write_bytes(content[:-8] + bytes(4) + content[-4:])
    with pytest.raises(ChallengeError, match="cannot be extracted"):
        ground_truth.unpack(whole, tmp_path / "to")


OUT = "cannot be extracted"
FOLDER = ("d", tarfile.DIRTYPE, "")
A_FILE = ("a", tarfile.REGTYPE, "a")
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"


@pytest.mark.parametrize(
    ("members", "said"),
    [
        pytest.param([("../a", tarfile.REGTYPE, "a")], "leads out of the archive", id="climbing"),
        pytest.param([("a", tarfile.SYMTYPE, "/etc/passwd")], OUT, id="link out"),
        pytest.param([("a", tarfile.LNKTYPE, "../../x")], OUT, id="hard link out"),
        pytest.param([("a", tarfile.SYMTYPE, "..")], "no other folder", id="to a folder out"),
        pytest.param([FOLDER, ("d/a", tarfile.SYMTYPE, "../d")], "no other folder", id="its own"),
        pytest.param([("a", tarfile.SYMTYPE, "b"), ("b", tarfile.SYMTYPE, "a")], OUT, id="a loop"),
        pytest.param([A_FILE, ("a/b", tarfile.REGTYPE, "b")], OUT, id="below a file"),
        pytest.param([("a" * 300, tarfile.REGTYPE, "b")], OUT, id="too long a name"),
        pytest.param([("a", tarfile.REGTYPE, POINTER)], "Git LFS", id="a pointer"),
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
