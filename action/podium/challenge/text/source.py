"""YAML 1.1 text to plain values, with the line of every key, so that a mistake has a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from podium.challenge.text import caps
from podium.challenge.text.loader import Loader, Refused
from podium.codes import Code
from podium.errors import ChallengeError, Issue

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A parsed document. ``lines`` holds the 1-based line of each key and list item, ``texts``
    each scalar as it is written, which YAML 1.1 may have read as a number or a boolean."""

    name: str
    value: object
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    texts: Mapping[KeyPath, str] = field(default_factory=dict)
    duplicates: tuple[Issue, ...] = ()

    def where(self, path: KeyPath) -> str:
        """``file:line`` of the deepest part of ``path`` that stands in the document."""
        for end in range(len(path), 0, -1):
            line = self.lines.get(path[:end])
            if line is not None:
                return f"{self.name}:{line}"
        return f"{self.name}:1"


def decode(content: bytes, *, name: str, most: int = caps.BYTES) -> str:
    """The text of a file. Raises ``ChallengeError`` with the line where it is none."""
    if len(content) > most:
        raise _too_large(name, most)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fact = f"not UTF-8 text (byte {error.start})"
        issue = Issue.error(fact, code=Code.NOT_UTF8, where=f"{name}:{line}")
        raise ChallengeError(issues=[issue]) from None


def parse_yaml(text: str, *, name: str) -> YamlSource:
    """Raises ``ChallengeError`` with the line of what is no YAML, or more than is taken."""
    if len(text) > caps.BYTES:
        raise _too_large(name, caps.BYTES)
    try:
        loader = Loader(text)
    except ReaderError as error:
        fact = f"not valid YAML: the character U+{error.character:04X} is not allowed"
        place = f"{name}:{_line_at(text, error.position)}"
        issue = Issue.error(fact, code=Code.NOT_YAML, where=place)
        raise ChallengeError(issues=[issue]) from None
    try:
        return _read(loader, name)
    except yaml.MarkedYAMLError as error:
        raise ChallengeError(issues=[_syntax_issue(error, loader, name)]) from None
    except (ValueError, OverflowError):
        # PyYAML's scanner trusts the digits of an escape and of a %YAML directive.
        fact = "not valid YAML: a number here is too large"
        place = f"{name}:{loader.get_mark().line + 1}"
        issue = Issue.error(fact, code=Code.NOT_YAML, where=place)
        raise ChallengeError(issues=[issue]) from None
    finally:
        loader.dispose()


def _read(loader: Loader, name: str) -> YamlSource:
    lines: dict[KeyPath, int] = {}
    texts: dict[KeyPath, str] = {}
    duplicates: list[Issue] = []
    node = loader.get_single_node()
    if node is None:
        return YamlSource(name, None)
    for path, line, _ in _places(node, ()):
        if path in lines and isinstance(path[-1], str):
            message = f"this key was given on line {lines[path]} already; the last one holds"
            duplicates.append(
                Issue.warning(
                    message,
                    code=Code.KEY_GIVEN_TWICE,
                    where=f"{name}:{line}",
                    path=format_path(path),
                )
            )
        lines[path] = line
    value = loader.construct_document(node)
    # What was merged in has a place now too.
    for path, line, written in _places(node, ()):
        lines.setdefault(path, line)
        if written is not None:
            texts[path] = written
    return YamlSource(name, value, lines, texts, tuple(duplicates))


def format_path(path: KeyPath) -> str:
    """``("challenge_phases", 0, "codename")`` as ``challenge_phases[0].codename``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _places(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, int, str | None]]:
    """The path of each key and list item, its line, and its text if it is a scalar. The loader
    has bounded how many there are."""
    match node:
        case MappingNode():
            for key, value in node.value:
                place = (*path, str(key.value))
                yield place, key.start_mark.line + 1, _text(value)
                yield from _places(value, place)
        case SequenceNode():
            for index, member in enumerate(node.value):
                place = (*path, index)
                yield place, member.start_mark.line + 1, _text(member)
                yield from _places(member, place)


def _text(node: Node) -> str | None:
    return str(node.value) if isinstance(node, ScalarNode) else None


def _too_large(name: str, most: int) -> ChallengeError:
    fact = f"more than {most} bytes are too many to read"
    issue = Issue.error(fact, code=Code.FILE_TOO_LARGE, where=f"{name}:1")
    return ChallengeError(issues=[issue])


def _line_at(text: str, position: int) -> int:
    return len(re.findall(r"\r\n?|\n", text[:position])) + 1


def _syntax_issue(error: yaml.MarkedYAMLError, loader: Loader, name: str) -> Issue:
    mark = error.problem_mark or error.context_mark or loader.get_mark()
    place = f"{name}:{mark.line + 1}"
    if isinstance(error, Refused):
        return Issue.error(str(error.problem), code=error.code, where=place)
    problem = str(error.problem or error.context)
    if problem.startswith("but "):  # PyYAML's sentence begins with what it was doing
        problem = f"{error.context}, {problem}"
    fact = f"not valid YAML: {problem} (column {mark.column + 1})"
    return Issue.error(fact, code=Code.NOT_YAML, where=place)
