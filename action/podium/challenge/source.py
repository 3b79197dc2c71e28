"""YAML 1.1 text to plain values, with the line of every key, so that a mistake has a place."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from podium.errors import ChallengeError
from podium.issues import Issue

KeyPath = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, except that an impossible date stays text.

    It is then refused like any other wrong value, with its place, and not with a traceback.
    """

    def flatten_mapping(self, node: yaml.nodes.MappingNode) -> None:
        """Merge ``<<`` as PyYAML does, then drop what a later pair of the same key hides.

        PyYAML copies every pair of every merged mapping; a few lines that merge one another many
        times over would fill the memory.
        """
        super().flatten_mapping(node)
        last = {(key.tag, str(key.value)): (key, value) for key, value in node.value}
        node.value = list(last.values())

    def construct_mapping(
        self, node: yaml.nodes.MappingNode, deep: bool = False
    ) -> dict[Hashable, Any]:
        """Keys are names, and stay as they are written: YAML 1.1 would read ``on`` as true."""
        self.flatten_mapping(node)
        for key, _ in node.value:
            if not isinstance(key, yaml.nodes.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be plain text", key.start_mark
                )
        return {str(key.value): self.construct_object(value, deep) for key, value in node.value}


def _timestamp(loader: _Loader, node: yaml.nodes.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


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


def parse_yaml(text: str, *, name: str) -> YamlSource:
    """Raises ``ChallengeError`` with the line and column of a syntax error."""
    loader = _Loader(text)
    lines: dict[KeyPath, int] = {}
    texts: dict[KeyPath, str] = {}
    duplicates: list[Issue] = []
    try:
        node = loader.get_single_node()
        if node is None:
            return YamlSource(name, None)
        for path, line, _ in _places(node, (), set()):
            if path in lines and isinstance(path[-1], str):
                message = f"this key was given on line {lines[path]} already; the last one holds"
                place = f"{name}:{line}"
                duplicates.append(Issue.warning(message, where=place, path=format_path(path)))
            lines[path] = line
        value = loader.construct_document(node)
        # What was merged in has a place now too.
        for path, line, written in _places(node, (), set()):
            lines.setdefault(path, line)
            if written is not None:
                texts[path] = written
    except yaml.YAMLError as error:
        raise ChallengeError(issues=[_syntax_issue(error, name)]) from error
    except RecursionError:
        issue = Issue.error("not readable as YAML: nested too deeply", where=name)
        raise ChallengeError(issues=[issue]) from None
    finally:
        loader.dispose()
    return YamlSource(name, value, lines, texts, tuple(duplicates))


def format_path(path: KeyPath) -> str:
    """``("challenge_phases", 0, "codename")`` as ``challenge_phases[0].codename``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _places(
    node: yaml.nodes.Node, path: KeyPath, visited: set[int]
) -> Iterator[tuple[KeyPath, int, str | None]]:
    """The path of each key and list item, its line, and its text if it is a scalar."""
    # An alias is not followed a second time: a few nested ones stand for millions of places.
    if id(node) in visited:
        return
    visited.add(id(node))
    match node:
        case yaml.nodes.MappingNode():
            for key, value in node.value:
                place = (*path, str(key.value))
                yield place, key.start_mark.line + 1, _text(value)
                yield from _places(value, place, visited)
        case yaml.nodes.SequenceNode():
            for index, member in enumerate(node.value):
                place = (*path, index)
                yield place, member.start_mark.line + 1, _text(member)
                yield from _places(member, place, visited)


def _text(node: yaml.nodes.Node) -> str | None:
    return str(node.value) if isinstance(node, yaml.nodes.ScalarNode) else None


def _syntax_issue(error: yaml.YAMLError, name: str) -> Issue:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    if mark is None:
        return Issue.error(f"not valid YAML: {problem}", where=name)
    place = f"{name}:{mark.line + 1}"
    return Issue.error(f"not valid YAML: {problem} (column {mark.column + 1})", where=place)
