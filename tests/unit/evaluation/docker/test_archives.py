from __future__ import annotations

import io
import tarfile
from pathlib import Path, PurePosixPath

from podium.evaluation.docker.archives import TarMember, folder, tar, tree, with_parents


def unpack(packed: bytes) -> dict[str, tuple[bytes, int, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return {
            member.name: (
                member.type,
                member.mode,
                (stream.read() if (stream := archive.extractfile(member)) else b"")
                if member.isreg()
                else member.linkname.encode(),
            )
            for member in archive
        }


def test_every_kind_of_entry_arrives(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 1000)
    long_name = "é" * 120
    entries = [
        folder(PurePosixPath("/in")),
        TarMember(PurePosixPath("/in/bytes"), b"abc", 0o644),
        TarMember(PurePosixPath("/in/file"), tmp_path / "file"),
        TarMember(PurePosixPath("/in/link"), "/target", 0o777),
        TarMember(PurePosixPath("/in", long_name), b""),
    ]
    assert unpack(b"".join(tar(entries))) == {
        "in": (tarfile.DIRTYPE, 0o755, b""),
        "in/bytes": (tarfile.REGTYPE, 0o644, b"abc"),
        "in/file": (tarfile.REGTYPE, 0o444, b"x" * 1000),
        "in/link": (tarfile.SYMTYPE, 0o777, b"/target"),
        f"in/{long_name}": (tarfile.REGTYPE, 0o444, b""),
    }


def test_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("1")
    packed = [b"".join(tar(tree(tmp_path, PurePosixPath("/in")))) for _ in range(2)]
    assert packed[0] == packed[1]


def test_tree_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "file").write_text("x")
    (tmp_path / "in" / "passwd").symlink_to("/etc/passwd")
    (tmp_path / "in" / "etc").symlink_to("/etc")
    names = [str(entry.path) for entry in tree(tmp_path / "in", PurePosixPath("/to"))]
    assert names == ["/to", "/to/file"]


def test_folders_come_before_what_is_in_them() -> None:
    entries = [TarMember(PurePosixPath("/a/b/c"), b""), TarMember(PurePosixPath("/a/d"), b"")]
    paths = [str(entry.path) for entry in with_parents([*entries, *entries])]
    assert paths == ["/a", "/a/b", "/a/b/c", "/a/d"]
