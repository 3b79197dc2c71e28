"""A public site is, byte for byte, the site of a challenge in which nothing private ever was.

A challenge is drawn with whatever can be private in it: phases, splits, submissions, results, what
they say of themselves, names. The public site built of all of it is compared with the site built
after everything private was deleted from the challenge's files and from the records, by rules that
are written down here once more, from the documentation and not from the code. Then every file is
searched for every word and number that was deleted.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from podium.boards import view
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge import folder
from podium.jobs import Fault
from podium.records import model
from podium.records.model import (
    Evaluation,
    EvaluationRecord,
    Metadata,
    Participant,
    PullRequestSource,
    Status,
    SubmissionRecord,
    SubmittedFile,
)
from podium.site.build import build_site
from properties import examples

NOW = factories.NOON + timedelta(days=9)
HOST, BANNED = "login0x", "login4x"
LOGINS = (HOST, "login1x", "login1x", "login2x", "login2x", BANNED)
TRUTHS = tuple(f"sha256:{letter * 64}" for letter in "bcd")
# Whatever is drawn is called so that it can be found again: a word, a number, an x.
TOKENS = re.compile(r"[a-z]+\d+x|\d{4}173")


@dataclass(frozen=True)
class World:
    """A challenge's files as values, and the records of its results."""

    config: dict[str, Any]
    rulings: tuple[dict[str, Any], ...]
    teams: dict[str, str]
    records: tuple[SubmissionRecord, ...]

    def words(self) -> set[str]:
        files = json.dumps([self.config, self.rulings, self.teams])
        parts = [files.encode()]
        for record in self.records:
            parts.append(model.dump_submission(record.submission))
            for one in record.evaluations:
                parts += [
                    model.dump_evaluation(one.evaluation),
                    b"" if one.metrics is None else one.metrics.content,
                ]
        return {word for part in parts for word in TOKENS.findall(part.decode())}


# What can be drawn


@dataclass(frozen=True)
class Dice:
    """A drawn source of everything else: worlds that are rich from the first one on."""

    random: Random

    def often(self) -> bool:
        return self.random.random() < 0.77

    def evenly(self) -> bool:
        return self.random.random() < 0.5

    def one_of(self, *choices: Any) -> Any:
        return self.random.choice(choices)


def draw_world(dice: Dice) -> World:
    config: dict[str, Any] = {
        "title": "title1x",
        "anonymous_leaderboard": dice.one_of(False, False, True),
        "banned_email_ids": [BANNED],
        "evaluation_script": "evaluation_script.zip",
        "podium": {"slug": "drawn", "hosts": [HOST]},
        "leaderboard": [
            {"id": 1, "schema": {"labels": ["score", "loss"], "default_order_by": "score"}}
        ],
        "dataset_splits": [
            {"id": split, "codename": f"part{split}x", "name": f"split{split}x"}
            for split in (1, 2, 3)
        ],
        "challenge_phases": [
            draw_phase(dice, number) for number in range(1, dice.one_of(1, 2, 3, 3) + 1)
        ],
    }
    names = [phase["codename"] for phase in config["challenge_phases"]]
    if len(names) > 1:
        combined = {"title": "combined1x", "codename": "combination1x", "phases": names}
        config["podium"]["combined_leaderboards"] = [combined]
    if dice.evenly():
        config["published"] = dice.often()
    config["challenge_phase_splits"] = [
        mapping for phase in config["challenge_phases"] for mapping in draw_mappings(dice, phase)
    ]
    members = dice.one_of((), ("login1x", "login2x"), ("login1x", BANNED))
    teams = dict.fromkeys(members, "team1x")
    numbers = range(1, dice.one_of(4, 8, 10, 12) + 1)
    return World(
        config,
        tuple(draw_rulings(dice, numbers)),
        teams,
        tuple(draw_record(dice, number, config, teams) for number in numbers),
    )


