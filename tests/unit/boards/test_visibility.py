"""Who a reader is, what is theirs, what a submission's own word decides, and who may read the
single cases that a board is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import factories
from podium.boards import readers, visibility
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge.model import Challenge
from podium.records.model import Participant, Submission
from podium.submission import accept
from podium.submission.statement import Statement

CONFIG = factories.SMALL_CONFIG.replace("podium: {", "podium: {hosts: [Hostess], ")


def challenge(**changes: object) -> Challenge:
    return factories.make_challenge(CONFIG, **changes)


def submissions(*participants: Participant) -> list[Submission]:
    """One each, in the order given."""
    return [
        factories.make_submission(
            f"s{number}", participant=by, submitted_at=factories.NOON + timedelta(hours=number)
        )
        for number, by in enumerate(participants)
    ]


@pytest.mark.parametrize(
    ("audience", "reader"),
    [
        (Public(), Public()),
        (Hosts(), Hosts()),
        (OneParticipant("HOSTESS"), Hosts()),
        (OneParticipant("ada"), OneParticipant("ada")),
    ],
)
def test_a_participant_who_is_a_host_reads_as_one(audience: Reader, reader: Reader) -> None:
    assert readers.resolve(audience, challenge()) == reader


def test_a_login_is_whoever_used_it_last() -> None:
    known = submissions(Participant("Ada", 1, "old"), Participant("ada", 2, "new"))
    reader = readers.resolve(OneParticipant("ADA"), challenge(), known)
    assert reader == OneParticipant("ADA", 2, "new")
    assert not readers.is_own(Participant("ada", 1), reader)
    assert readers.is_own(Participant("another-name", 2), reader)


@pytest.mark.parametrize(
    ("teams", "team"), [({}, "then"), ({"ada": "now"}, "now"), ({"bela": "now"}, None)]
)
def test_teams_yaml_says_who_is_in_which_team_now(teams: dict[str, str], team: str | None) -> None:
    known = submissions(Participant("ada", 1, "then"))
    reader = readers.resolve(OneParticipant("ada"), challenge(teams=teams), known)
    assert reader == OneParticipant("ada", 1, team)
    assert readers.is_own(known[0].participant, reader), "their own hand stays their own"


def test_what_a_team_mate_handed_in_is_ones_own() -> None:
    reader = OneParticipant("ada", 1, "otters")
    assert readers.is_own(Participant("bela", 2, "otters"), reader)
    assert not readers.is_own(Participant("bela", 2, "lynxes"), reader)
    assert not readers.is_own(Participant("bela", 2), replace(reader, team=None))


def test_nothing_is_the_publics_or_the_hosts_own() -> None:
    assert not readers.is_own(Participant("ada"), Public())
    assert not readers.is_own(Participant("hostess"), Hosts())


def test_a_reader_who_is_known_already_stays_the_same() -> None:
    known = submissions(Participant("ada", 1, "otters"), Participant("ada", 2))
    first = readers.resolve(OneParticipant("ada"), challenge(), known[:1])
    assert readers.resolve(first, challenge(), known) == first


NO_KEYS = ""
BOTH = "is_public: true, leaderboard_public: true, is_submission_public: true"
LISTED = "is_public: true, leaderboard_public: true"
UNLISTED = "is_public: true, is_submission_public: true"
NEITHER = "is_public: true"


@pytest.mark.parametrize(
    ("keys", "said", "is_public"),
    [
        pytest.param(BOTH, None, True, id="public by default"),
        pytest.param(BOTH, True, True, id="public and wanted so"),
        pytest.param(BOTH, False, True, id="cannot be hidden"),
        pytest.param(LISTED, None, False, id="private by default"),
        pytest.param(LISTED, True, True, id="may be shown"),
        pytest.param(LISTED, False, False, id="private and wanted so"),
        pytest.param(UNLISTED, None, True, id="no leaderboard: the phase's word"),
        pytest.param(UNLISTED, False, True, id="no leaderboard: cannot be hidden"),
        pytest.param(NEITHER, True, False, id="no leaderboard: cannot be shown"),
        pytest.param(NEITHER, None, False, id="nothing is public"),
        pytest.param(NO_KEYS, None, True, id="as on Grand Challenge"),
        pytest.param(NO_KEYS, True, True, id="as on Grand Challenge, wanted so"),
        pytest.param(NO_KEYS, False, False, id="as on Grand Challenge, hidden"),
    ],
)
@pytest.mark.field("is_submission_public", "leaderboard_public")
def test_whether_a_submission_is_public(keys: str, said: bool | None, is_public: bool) -> None:
    lines = "".join(f"    {key}\n" for key in keys.split(", ") if key)
    phase = factories.make_challenge(factories.SMALL_CONFIG + lines).phases[0]
    assert accept.is_public(phase, Statement(is_public=said)) is is_public


@pytest.mark.parametrize(
    ("key", "seen_by"),
    [
        ("", [Public(), OneParticipant("ada"), Hosts()]),
        ("published: true\n", [Public(), OneParticipant("ada"), Hosts()]),
        ("published:\n", [Public(), OneParticipant("ada"), Hosts()]),
        ("published: false\n", [Hosts()]),
    ],
)
@pytest.mark.field("published", of="challenge")
def test_only_a_written_false_holds_a_challenge_back(key: str, seen_by: list[Reader]) -> None:
    found = factories.make_challenge(key + CONFIG)
    readers = [Public(), OneParticipant("ada"), Hosts()]
    assert [one for one in readers if visibility.may_see_challenge(found, one)] == seen_by


# Single cases


SPLITS = """\
dataset_splits:
  - {id: 1, codename: shown}
  - {id: 2, codename: other}
