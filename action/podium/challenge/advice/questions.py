"""What participants are asked, and what of the answers can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podium.challenge import keys
from podium.challenge.advice.directions import words
from podium.challenge.checks.consistency import Problem
from podium.challenge.checks.names import some
from podium.challenge.model import STATEMENTS
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_ENDING = re.compile(r"\*?\.?[A-Za-z0-9][A-Za-z0-9_+-]*(\.[A-Za-z0-9_+-]+)*")
# Words of a sentence, which a list of endings does not have.
_WORDS = words(
    "a all allowed an and any archive archives as be can extension extensions file files for "
    "format formats image images in is it must no none of only or submission submissions text "
    "texts the to type types with"
)
_LONGEST_ENDING = 10
_LABEL, _HELP = 32, 128


_MOST_NAMES = 5


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        yield from _attributes(phase, place)
        yield from _asked_twice(phase, place)
        yield from _statements(phase, place)
        yield from _shown_unasked(phase, place)
        yield from _lengths(phase, place)
        yield from _file_types(phase, place)


def _attributes(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    """All of a phase in one: a generator that writes one such question writes hundreds."""
    odd = [
        (index, attribute)
        for index, attribute in enumerate(phase.submission_meta_attributes or [])
        if not isinstance(attribute.required, bool)
    ]
    if odd:
        first, attribute = odd[0]
        yield (
            Code.NOT_REALLY_REQUIRED,
            (*place, "submission_meta_attributes", first, "required"),
            f"the answer is not required: only true without quotes makes it so, and this is "
            f"{attribute.required!r}{_and_more([one.name for _, one in odd[1:]])}",
        )


def _asked_twice(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    again: list[tuple[int, str]] = []
    for index, attribute in enumerate(phase.submission_meta_attributes or []):
        if seen.setdefault(attribute.name, index) != index:
            again.append((index, attribute.name))
    if again:
        index, name = again[0]
        yield (
            Code.ASKED_TWICE,
            (*place, "submission_meta_attributes", index, "name"),
            f"entry {seen[name] + 1} asks for {name!r} already; there is one answer"
            f"{_and_more([other for _, other in again[1:]])}",
        )


def _statements(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    own = [
        (index, statement.name)
        for index, statement in enumerate(phase.default_submission_meta_attributes or [])
        if statement.name not in STATEMENTS
    ]
    if own:
        index, name = own[0]
        yield (
            Code.NONE_OF_FOUR,
            (*place, "default_submission_meta_attributes", index, "name"),
            f"{name!r} is none of EvalAI's four ({', '.join(STATEMENTS)}); a question of your own "
            f"goes to submission_meta_attributes{_and_more([other for _, other in own[1:]])}",
        )


def _and_more(names: list[str]) -> str:
    if not names:
        return ""
    return f". The same of {len(names)} more: {some(names, most=_MOST_NAMES)}"


def _shown_unasked(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    if phase.display_submission_comments and not phase.allow_submission_comments:
        message = "no comment is ever asked for, so none is shown: set allow_submission_comments"
        yield Code.SHOWN_BUT_NOT_ASKED, (*place, "display_submission_comments"), message
    if phase.show_supplementary_url and phase.supplementary_url_choice == "off":
        message = "no address is ever asked for, so none is shown: set supplementary_url_choice"
        message = f"{message} to opt or req"
        yield Code.SHOWN_BUT_NOT_ASKED, (*place, "show_supplementary_url"), message
    if phase.show_supplementary_file_link and phase.supplementary_file_choice == "off":
        message = "no file is ever asked for, so none is shown: set supplementary_file_choice"
        message = f"{message} to opt or req"
        yield Code.SHOWN_BUT_NOT_ASKED, (*place, "show_supplementary_file_link"), message


def _lengths(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    for what in ("file", "url"):
        for key, most in (("label", _LABEL), ("help_text", _HELP)):
            name = f"supplementary_{what}_{key}"
            length = len(getattr(phase, name))
            if length > most:
                message = f"Grand Challenge takes at most {most} characters, found {length}"
                yield Code.GRAND_CHALLENGE_REFUSES, (*place, name), message


def _file_types(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    written = phase.allowed_submission_file_types or ""
    odd = [word for word in written.replace(",", " ").split() if not _is_ending(word)]
    if odd:
        yield (
            Code.NO_FILE_ENDING,
            (*place, "allowed_submission_file_types"),
            f"{odd[0]!r} is no ending of a file name; write endings, separated by commas, such as "
            '".csv, .zip"',
        )


def _is_ending(word: str) -> bool:
    if not _ENDING.fullmatch(word):
        return False
    if word.startswith((".", "*")):
        return True
    return word.lower() not in _WORDS and len(word) <= _LONGEST_ENDING