def draw_phase(dice: Dice, number: int) -> dict[str, Any]:
    is_selective = dice.evenly()
    phase: dict[str, Any] = {
        "id": number,
        "codename": f"codename{number}x",
        "name": f"phase{number}x",
        "is_public": dice.often(),
        "leaderboard_public": dice.often(),
        "is_submission_public": not is_selective and dice.evenly(),
        "is_restricted_to_select_one_submission": is_selective,
        "is_partial_submission_evaluation_enabled": dice.evenly(),
        "submission_meta_attributes": [
            {"name": "Asked", "description": "What it is.", "type": "text"}
        ],
        "default_submission_meta_attributes": [
            {"name": name, "is_visible": dice.often()} for name in ("method_name", "project_url")
        ],
        "allow_submission_comments": dice.evenly(),
        "display_submission_comments": dice.evenly(),
        "supplementary_url_choice": dice.one_of("off", "opt"),
        "show_supplementary_url": dice.evenly(),
        "supplementary_file_choice": dice.one_of("off", "opt"),
        "show_supplementary_file_link": dice.evenly(),
        "display_all_metrics": dice.often(),
    }
    if dice.evenly():
        phase["score_jsonpath"] = "score"
    if dice.evenly():
        del phase["display_all_metrics"]
    return phase


def draw_mappings(dice: Dice, phase: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "challenge_phase_id": phase["id"],
            "dataset_split_id": split,
            "leaderboard_id": 1,
            "visibility": dice.one_of(1, 2, 3, 3, 3),
            "show_scores_on_leaderboard": dice.often(),
            "show_execution_time": dice.evenly(),
            "show_leaderboard_by_latest_submission": dice.evenly(),
        }
        for split in dice.random.sample([1, 2, 3], dice.one_of(1, 1, 2, 3))
    ]


def draw_rulings(dice: Dice, numbers: Iterable[int]) -> Iterator[dict[str, Any]]:
    actions = ("hide", "publish", "publish", "flag", "disqualify", "baseline", "verify")
    rulings = [
        (number, dice.one_of(*actions))
        for number in numbers
        for _ in range(dice.one_of(0, 0, 1, 2))
    ]
    dice.random.shuffle(rulings)
    for index, (number, action) in enumerate(rulings):
        at = factories.NOON + timedelta(days=1, minutes=index)
        yield {
            "submission": f"submission{number}x",
            "action": action,
            "reason": f"reason{index}x",
            "by": HOST,
            "at": f"{at:%Y-%m-%d %H:%M:%S}",
        }


def draw_record(
    dice: Dice, number: int, config: dict[str, Any], teams: dict[str, str]
) -> SubmissionRecord:
    phase = dice.one_of(*config["challenge_phases"])
    login = dice.one_of(*LOGINS)
    submitted = factories.NOON + timedelta(minutes=number)
    submission = factories.make_submission(
        f"submission{number}x",
        challenge="drawn",
        phase=dice.one_of(*[phase["codename"]] * 9, "gone1x"),
        participant=Participant(login, int(login[5]) + 1, teams.get(login)),
        submitted_at=submitted,
        source=PullRequestSource(f"org/repository{number}x", number, f"{number:040x}"),
        files=(SubmittedFile(f"file{number}x.csv", 4, "0" * 64),),
        is_public=dice.often(),
        metadata=Metadata(
            method_name=f"method{number}x",
            method_description=f"description{number}x",
            project_url=f"https://site.example/project{number}x",
            publication_url=f"https://site.example/publication{number}x",
            comment=f"comment{number}x",
            supplementary_url=f"https://site.example/supplement{number}x",
            supplementary_file=f"https://site.example/paper{number}x.pdf",
            attributes={"Asked": f"answer{number}x", f"unasked{number}x": f"volunteered{number}x"},
        ),
    )
    evaluations = tuple(
        draw_evaluation(dice, number, at, config, phase, submitted + timedelta(hours=at))
        for at in range(1, dice.one_of(1, 1, 1, 2) + 1)
    )
    return SubmissionRecord(submission, evaluations)


def draw_evaluation(
    dice: Dice,
    number: int,
    at: int,
    config: dict[str, Any],
    phase: dict[str, Any],
    when: datetime,
) -> EvaluationRecord:
    """The ``at``-th of the ``number``-th submission."""
    changes: dict[str, Any] = {
        "number": at,
        "published": dice.often(),
        "created_at": when + timedelta(seconds=50),
        "started_at": when + timedelta(seconds=number),
        "finished_at": when + timedelta(seconds=50),
        "execution_seconds": 50.5 - number,
        "ground_truth": dice.one_of(*TRUTHS),
        "run_url": f"https://site.example/run{number}x",
    }
    statuses = [Status.FINISHED, Status.FINISHED, Status.FAILED]
    if at == 1:
        statuses.append(Status.PARTIALLY_EVALUATED)
    status = dice.one_of(*statuses)
    if status is Status.FAILED:
        by = dice.one_of(Fault.PARTICIPANT, Fault.PARTICIPANT, Fault.ORGANIZER)
        return EvaluationRecord(factories.make_failure(f"sentence{number}x", by=by, **changes))
    metrics = factories.make_metrics(draw_document(dice, number, config, phase))
    return EvaluationRecord(factories.make_evaluation(status=status, **changes), metrics)


