"""PyYAML's safe loader for files that anybody may have written: plain values within the caps, and
a line for everything that it refuses. What the values mean is not its business."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from podium.challenge.text import caps
from podium.codes import Code

_CORE = "tag:yaml.org,2002:"
# A set, an ordered mapping or bytes are no values of any file here; nor is what a tag of Python's
# would make.
_TAGS: Mapping[type[Node], frozenset[str]] = {
    ScalarNode: frozenset(
        _CORE + name
        for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
    ),
    SequenceNode: frozenset({_CORE + "seq"}),
    MappingNode: frozenset({_CORE + "map"}),
}
# Neither UTF-8 nor a path, a page or a database can hold them; an escape can still write them.
_UNUSABLE = re.compile("[\0\ud800-\udfff]")


class Refused(yaml.MarkedYAMLError):
    """YAML that is valid and still not taken. ``problem`` is the whole sentence."""

    def __init__(self, problem: str, at: yaml.Event | Node, code: Code) -> None:
        mark = at.start_mark
        assert isinstance(mark, yaml.Mark), "by PyYAML's own scanner, not by libyaml's"
        super().__init__(problem=problem, problem_mark=mark)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Extent:
    """What an anchor stands for: how many values, on how many levels."""

    values: int
    levels: int


class Loader(yaml.SafeLoader):
    """Differs from PyYAML's: an impossible date stays text (and is then refused like any other
    wrong value, with its place), and keys stay as they are written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._values = 0
        self._depth = 0
        self._deepest = 0
        self._extents: dict[str, _Extent] = {}

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """Counts what is read, and what each alias would repeat, before anything is built."""
        event: yaml.NodeEvent = self.peek_event()  # type: ignore[no-untyped-call]
        anchor = event.anchor
        if isinstance(event, yaml.AliasEvent):
            self._repeat(event)
            node = super().compose_node(parent, index)
        else:
            if anchor in self.anchors:
                line = self.anchors[anchor].start_mark.line + 1
                fact = f"the anchor {anchor!r} was given on line {line}"
                raise Refused(fact, event, Code.BAD_ALIAS)
            node = self._compose(parent, index, event)
        is_key = isinstance(parent, MappingNode) and index is None
        if is_key and not isinstance(node, ScalarNode):
            raise Refused("a key must be plain text", event, Code.NO_PLAIN_VALUE)
        return node

    def _compose(self, parent: Node | None, index: Any, event: yaml.NodeEvent) -> Node | None:
        before, outer = self._values, self._deepest
        self._depth += 1
        self._deepest = self._depth
        self._count(_Extent(values=1, levels=0), event)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if event.anchor is not None:
            levels = self._deepest - self._depth
            self._extents[event.anchor] = _Extent(self._values - before, levels)
        self._deepest = max(outer, self._deepest)
        if node is not None:
            _check(node)
        return node

    def _repeat(self, event: yaml.AliasEvent) -> None:
        extent = self._extents.get(event.anchor or "")
        if extent is not None:
            self._count(extent, event)
        elif event.anchor in self.anchors:
            fact = f"the alias *{event.anchor} stands inside itself"
            raise Refused(fact, event, Code.BAD_ALIAS)

    def _count(self, extent: _Extent, event: yaml.NodeEvent) -> None:
        self._values += extent.values
        self._deepest = max(self._deepest, self._depth + extent.levels)
        by = "with what its aliases repeat, " if isinstance(event, yaml.AliasEvent) else ""
        if self._values > caps.VALUES:
            fact = f"{by}the file has more than {caps.VALUES} values"
            raise Refused(fact, event, Code.TOO_MUCH_YAML)
        if self._deepest > caps.DEPTH:
            fact = f"nested too deeply: more than {caps.DEPTH} levels"
            raise Refused(fact, event, Code.TOO_MUCH_YAML)

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Keys are names, and stay as they are written: YAML 1.1 would read ``on`` as true."""
        self.flatten_mapping(node)
        # The last of two holds, so that the other has no place in the document either.
        node.value = list({str(pair[0].value): pair for pair in node.value}.values())
        return {str(key.value): self.construct_object(value, deep) for key, value in node.value}

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        """PyYAML's constructors of single values take the text for what its tag says it is."""
        if not isinstance(node, ScalarNode):
            return super().construct_object(node, deep)
        if node.tag == _CORE + "int" and len(node.value) > caps.DIGITS:
            fact = f"a whole number has at most {caps.DIGITS} digits"
            raise Refused(fact, node, Code.TOO_MUCH_YAML)
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, ArithmeticError):
            fact = f"{_shown(node)} is no {_kind(node)}"
            raise Refused(fact, node, Code.NO_PLAIN_VALUE) from None


def _timestamp(loader: Loader, node: ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


def _as_written(loader: Loader, node: ScalarNode) -> object:
    return node.value


Loader.add_constructor(_CORE + "timestamp", _timestamp)
Loader.add_constructor(_CORE + "value", _as_written)  # a bare = as a value
Loader.add_constructor(_CORE + "merge", _as_written)  # a bare << as a value


def _check(node: Node) -> None:
    if node.tag not in _TAGS[type(node)]:
        raise Refused(
            f"the tag {_named(node)} is not taken; a value is text, a number, true or false, "
            "a time, a list or a mapping",
            node,
            Code.NO_PLAIN_VALUE,
        )
    if isinstance(node, ScalarNode) and (found := _UNUSABLE.search(node.value)):
        fact = f"the character U+{ord(found[0]):04X} cannot stand in a text"
        raise Refused(fact, node, Code.NO_PLAIN_VALUE)


def _named(node: Node) -> str:
    tag = str(node.tag)
    return f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag


def _kind(node: ScalarNode) -> str:
    return {"int": "whole number", "float": "number", "bool": "boolean", "timestamp": "time"}.get(
        _named(node).removeprefix("!!"), "value"
    )


def _shown(node: ScalarNode) -> str:
    text = str(node.value)
    return repr(text if len(text) <= 60 else text[:57] + "…")
