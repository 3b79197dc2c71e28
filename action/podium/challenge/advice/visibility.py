"""Phases and boards that fewer people see than their author thinks, or numbers that more do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.checks.names import identities
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_KEYS = ("is_public", "leaderboard_public", "is_submission_public")
_HOSTS, _PUBLIC = 1, 3

Mapped = Sequence[tuple[int, keys.PhaseSplit]]


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    mapped: dict[str, list[tuple[int, keys.PhaseSplit]]] = {}
    for index, split in enumerate(settings.challenge_phase_splits):
        mapped.setdefault(str(split.challenge_phase_id), []).append((index, split))
    for index, identity in enumerate(identities(settings.challenge_phases)):
        phase, place = settings.challenge_phases[index], ("challenge_phases", index)
        splits = mapped.get(identity, [])
        yield from _forgotten_default(phase, place)
        yield from _hidden_while_open(settings, phase, place)
        if _is_public(phase):
            yield from _boards(phase, place, splits)
    yield from _readable_results(settings)


def _uses_evalai_keys(phase: keys.Phase) -> bool:
    return not phase.model_fields_set.isdisjoint(_KEYS)


def _is_public(phase: keys.Phase) -> bool:
    return phase.public and (phase.is_public or not _uses_evalai_keys(phase))


def _forgotten_default(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    """One of EvalAI's keys brings EvalAI's defaults for the others."""
    given = [key for key in _KEYS if key in phase.model_fields_set]
    if given and "is_public" not in given and phase.public:
        yield (
            Code.HIDDEN_BY_DEFAULT,
            (*place, given[0]),
            f"hides the phase: where {given[0]} is set, EvalAI's defaults hold for the keys beside "
            "it, and that of is_public is false. Set is_public: true; or false, to say that only "
            "hosts are to see it",
        )


def _hidden_while_open(
    settings: keys.Challenge, phase: keys.Phase, place: KeyPath
) -> Iterator[Problem]:
    """Grand Challenge promises to refuse it; ``is_public: false`` is EvalAI's usual way to wait."""
    ends = (settings.end_date, phase.end_date, phase.submissions_close_at)
    if not phase.public and phase.submissions_limit_per_user_per_period != 0 and not any(ends):
        yield (
            Code.HIDDEN_AND_NEVER_CLOSED,
            (*place, "public"),
            "hides a phase that never closes: only hosts can submit to it. Grand Challenge hides "
            "closed phases only; set submissions_close_at, or a limit of 0",
        )


def _boards(phase: keys.Phase, place: KeyPath, splits: Mapped) -> Iterator[Problem]:
    is_open = phase.leaderboard_public or not _uses_evalai_keys(phase)
    if not is_open:
        stated = "is false" if "leaderboard_public" in phase.model_fields_set else "is not set"
        board: KeyPath | None = None if splits else (*place, "is_public")
        for index, split in splits:
            if split.visibility == _PUBLIC:
                board = ("challenge_phase_splits", index, "visibility")
                break
        if board is not None:
            which = "is for everybody (visibility 3)" if splits else "is there"
            yield (
                Code.BOARD_FOR_HOSTS,
                board,
                f"the board {which}, but the phase's leaderboard_public {stated}: only hosts see "
                "it. Set leaderboard_public: true, or the visibility that is meant",
            )
    elif splits and all(split.visibility == _HOSTS for _, split in splits):
        for index, _ in splits:
            yield (
                Code.BOARD_FOR_HOSTS,
                ("challenge_phase_splits", index, "visibility"),
                "only hosts see this board: visibility is 1, although the phase and its "
                "leaderboards are public. visibility: 3 shows it to everybody",
            )


def _readable_results(settings: keys.Challenge) -> Iterator[Problem]:
    """Records are files of a repository, in the clear: this version cannot seal them."""
    podium = settings.podium
    if "results" not in podium.model_fields_set:
        return
    secret = _first_secret(settings)
    if secret is None:
        return
    place, what = secret
    named = podium.results.repository
    where = f"in {named}, if that is public" if named else "in the challenge's own repository"
    fact = f"{what}, but its numbers can be read {where}"
    message = f"{fact}: name a private repository under podium.results"
    yield Code.NUMBERS_CAN_BE_READ, place, message


def _first_secret(settings: keys.Challenge) -> tuple[KeyPath, str] | None:
    for index, split in enumerate(settings.challenge_phase_splits):
        if split.visibility != _PUBLIC:
            readers = "hosts" if split.visibility == _HOSTS else "hosts and those who submitted"
            place: KeyPath = ("challenge_phase_splits", index, "visibility")
            return place, f"the board is for {readers}"
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if not _is_public(phase):
            key = "public" if not phase.public else "is_public"
            return (*place, key), "the phase is for hosts"
        if not phase.auto_publish_new_results:
            return (*place, "auto_publish_new_results"), "a new result is for hosts"
        if not phase.display_all_metrics:
            return (*place, "display_all_metrics"), "metrics beyond the columns are for hosts"
    return None