def draw_document(dice: Dice, number: int, config: dict[str, Any], phase: dict[str, Any]) -> Any:
    """``metrics.json``: a part for some of the splits, some of other phases, something beside. Of
    Grand Challenge's kind it can be flat, where no split of the phase is withheld."""

    def value(at: int) -> float:
        return float(f"0.{number:02}{at:02}173")

    names = {split["id"]: split["codename"] for split in config["dataset_splits"]}
    own = own_mappings(config, phase)
    is_withheld = any(
        not is_board_public(phase, one) or not one["show_scores_on_leaderboard"] for one in own
    )
    is_evalai = "score_jsonpath" not in phase
    if not is_evalai and not is_withheld and dice.evenly():
        return {"score": value(1), "more": value(2)}
    mapped = {one["dataset_split_id"] for one in own}
    found: dict[str, Any] = {}
    for split, name in names.items():
        # An EvalAI script that returns another phase's split is refused.
        if (split in mapped or not is_evalai) and dice.often():
            found[name] = {
                "score": dice.one_of(value(10 * split), 0.5),
                "error_score": value(10 * split + 1),
                "loss": value(10 * split + 2),
                "unlabelled": value(10 * split + 3),
            }
            if dice.evenly():
                cases = [value(10 * split + at) for at in (4, 6)]
                found[name] |= {
                    "score": value(10 * split + 5),
                    "cases": {f"case{at}x": {"score": one} for at, one in enumerate(cases)},
                }
    if found and dice.evenly():
        found["beside"] = value(2)
    return found


# What of it is public


def own_mappings(config: dict[str, Any], phase: dict[str, Any]) -> list[dict[str, Any]]:
    every = config["challenge_phase_splits"]
    return [one for one in every if one["challenge_phase_id"] == phase["id"]]


def is_board_public(phase: dict[str, Any], mapping: dict[str, Any]) -> bool:
    return bool(phase["is_public"] and phase["leaderboard_public"] and mapping["visibility"] == 3)


def without_private_things(world: World) -> World:
    config = world.config
    phases = {
        phase["codename"]: phase for phase in config["challenge_phases"] if phase["is_public"]
    }
    kept = public_records(world, phases)
    ids = {record.submission.id for record in kept}
    boards = {name: own_mappings(config, phase) for name, phase in phases.items()}
    redacted = tuple(
        redact_record(
            record, phases[record.submission.phase], boards[record.submission.phase], config
        )
        for record in kept
    )
    if config["anonymous_leaderboard"]:
        redacted = tuple(rename(record, world) for record in redacted)
    shown = {
        name: [one for one in boards[name] if is_board_public(phase, one)]
        for name, phase in phases.items()
    }
    used = {mapping["dataset_split_id"] for listed in shown.values() for mapping in listed}
    splits = [split for split in config["dataset_splits"] if split["id"] in used]
    # A challenge needs a phase, and a phase without a split has one that is public. In the place of
    # the last one that is deleted stands one that says nothing.
    withheld = {"id": 9, "codename": "withheld"}
    nothing = {"id": 9, "codename": "withheld", "is_public": False}
    hidden = {"dataset_split_id": 9, "leaderboard_id": 1, "visibility": 1}
    mappings = [
        mapping
        for name, phase in phases.items()
        for mapping in shown[name] or [{"challenge_phase_id": phase["id"], **hidden}]
    ]
    # One is made of every phase, and of the first split of each that everybody may see.
    is_combined = len(phases) == len(config["challenge_phases"]) and all(shown.values())
    podium = dict(config["podium"])
    if not is_combined:
        podium.pop("combined_leaderboards", None)
    public = {
        **config,
        "podium": podium,
        "challenge_phases": [*phases.values()] or [nothing],
        "dataset_splits": [*splits, withheld],
        "challenge_phase_splits": mappings,
    }
    teams = {record.submission.participant.team for record in kept}
    return World(
        public,
        tuple(ruling for ruling in world.rulings if ruling["submission"] in ids),
        {login: team for login, team in world.teams.items() if team in teams},
        redacted,
    )


