"""Who may see what. Every such rule stands here; what a reader may not see never enters a board, a
page or a file that is made for them.

A reader has been resolved before (``readers.resolve``). From the outside in: a challenge, a phase,
a board, a result, what a participant said, and of ``metrics.json`` which parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TypeGuard, assert_never

from podium.boards import readers
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge.model import STATEMENTS, Challenge, Phase, Split, Visibility
from podium.challenge.rules import EvalAIRule
from podium.records.results import Result


def may_see_challenge(challenge: Challenge, reader: Reader) -> bool:
    """EvalAI's ``published``: only one that is written down, and false, holds a challenge back."""
    settings = challenge.settings
    is_published = settings.published or "published" not in settings.model_fields_set
    return is_published or isinstance(reader, Hosts)


def may_see_phase(phase: Phase, reader: Reader) -> bool:
    return phase.is_public or isinstance(reader, Hosts)


def known_phases(challenge: Challenge, reader: Reader) -> tuple[Phase, ...] | None:
    """The phases that the reader may know of: to all but hosts, one that is not public is like one
    that does not exist. ``None`` where the challenge is not published to them."""
    if not may_see_challenge(challenge, reader):
        return None
    return tuple(phase for phase in challenge.phases if may_see_phase(phase, reader))


def is_open(challenge: Challenge, phase: Phase) -> bool:
    """Whether everybody may see all results of the phase as soon as there are any."""
    return (
        may_see_challenge(challenge, Public())
        and phase.settings.auto_publish_new_results
        and all(
            may_see_board(phase, split, Public(), has_submitted=False) for split in phase.splits
        )
    )


def may_see_board(phase: Phase, split: Split, reader: Reader, *, has_submitted: bool) -> bool:
    """EvalAI's visibility as its document words it: 2 is for hosts and whoever submitted."""
    match reader:
        case Hosts():
            return True
        case OneParticipant():
            if not phase.is_public:
                return False
            if split.visibility is Visibility.HOSTS_AND_SUBMITTERS:
                return has_submitted
            return phase.leaderboard_public and split.visibility is Visibility.PUBLIC
        case Public():
            listed = split.visibility is Visibility.PUBLIC
            return phase.is_public and phase.leaderboard_public and listed
        case _:
            assert_never(reader)


def visible_splits(
    challenge: Challenge, phase: Phase, in_phase: Iterable[Result], reader: Reader
) -> tuple[Split, ...]:
    """The splits of the phase whose boards the reader may see; ``in_phase`` are the results there
    that they may see."""
    if not may_see_challenge(challenge, reader):
        return ()
    submitted = any(readers.is_own(result.participant, reader) for result in in_phase)
    return tuple(
        split
        for split in phase.splits
        if may_see_board(phase, split, reader, has_submitted=submitted)
    )


def may_see_result(result: Result, phase: Phase, reader: Reader) -> bool:
    """Whether the submission exists at all for this reader; of several from which a phase selects
    one, ``visible_results`` knows which."""
    if isinstance(reader, Hosts):
        return True
    if readers.is_own(result.participant, reader):
        return phase.is_public and not result.standing.is_hidden
    return phase.is_public and result.submission.is_public and result.is_published


def visible_results(
    challenge: Challenge, results: Sequence[Result], reader: Reader
) -> tuple[Result, ...]:
    """Those that exist for the reader, in their order. What is not among them has no trace in
    anything that is made for this reader: no rank, no count, no number."""
    if not may_see_challenge(challenge, reader):
        return ()
    phases = {phase.codename: phase for phase in challenge.phases}
    known = [result for result in results if result.submission.phase in phases]
    set_aside = _set_aside(known, phases)
    return tuple(
        result
        for result in known
        if may_see_result(result, phases[result.submission.phase], reader)
        and (
            isinstance(reader, Hosts)
            or result.id not in set_aside
            or readers.is_own(result.participant, reader)
        )
    )


