"""What the texts in ``document`` say of each key, for the JSON Schema and the reference page.

They are read from the source, and only when one of the two is wanted: pydantic's own way
(``use_attribute_docstrings``) reads them whenever the models are imported, which costs every
command 24 ms.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from podium.challenge.document import Document

_DEPARTURE = "Unlike "


@dataclass(frozen=True, slots=True)
class Description:
    """Markdown. ``departure`` says how that differs from the system that the key comes from; it is
    empty where nothing does."""

    text: str
    departure: str = ""


def describe(model: type[Document]) -> Mapping[str, Description]:
    """By field, also those that the model inherits; a field without a text is not there."""
    found: dict[str, Description] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Document):
            found |= _of_class(base)
    return found


def _of_class(model: type[Document]) -> Mapping[str, Description]:
    tree = ast.parse(inspect.getsource(sys.modules[model.__module__]))
    return {
        name: _described(text)
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == model.__name__
        for name, text in _texts(node)
    }


def _texts(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(node.body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                yield name, text


def _described(text: str) -> Description:
    *paragraphs, last = [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n")]
    if paragraphs and last.startswith(_DEPARTURE):
        return Description(" ".join(paragraphs), last)
    return Description(" ".join([*paragraphs, last]))