def public_records(world: World, phases: dict[str, Any]) -> tuple[SubmissionRecord, ...]:
    rulings: dict[str, list[tuple[str, str]]] = {}
    for ruling in sorted(world.rulings, key=lambda one: one["at"]):
        rulings.setdefault(ruling["submission"], []).append((ruling["action"], ruling["at"]))
    published: dict[str, str] = {}
    public = []
    for record in world.records:
        submission = record.submission
        is_published = standing(record).evaluation.published
        published[submission.id] = f"{submission.submitted_at:%Y-%m-%d %H:%M:%S}"
        for action, at in rulings.get(submission.id, ()):
            if action in ("hide", "publish"):
                is_published = action == "publish"
            if action == "publish":
                published[submission.id] = at
        if submission.phase in phases and submission.is_public and is_published:
            public.append(record)

    def ruled(record: SubmissionRecord, *actions: str) -> bool:
        return any(action in actions for action, _ in rulings.get(record.submission.id, ()))

    kept = []
    for record in public:
        submission, by = record.submission, record.submission.participant
        later = [
            other
            for other in public
            if other.submission.phase == submission.phase
            and (other.submission.participant.team or other.submission.participant.login)
            == (by.team or by.login)
            and published[other.submission.id] > published[submission.id]
            and standing(other).metrics is not None
            and not ruled(other, "flag", "disqualify", "baseline")
        ]
        is_selective = phases[submission.phase]["is_restricted_to_select_one_submission"]
        if not (is_selective and later) or ruled(record, "baseline"):
            kept.append(record)
    return tuple(kept)


def standing(record: SubmissionRecord) -> EvaluationRecord:
    """The newest evaluation that finished; without any, the newest."""
    finished = [one for one in record.evaluations if one.evaluation.status is Status.FINISHED]
    return (finished or record.evaluations)[-1]


def redact_record(
    record: SubmissionRecord,
    phase: dict[str, Any],
    mappings: list[dict[str, Any]],
    config: dict[str, Any],
) -> SubmissionRecord:
    names = {split["id"]: split["codename"] for split in config["dataset_splits"]}
    said = record.submission.metadata
    hidden = {
        one["name"]: ""
        for one in phase["default_submission_meta_attributes"]
        if not one["is_visible"]
    }
    if not (phase["allow_submission_comments"] and phase["display_submission_comments"]):
        hidden["comment"] = ""
    if not (phase["supplementary_url_choice"] == "opt" and phase["show_supplementary_url"]):
        hidden["supplementary_url"] = ""
    if not (phase["supplementary_file_choice"] == "opt" and phase["show_supplementary_file_link"]):
        hidden["supplementary_file"] = ""
    metadata = replace(said, attributes={"Asked": said.attributes["Asked"]}, **hidden)
    return replace(
        record,
        submission=replace(record.submission, metadata=metadata),
        evaluations=tuple(
            redact_evaluation(one, phase, mappings, names)
            for one in record.evaluations
            if one.evaluation.number <= standing(record).evaluation.number
        ),
    )


def redact_evaluation(
    evaluated: EvaluationRecord,
    phase: dict[str, Any],
    mappings: list[dict[str, Any]],
    names: dict[int, str],
) -> EvaluationRecord:
    shown = [one for one in mappings if is_board_public(phase, one)]
    is_withheld = any(
        not (is_board_public(phase, one) and one["show_scores_on_leaderboard"]) for one in mappings
    )
    evaluation = evaluated.evaluation
    if not any(one["show_execution_time"] for one in shown):
        evaluation = replace(evaluation, started_at=None, execution_seconds=None)
    error = evaluation.error
    if error is not None and (not shown or error.by is not Fault.PARTICIPANT):
        evaluation = replace(evaluation, error=replace(error, message=""))
    if evaluated.metrics is None:
        return EvaluationRecord(evaluation)
    document = json.loads(evaluated.metrics.content)
    own = {names[one["dataset_split_id"]] for one in mappings}
    listed = {names[one["dataset_split_id"]] for one in shown}
    # What stands beside the splits could be a withheld one's; what is another phase's is not ours.
    if is_withheld:
        document = {key: value for key, value in document.items() if key in listed}
    else:
        foreign = set(names.values()) - own
        document = {key: value for key, value in document.items() if key not in foreign}
    # An EvalAI phase opens more than its labels only where that is written down.
    is_evalai = "score_jsonpath" not in phase
    if not phase.get("display_all_metrics", not is_evalai):
        columns = {"score", "error_score", "loss"} if is_evalai else {"score"}
        document = only(document, listed, columns)
    return EvaluationRecord(evaluation, factories.make_metrics(document))


