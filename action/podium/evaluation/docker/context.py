"""A Dockerfile with the files around it: what an image is built from, as a tar and as a digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docker.utils.build import exclude_paths

from podium.evaluation.docker.archives import TarMember, folder

_ARGUMENT = re.compile(r"^\s*ARG\s+(\w+)=(\S+)\s*$", re.I | re.M)
_SYNTAX = re.compile(r"^\s*#\s*syntax\s*=.*$", re.I | re.M)
_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.I | re.M)
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})")
_ELSEWHERE = PurePosixPath(".podium/Dockerfile")  # in the tar, of a Dockerfile that lies outside


@dataclass(frozen=True, slots=True)
class Context:
    """``root`` is the folder that COPY copies from; the Dockerfile may lie anywhere. Where no
    registry answers (``is_offline``), its ``# syntax=`` is left out: that names an image too."""

    root: Path
    dockerfile: Path
    is_offline: bool = False

    @property
    def dockerfile_name(self) -> str:
        """Where it is in the tar."""
        if self.dockerfile.is_relative_to(self.root):
            return self.dockerfile.relative_to(self.root).as_posix()
        return str(_ELSEWHERE)

    def members(self) -> Iterator[TarMember]:
        """In order of their names; with the modes that git keeps, and without dates, which a
        checkout makes anew."""
        yield folder(PurePosixPath("."))  # a name so short that BuildKit sees that this is a tar
        for name in sorted(exclude_paths(str(self.root), self._ignored(), self.dockerfile_name)):
            path, place = self.root / name, PurePosixPath(Path(name).as_posix())
            if self.is_offline and path == self.dockerfile:
                yield TarMember(place, self._own_syntax(), 0o644)
            elif path.is_symlink():
                yield TarMember(place, str(path.readlink()), 0o777)
            elif path.is_file():
                yield TarMember(place, path, 0o755 if path.stat().st_mode & 0o100 else 0o644)
            elif path.is_dir():
                yield folder(place)
        if self.dockerfile_name == str(_ELSEWHERE):
            content = self._own_syntax() if self.is_offline else self.dockerfile
            yield TarMember(_ELSEWHERE, content, 0o644)

    def digest(self) -> str:
        """Names the content of a build."""
        digest = hashlib.sha256(f"{self.dockerfile_name}\0".encode())
        for member in self.members():
            match member.content:
                case Path() as path:
                    with path.open("rb") as stream:
                        said = hashlib.file_digest(stream, "sha256").hexdigest()
                case content:  # a link's target, or nothing of a folder
                    said = f"link\0{content!s}"
            digest.update(f"{member.path}\0{member.mode:o}\0{said}\0".encode())
        return digest.hexdigest()

    def _ignored(self) -> list[str]:
        """The patterns of ``<Dockerfile>.dockerignore``, else of ``.dockerignore``."""
        own = self.dockerfile.with_name(f"{self.dockerfile.name}.dockerignore")
        for ignored in (own, self.root / ".dockerignore"):
            if ignored.is_file():
                lines = ignored.read_text(encoding="utf-8").splitlines()
                return [line.strip() for line in lines if line.strip() and line[0] != "#"]
        return []

    def _own_syntax(self) -> bytes:
        return _SYNTAX.sub("", self.text()).encode()

    def text(self) -> str:
        return self.dockerfile.read_text(encoding="utf-8", errors="replace")

    def argument(self, name: str) -> str | None:
        """The default of a build argument."""
        return dict(_ARGUMENT.findall(self.text())).get(name)

    def bases(self, given: Mapping[str, str]) -> list[str]:
        """The images that it starts from, where they can be told without a build."""
        text, stages, found = self.text(), set[str](), list[str]()
        values = {**dict(_ARGUMENT.findall(text)), **given}

        def value(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            return values.get(name) or match[3] or match[0]

        for named, stage in _FROM.findall(text):
            base = _VARIABLE.sub(value, named)
            if base != "scratch" and base not in stages and "$" not in base:
                found.append(base)
            stages.add(stage)
        return list(dict.fromkeys(found))