def _set_aside(results: Iterable[Result], phases: Mapping[str, Phase]) -> frozenset[str]:
    """What is not selected, where a phase shows one submission of each owner
    (``is_restricted_to_select_one_submission``): everything that was made public before the newest
    that counts. It becomes public when it is handed in, or when the hosts publish it. Baselines
    are the hosts' choice and stay."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        phase = phases[result.submission.phase]
        if (
            phase.settings.is_restricted_to_select_one_submission
            and not result.standing.is_baseline
            and may_see_result(result, phase, Public())
        ):
            groups.setdefault((phase.codename, result.owner), []).append(result)
    found: set[str] = set()
    for group in groups.values():
        newest_first = sorted(group, key=_made_public, reverse=True)
        counts = (
            index
            for index, result in enumerate(newest_first)
            if result.has_metrics and not result.standing.is_off_the_board
        )
        selected = next(counts, len(newest_first))
        found.update(result.id for result in newest_first[selected + 1 :])
    return frozenset(found)


def _made_public(result: Result) -> tuple[datetime, datetime, str]:
    submitted = result.submission.submitted_at
    return (max(submitted, result.standing.published_at or submitted), submitted, result.id)


def hidden_statements(phase: Phase) -> frozenset[str]:
    """Those of the four that the phase neither asks nor shows. One that it does not name is
    shown: the list toggles."""
    listed = phase.settings.default_submission_meta_attributes or ()
    return frozenset(one.name for one in listed if not one.is_visible).intersection(STATEMENTS)


def shows_comments(phase: Phase, *, is_trusted: bool = False) -> bool:
    """Whether participants' comments are taken and shown. ``is_trusted``, here and below: to the
    hosts, or to those who said it, who are shown what the phase keeps from the public."""
    settings = phase.settings
    return settings.allow_submission_comments and (
        settings.display_submission_comments or is_trusted
    )


def shows_supplementary_url(phase: Phase, *, is_trusted: bool = False) -> bool:
    settings = phase.settings
    return settings.supplementary_url_choice != "off" and (
        settings.show_supplementary_url or is_trusted
    )


def shows_supplementary_file(phase: Phase, *, is_trusted: bool = False) -> bool:
    settings = phase.settings
    return settings.supplementary_file_choice != "off" and (
        settings.show_supplementary_file_link or is_trusted
    )


class Extent(Enum):
    """How much of one ``metrics.json`` a reader sees."""

    NOTHING = "nothing"
    LABELS = "the leaderboard's labels, of the splits they see"
    PARTS = "the parts named after the splits they see"
    ALL = "all of it"


def metrics_extent(result: Result, phase: Phase, reader: Reader, seen: Collection[str]) -> Extent:
    """``seen`` are the splits of the phase whose boards the reader sees.

    Of an EvalAI phase, only its participant is shown more than the leaderboard's labels, unless
    the phase opens everything. Else whoever may see every board of the phase may see it all; others
    see the parts that belong to the boards they see. A number that stands on no board they see
    stays out: it could be a hidden split's. What is shown without a name is shown on boards only:
    an evaluator can repeat the names of participants and of their files.
    """
    if not result.has_metrics or result.is_anonymous:
        return Extent.NOTHING
    if isinstance(reader, Hosts):
        return Extent.ALL
    if not result.is_published or not phase.settings.display_all_metrics:
        return Extent.NOTHING
    if not result.is_own and not shows_all_metrics(phase):
        return Extent.LABELS
    return Extent.PARTS if hidden_splits(phase, seen) else Extent.ALL


def visible_document(
    result: Result, challenge: Challenge, phase: Phase, reader: Reader, seen: Collection[str]
) -> object:
    """What of ``metrics.json`` may be shown as it stands there: all of it, but for what belongs to
    splits of other phases, which hosts alone see; or the parts of the splits whose numbers the
    reader sees. ``None`` where there is no more to show than labels."""
    document = result.document
    match metrics_extent(result, phase, reader, seen):
        case Extent.ALL if isinstance(reader, Hosts):
            return document
        case Extent.ALL if isinstance(document, dict):
            every = {split.codename for split in challenge.settings.dataset_splits}
            foreign = every.difference(phase.split_codenames)
            whole: dict[str, object] = document
            return {key: whole[key] for key in whole if key not in foreign}
        case Extent.PARTS:
            parts: dict[str, object] = document if isinstance(document, dict) else {}
            hidden = hidden_splits(phase, seen)
            shown = {split.codename for split in phase.splits if split not in hidden}
            return {key: parts[key] for key in parts if key in shown}
        case Extent.ALL:
            return document
        case _:
            return None


def may_see_files(result: Result, phase: Phase, reader: Reader, seen: Collection[str]) -> bool:
    """An image, and any other file of its output, may show anything that the evaluator knows, so
    whoever may not see every board of the phase and all its metrics sees none."""
    if not result.has_metrics or result.is_anonymous:
        return False
    if isinstance(reader, Hosts):
        return True
    is_whole = not hidden_splits(phase, seen)
    return is_whole and result.is_published and phase.settings.display_all_metrics


def shows_all_metrics(phase: Phase) -> bool:
    """Grand Challenge's ``display_all_metrics``. EvalAI shows no more than the leaderboard's
    labels; a phase of its kind shows all where the key is written down."""
    settings = phase.settings
    is_evalai = any(isinstance(split.rule, EvalAIRule) for split in phase.splits)
    is_written = "display_all_metrics" in settings.model_fields_set
    return settings.display_all_metrics and (is_written or not is_evalai)


def hidden_splits(phase: Phase, seen: Collection[str]) -> tuple[Split, ...]:
    """Those whose numbers the reader does not see; ``seen`` are the codenames of the boards that
    they do."""
    return tuple(s for s in phase.splits if s.codename not in seen or not s.show_scores)


def shows_cases(
    challenge: Challenge,
    phase: Phase,
    split: Split,
    seen: Collection[str],
    documents: Iterable[object],
    reader: Reader,
) -> bool:
    """Whether the values case by case behind a board may be read, of all that is published there.
    ``documents`` are the results' that have numbers for it. Where another split is hidden, only the
    part that is named after this one is open: anything else could be of the hidden one."""
    if isinstance(reader, Hosts):
        return True
    if challenge.settings.anonymous_leaderboard or not shows_all_metrics(phase):
        return False
    hidden = hidden_splits(phase, seen)
    if split in hidden:
        return False
    return not hidden or all(has_own_part(document, split) for document in documents)


def has_own_part(document: object, split: Split) -> TypeGuard[dict[str, object]]:
    """Whether a part of a ``metrics.json`` is named after the split."""
    return isinstance(document, dict) and split.codename in document