def only(document: dict[str, Any], splits: set[str], columns: set[str]) -> dict[str, Any]:
    """The columns of the boards, below their splits or beside them."""
    found = {
        key: {name: number for name, number in value.items() if name in columns}
        for key, value in document.items()
        if key in splits
    }
    return found | {key: value for key, value in document.items() if key in columns}


def rename(record: SubmissionRecord, world: World) -> SubmissionRecord:
    """The same, by others: on an anonymous board nobody can tell. Hosts, and whom they have
    banned, stay who they are, because rules go by their names."""
    submission, by = record.submission, record.submission.participant
    is_baseline = {"submission": submission.id, "action": "baseline"}.items()
    if by.login == HOST and any(is_baseline <= ruling.items() for ruling in world.rulings):
        return record
    stands_for = by if by.login in (HOST, BANNED) else Participant("another", 90, by.team)
    assert isinstance(submission.source, PullRequestSource)
    return SubmissionRecord(
        replace(
            submission,
            participant=replace(stands_for, id=by.id),
            source=PullRequestSource("org/other", 900 + submission.source.number, "9" * 40),
            files=(SubmittedFile("other.zip", 9, "9" * 64),),
            metadata=Metadata(method_name="Another", comment="another", project_url="https://a.b"),
        ),
        tuple(replace(one, evaluation=_by_another(one.evaluation)) for one in record.evaluations),
    )


def _by_another(evaluation: Evaluation) -> Evaluation:
    error = evaluation.error and replace(evaluation.error, message="another")
    return replace(evaluation, error=error, run_url="https://another.example")


# Building


def build(world: World, audience: Reader) -> dict[str, bytes]:
    """Every file of the site, by its path; beside the drawn challenge there is another one."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        files = {
            "moderation.yaml": json.dumps(world.rulings),
            "teams.yaml": json.dumps(world.teams),
            "evaluation_script.zip": "",
        }
        neighbour = folder.load_challenge(factories.write_challenge(root / "small"))
        drawn = folder.load_challenge(
            factories.write_challenge(root / "drawn", json.dumps(world.config), files)
        )
        made = [
            view.make_whole_view(neighbour, (), audience),
            view.make_whole_view(drawn, world.records, audience),
        ]
        out = root / "site"
        build_site(
            made,
            out,
            results=root,
            now=NOW,
            title="Challenges",
            base_url="https://challenges.example",
        )
        return {
            str(path.relative_to(out)): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }


def found_in(files: dict[str, bytes], words: Iterable[str]) -> list[str]:
    everything = "\n".join([*files, *(content.decode() for content in files.values())])
    return [word for word in sorted(words) if word in everything]


@pytest.mark.slow
@examples(20)
@given(st.randoms(use_true_random=True))
def test_a_public_site_is_that_of_a_challenge_without_anything_private(random: Random) -> None:
    world = draw_world(Dice(random))
    site = build(world, Public())
    if world.config.get("published") is False:
        assert found_in(site, world.words() | {"drawn/"}) == []
        assert "small/index.html" in site
        return
    public = without_private_things(world)
    secrets = (world.words() - public.words()) | set(TRUTHS)
    assert found_in(site, secrets) == []
    expected = build(public, Public())
    assert site.keys() == expected.keys()
    for name, content in site.items():
        assert content.decode() == expected[name].decode(), name


@examples(5)
@given(st.randoms(use_true_random=True))
def test_a_participant_who_submitted_nothing_sees_what_the_public_sees(random: Random) -> None:
    world = draw_world(Dice(random))
    assert build(world, OneParticipant("nobody")) == build(world, Public())


def test_the_search_finds_on_the_hosts_site_what_the_public_site_must_not_have() -> None:
    world = draw_world(Dice(Random(7)))
    phases = {phase["codename"] for phase in world.config["challenge_phases"]}
    known = [record.submission for record in world.records if record.submission.phase in phases]
    expected = {
        *phases,
        *(submission.id for submission in known),
        *(submission.files[0].path.removesuffix(".csv") for submission in known),
        *(submission.participant.login for submission in known),
    }
    assert set(found_in(build(world, Hosts()), expected)) == expected
    private = expected - without_private_things(world).words()
    assert len(private) > 5
