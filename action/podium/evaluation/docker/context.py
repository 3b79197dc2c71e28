"""A Dockerfile with the files around it: what an image is built from, as a tar and as a digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docker.utils.build import exclude_paths

from podium.evaluation.docker.archives import TarMember, folder

_ARGUMENTS = re.compile(r"^\s*ARG\s+(.*)$", re.I | re.M)
_ARGUMENT = re.compile(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S+)")
_CONTINUED = re.compile(r"\\[ \t]*\r?\n")
_SYNTAX = re.compile(r"^\s*#\s*syntax\s*=.*$", re.I | re.M)
_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.I | re.M)
_MOUNT = re.compile(r"--mount=(\S+)\s+")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})")
_ELSEWHERE = PurePosixPath(".podium/Dockerfile")  # in the tar, of a Dockerfile that lies outside


@dataclass(frozen=True, slots=True)
class Context:
    """``root`` is the folder that COPY copies from; the Dockerfile may lie anywhere. Where no
    registry answers (``is_offline``), its ``# syntax=`` is left out: that names an image too.
    Where the builder has no session with a client (``has_session``), so are mounts of secrets and
    keys that may be missing: it does not start without one, and there are none here anyway."""

    root: Path
    dockerfile: Path
    is_offline: bool = False
    has_session: bool = True

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
            if path == self.dockerfile and (adapted := self._adapted()) is not None:
                yield TarMember(place, adapted, 0o644)
            elif path.is_symlink():
                yield TarMember(place, str(path.readlink()), 0o777)
            elif path.is_file():
                yield TarMember(place, path, 0o755 if path.stat().st_mode & 0o100 else 0o644)
            elif path.is_dir():
                yield folder(place)
        if self.dockerfile_name == str(_ELSEWHERE):
            adapted = self._adapted()
            yield TarMember(_ELSEWHERE, self.dockerfile if adapted is None else adapted, 0o644)

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

    def _adapted(self) -> bytes | None:
        """The Dockerfile without what cannot be had here; ``None`` where nothing has to go."""
        text = adapted = self.text()
        if self.is_offline:
            adapted = _SYNTAX.sub("", adapted)
        if not self.has_session:
            adapted = _MOUNT.sub(_without_session, adapted)
        return None if adapted == text else adapted.encode()

    def text(self) -> str:
        return self.dockerfile.read_text(encoding="utf-8-sig", errors="replace")

    def argument(self, name: str) -> str | None:
        """The default of a build argument, if it is known without a build."""
        found = self._arguments({}).get(name)
        return None if found is None or "$" in found else found

    def bases(self, given: Mapping[str, str]) -> list[str]:
        """The images that it starts from, where they can be told without a build."""
        values = self._arguments(given)
        stages, found = set[str](), list[str]()
        for named, stage in _FROM.findall(self.text()):
            base = _filled_in(named, values)
            if base != "scratch" and base.lower() not in stages and "$" not in base:
                found.append(base)
            stages.add(stage.lower())
        return list(dict.fromkeys(found))

    def _arguments(self, given: Mapping[str, str]) -> dict[str, str]:
        """The values of the arguments before the first FROM, which alone may stand in one."""
        text = _CONTINUED.sub(" ", self.text())
        first = _FROM.search(text)
        values = dict(given)
        for line in _ARGUMENTS.findall(text[: first.start()] if first else text):
            for name, value in _ARGUMENT.findall(line):
                values.setdefault(name, _filled_in(value.strip("\"'"), values))
        return values


def _filled_in(text: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return values.get(match[1] or match[2]) or match[3] or match[0]

    return _VARIABLE.sub(value, text)


def _without_session(mount: re.Match[str]) -> str:
    options = mount[1].split(",")
    is_needed = "required" in options or "required=true" in options
    is_of_session = "type=secret" in options or "type=ssh" in options
    return mount[0] if is_needed or not is_of_session else ""
