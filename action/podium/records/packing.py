"""Documents that take a fraction of the memory: what holds nothing but floats by name, as values
case by case do, is kept as an array beside names that all such objects share.

A thousand results with ten thousand case values each are a gigabyte of dictionaries, and a tenth
of that packed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

# Smaller objects weigh as much either way.
_FEWEST = 8
_Default = TypeVar("_Default")


class PackedObject(dict[str, float]):
    """An object of JSON as a dictionary that is only read. It is one for whoever asks, because a
    document is read by what its parts are; but what reads a dictionary's memory past its methods,
    as ``json.dumps`` does, finds it empty: written is a copy (``dict(packed)``)."""

    __slots__ = ("_numbers", "_places")

    def __init__(self, content: Mapping[str, float]) -> None:
        super().__init__()
        self._places = _places(tuple(content))
        self._numbers = array("d", list(content.values()))

    def __getitem__(self, name: str) -> float:
        return self._numbers[self._places[name]]

    def get(self, name: str, default: _Default = None) -> float | _Default:  # type: ignore[assignment]
        place = self._places.get(name)
        return default if place is None else self._numbers[place]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def keys(self) -> Any:
        return self._places.keys()

    def values(self) -> list[float]:  # type: ignore[override]
        return self._numbers.tolist()

    def items(self) -> Iterable[tuple[str, float]]:  # type: ignore[override]
        return zip(self._places, self._numbers, strict=True)

    def copy(self) -> dict[str, float]:
        return dict(self.items())

    def __eq__(self, other: object) -> bool:
        return self.copy() == (other.copy() if isinstance(other, PackedObject) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return repr(self.copy())

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.copy()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a packed object cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


@lru_cache(maxsize=1024)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    """The results of a phase have the same names."""
    return {name: place for place, name in enumerate(names)}


def pack(document: object) -> object:
    """The same document, whose objects of floats are packed; what it was made of is changed."""
    if _is_packable(document):
        return PackedObject(document)  # type: ignore[arg-type]
    waiting = [document]
    while waiting:
        value = waiting.pop()
        members: Iterable[tuple[Any, object]]
        if isinstance(value, dict):
            members = value.items()
        elif isinstance(value, list):
            members = enumerate(value)
        else:
            continue
        for key, member in members:
            if _is_packable(member):
                value[key] = PackedObject(member)  # type: ignore[arg-type]
            elif isinstance(member, dict | list):
                waiting.append(member)
    return document


def _is_packable(value: object) -> bool:
    return (
        type(value) is dict and len(value) >= _FEWEST and set(map(type, value.values())) == {float}
    )
