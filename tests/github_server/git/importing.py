"""A commit as the stream that ``git fast-import`` reads: any mode, any name, one process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from github_server.git.values import FILE, SUBMODULE, Content, Entry, Signature


def commit_stream(
    branch: str,
    files: Mapping[str, Content],
    message: str,
    author: Signature,
    committer: Signature,
    parent: str | None,
) -> Iterable[bytes]:
    yield f"commit refs/heads/{branch}\nmark :1\n".encode()
    for role, by in (("author", author), ("committer", committer)):
        yield f"{role} {by.name} <{by.email}> {int(by.at.timestamp())} +0000\n".encode()
    yield _sized(message.encode())
    if parent:
        yield f"from {parent}\n".encode()
    for path, content in files.items():
        yield from _import_file(path, content)


def _import_file(path: str, content: Content) -> Iterable[bytes]:
    if content is None:
        yield b"D " + _quoted(path) + b"\n"
        return
    entry = content if isinstance(content, Entry) else Entry(FILE, content)
    raw = entry.content.encode() if isinstance(entry.content, str) else entry.content
    if entry.mode == SUBMODULE:
        yield b"M 160000 " + raw + b" " + _quoted(path) + b"\n"
        return
    yield f"M {entry.mode} inline ".encode() + _quoted(path) + b"\n"
    yield _sized(raw)


def _sized(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


def _quoted(path: str) -> bytes:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'.encode()
