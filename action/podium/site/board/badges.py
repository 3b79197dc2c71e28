"""Badges for a README: as an image, and as an endpoint for shields.io
(https://shields.io/badges/endpoint-badge)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podium.boards.board import Board, Row
from podium.site.documents import BadgeDocument
from podium.site.frame import addresses
from podium.site.frame.board_names import LAST_MEDAL, board_name, leader_of
from podium.site.frame.drafts import Draft, Part, json_file
from podium.site.frame.scope import PlaceOnBoard, Scope
from podium.site.frame.texts import Texts

_LONGEST = 40
# DejaVu Sans at 11 pixels, about: narrow, wide, and all other signs.
_NARROW, _WIDE = frozenset(" .,:;'|!iIjlt()[]"), frozenset("mwMW@%–…")
_NARROW_WIDTH, _WIDE_WIDTH, _USUAL_WIDTH = 4.2, 10.5, 6.9
_FULL_WIDTH = 12.0
_PADDING = 6
_FIRST_FULL_WIDTH = 0x1100
_COLOURS = ("#946800", "#0b6375", "#555555")  # a medal, a rank, none


@dataclass(frozen=True, slots=True)
class Badge:
    """Widths and places in pixels."""

    label: str
    message: str
    colour: str
    width: int
    label_width: int
    label_middle: float
    message_middle: float
    label_length: int
    message_length: int


def submission_parts(
    identity: str, places: tuple[PlaceOnBoard, ...], scope: Scope
) -> Iterator[Part]:
    page = addresses.submission(scope.slug, identity)
    yield from _parts(page, make_submission_badge(places, scope))


def board_parts(board: Board, scope: Scope) -> Iterator[Part]:
    """Who leads a board that has an entry."""
    leader = leader_of(board, scope)
    assert leader is not None
    label = f"{scope.challenge.title}, {board_name(board)}"
    page = addresses.board(scope.slug, *board.key)
    yield from _parts(page, _badge(label, f"{leader.name} {leader.score}".rstrip(), _COLOURS[1]))


def make_submission_badge(places: tuple[PlaceOnBoard, ...], scope: Scope) -> Badge:
    """The first board that it is ranked on."""
    place = next((one for one in places if isinstance(one.row, Row)), None)
    if place is None:
        return _badge(scope.challenge.title, scope.say("not ranked"), _COLOURS[2])
    rank = place.row.rank if isinstance(place.row, Row) else 0
    label = f"{scope.challenge.title}, {board_name(place.board)}"
    colour = _COLOURS[0] if rank <= LAST_MEDAL else _COLOURS[1]
    return _badge(label, rank_text(rank, len(place.board.rows), scope.say), colour)


def rank_text(rank: int, count: int, say: Texts) -> str:
    return say("rank {rank} of {all}", rank=say.number(rank), all=say.number(count))


def _badge(label: str, message: str, colour: str) -> Badge:
    label, message = _short(label), _short(message)
    label_length, message_length = _length(label), _length(message)
    label_width, message_width = label_length + 2 * _PADDING, message_length + 2 * _PADDING
    return Badge(
        label=label,
        message=message,
        colour=colour,
        width=label_width + message_width,
        label_width=label_width,
        label_middle=label_width / 2,
        message_middle=label_width + message_width / 2,
        label_length=label_length,
        message_length=message_length,
    )


def _parts(page: str, badge: Badge) -> Iterator[Part]:
    yield Draft("badge.svg", addresses.beside(page, addresses.BADGE_SVG), badge, is_indexed=False)
    document: BadgeDocument = {
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.colour,
    }
    yield json_file(addresses.beside(page, addresses.BADGE_JSON), document)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _length(text: str) -> int:
    return max(1, round(sum(map(_width, text))))


def _width(sign: str) -> float:
    if sign in _NARROW:
        return _NARROW_WIDTH
    if sign in _WIDE:
        return _WIDE_WIDTH
    return _FULL_WIDTH if ord(sign) >= _FIRST_FULL_WIDTH else _USUAL_WIDTH
