"""Why a board has no rank intervals, in words that say what would have to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podium.boards.board import Board
from podium.ranking.cases.reading import MOST_COMPARED
from podium.site.frame.parts import listed
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.ranking.analysis import Absence


def of_board(board: Board, scope: Scope) -> str:
    """A sentence that follows a colon."""
    from podium.ranking.analysis import Absence, Reason  # with numpy behind it, and loaded by now

    return sentence(scope.absences.get(board.key, Absence(Reason.NONE)), scope.say)


def sentence(absence: Absence, say: Texts) -> str:
    from podium.ranking.analysis import Reason

    where = absence.where or "metrics.json"
    match absence.reason:
        case Reason.HIDDEN:
            return say("values case by case are not public here.")
        case Reason.NONE:
            return say(
                "no values case by case were found in metrics.json. Where it has some, {key} says "
                "where.",
                key="podium.cases",
            )
        case Reason.NAMELESS:
            return say(
                "the {n} cases in {where} have no name, and their order does not tell which is "
                "which. They can be compared when each has one, such as {example}, or when {key} "
                "says which key it is.",
                n=say.number(absence.cases),
                where=where,
                example='"name": "case-01"',
                key="podium.cases.name",
            )
        case Reason.AMBIGUOUS:
            return say(
                "some of the {n} cases in {where} have the same name, or none. {key} says which "
                "key names them.",
                n=say.number(absence.cases),
                where=where,
                key="podium.cases.name",
            )
        case Reason.TOO_MANY:
            return say(
                "there are {n} cases in {where}; more than {most} are not analysed.",
                n=say.number(absence.cases),
                where=where,
                most=say.number(MOST_COMPARED),
            )
        case Reason.FEW_CASES:
            return say("there are not two cases in {where}.", where=where)
        case Reason.MIXTURE:
            return _mixture(absence, say)
        case Reason.OTHER_CASES:
            return say(
                "{columns}: made of other cases than the rest that the board ranks by.",
                columns=listed(absence.titles, say),
            )
        case Reason.ALONE:
            return say("one entry alone has nobody to be compared with.")
        case _:
            return say(
                "no two of the {n} entries have numbers in the same cases. A case without a number "
                "(NaN) for one entry cannot be compared with the others'.",
                n=say.number(absence.entries),
            )


def _mixture(absence: Absence, say: Texts) -> str:
    columns = listed(absence.titles, say)
    if absence.mixture:
        return say(
            "{columns} is a mixture ({formula}), not the mean, median or sum of one metric's "
            "values case by case.",
            columns=columns,
            formula=absence.mixture,
        )
    return say(
        "{columns} is not the mean, median or sum of one metric's values case by case; it may be "
        "a mixture of several, or have penalties in it.",
        columns=columns,
    )