challenge_phase_splits:
  - {challenge_phase_id: 1, dataset_split_id: 1, leaderboard_id: 1}
  - {challenge_phase_id: 1, dataset_split_id: 2, leaderboard_id: 1}
"""
GRAND_CHALLENGE = """\
title: Small
podium: {evaluator: {image: "example:1"}}
leaderboard: [{id: 1, schema: {labels: [score], default_order_by: score}}]
challenge_phases:
  - id: 1
    codename: dev
    score_jsonpath: score
"""
EVALAI = GRAND_CHALLENGE.replace("    score_jsonpath: score\n", "")
BY_SPLIT: list[object] = [{"shown": {}, "other": {}}]
WHOLE: list[object] = [{"case": {}}]


PUBLIC = Public()


def shows(
    config: str,
    seen: Collection[str] = ("shown", "other"),
    documents: Sequence[object] = WHOLE,
    *,
    reader: Reader = PUBLIC,
    **changes: Any,
) -> bool:
    challenge: Challenge = factories.make_challenge(config + SPLITS, **changes)
    (phase,) = challenge.phases
    return visibility.shows_cases(challenge, phase, phase.splits[0], seen, documents, reader)


def test_whoever_sees_every_board_of_a_phase_reads_its_cases() -> None:
    assert shows(GRAND_CHALLENGE)


def test_the_hosts_read_everything() -> None:
    for config in (EVALAI, GRAND_CHALLENGE + "    display_all_metrics: false\n"):
        assert not shows(config)
        assert shows(config, (), reader=Hosts())


def test_a_board_that_is_not_seen_has_no_cases() -> None:
    assert not shows(GRAND_CHALLENGE, ["other"], BY_SPLIT)


@pytest.mark.parametrize(
    ("documents", "is_shown"),
    [
        pytest.param(BY_SPLIT, True, id="each split has its part"),
        pytest.param(WHOLE, False, id="one part for both"),
        pytest.param([*BY_SPLIT, *WHOLE], False, id="not all have one"),
        pytest.param([*BY_SPLIT, None], False, id="one cannot be read"),
        pytest.param([["shown"]], False, id="no object"),
        pytest.param([], True, id="nothing yet"),
    ],
)
def test_beside_a_hidden_split_only_a_part_of_its_own_is_open(
    documents: list[object], is_shown: bool
) -> None:
    assert shows(GRAND_CHALLENGE, ["shown"], documents) == is_shown


def test_a_board_without_its_scores_has_no_cases() -> None:
    withheld = SPLITS.replace(
        "dataset_split_id: 1,", "dataset_split_id: 1, show_scores_on_leaderboard: false,"
    )
    challenge = factories.make_challenge(GRAND_CHALLENGE + withheld)
    (phase,) = challenge.phases
    seen = {"shown", "other"}
    for split, is_shown in zip(phase.splits, (False, True), strict=True):
        assert visibility.shows_cases(challenge, phase, split, seen, BY_SPLIT, Public()) == is_shown


def test_nobody_but_the_hosts_reads_cases_of_an_anonymous_challenge() -> None:
    config = "anonymous_leaderboard: true\n" + GRAND_CHALLENGE
    assert not shows(config)
    assert shows(config, reader=Hosts())


@pytest.mark.field("display_all_metrics")
def test_an_evalai_phase_opens_its_cases_only_where_that_is_written_down() -> None:
    assert not shows(EVALAI)
    assert not shows(EVALAI + "    display_all_metrics: false\n")
    assert shows(EVALAI + "    display_all_metrics: true\n")
    assert not shows(EVALAI + "    display_all_metrics: true\n", ["shown"], WHOLE)
