"""A challenge as the rest of Podium knows it: resolved, checked, with every default filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from podium.challenge import keys
from podium.challenge.keys import fields
from podium.challenge.people import People, logins_among
from podium.challenge.rules import FOUND_OUT, CaseKeys, Rule
from podium.jobs import Contract, Limits

# EvalAI's ``default_submission_meta_attributes``.
STATEMENTS = ("method_name", "method_description", "project_url", "publication_url")


class Visibility(IntEnum):
    """EvalAI's ``visibility`` of a phase split."""

    HOSTS = 1
    HOSTS_AND_SUBMITTERS = 2
    PUBLIC = 3


@dataclass(frozen=True, slots=True)
class Window:
    """When submissions are taken: after ``opens``, before ``closes``; ``None`` is no bound."""

    opens: datetime | None = None
    closes: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Strict at both ends, as both peers have it."""
        after = self.opens is None or self.opens < now
        before = self.closes is None or now < self.closes
        return after and before

    def within(self, other: Window) -> Window:
        """The time that both windows allow."""
        opens = [moment for moment in (self.opens, other.opens) if moment is not None]
        closes = [moment for moment in (self.closes, other.closes) if moment is not None]
        return Window(max(opens, default=None), min(closes, default=None))


@dataclass(frozen=True, slots=True)
class Split:
    """One board of a phase."""

    codename: str
    name: str
    visibility: Visibility
    rule: Rule
    show_execution_time: bool = False
    show_scores: bool = True


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of EvalAI's ``submission_meta_attributes``: what a participant is asked to say."""

    name: str
    description: str
    type: str
    options: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class EvaluatorSource:
    """Where a phase's evaluator is, as paths below the challenge folder or an image's name."""

    contract: Contract
    image: str | None = None
    dockerfile: str | None = None
    script: str | None = None
    has_worker_packages: bool = False
    context: str | None = None

    @property
    def is_elsewhere(self) -> bool:
        return not (self.image or self.dockerfile or self.script)


@dataclass(frozen=True, slots=True)
class Machines:
    """What evaluates on GitHub: ``runs_on`` is JSON, as a workflow's ``runs-on`` takes it; one
    that ``is_hosted`` is GitHub's own, and lives for six hours."""

    runs_on: str = '"ubuntu-24.04"'
    at_a_time: int = 10
    is_hosted: bool = True

    SPARE_MINUTES: ClassVar[int] = 10  # beside an evaluation: images are pulled

    @property
    def minutes(self) -> int:
        """How long may be evaluated there at most. Of GitHub's own machines a job has six hours, of
        any other five days; the rest of them is for what comes before and after.

        https://docs.github.com/en/actions/reference/limits
        """
        return 6 * 60 - 15 if self.is_hosted else 5 * 24 * 60 - 15


@dataclass(frozen=True, slots=True)
class Phase:
    """``settings`` is the phase as it stands in the file; the rest is what it comes to.
    ``parent`` is a phase's codename; ``is_external`` is one that the hosts evaluate elsewhere.
    ``pareto`` are the two columns whose trade-off is drawn, where the hosts chose them; ``cases``
    is what they said of values case by case."""

    codename: str
    name: str
    window: Window
    is_public: bool
    leaderboard_public: bool
    splits: tuple[Split, ...]
    evaluator: EvaluatorSource
    limits: Limits
    ground_truth: str | None
    file_types: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    settings: keys.Phase
    uses_evalai_visibility: bool = False
    parent: str | None = None
    is_external: bool = False
    example_submission: str | None = None
    pareto: tuple[str, str] | None = None
    cases: CaseKeys = FOUND_OUT
    machines: Machines = Machines()

    def split(self, codename: str) -> Split | None:
        return next((split for split in self.splits if split.codename == codename), None)

    @property
    def is_active(self) -> bool:
        """EvalAI works it out from the dates; a false one does what its document says."""
        return not fields.says_false(self.settings.is_active)

    @property
    def split_codenames(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(split.codename for split in self.splits))


class Ruling(StrEnum):
    """What a host can decide about a submission in ``moderation.yaml``."""

    HIDE = "hide"
    PUBLISH = "publish"
    FLAG = "flag"
    DISQUALIFY = "disqualify"
    WITHDRAW = "withdraw"
    BASELINE = "baseline"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Moderation:
    """One ruling; rulings hold in the order in which they were made."""

    submission: str
    action: Ruling
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Challenge:
    """``teams`` is a login in lower case to its team, as ``teams.yaml`` has it."""

    slug: str
    title: str
    short_description: str
    hosts: frozenset[str]
    phases: tuple[Phase, ...]
    pages: Mapping[str, str]
    settings: keys.Challenge
    banned: frozenset[str] = frozenset()
    moderation: tuple[Moderation, ...] = ()
    teams: Mapping[str, str] = field(default_factory=dict)
    people: People = field(default_factory=People)

    def phase(self, codename: str) -> Phase | None:
        return next((phase for phase in self.phases if phase.codename == codename), None)

    def in_force(self, at: datetime) -> Challenge:
        """With the rulings of ``at`` and before: a later one waits for its time."""
        return replace(self, moderation=tuple(one for one in self.moderation if one.at <= at))

    def is_host(self, login: str, identity: int | None) -> bool:
        """``identity`` is GitHub's number of the account, where it is known."""
        return not self.hosts.isdisjoint(self.people.names(login, identity))

    def is_banned(self, login: str, identity: int | None) -> bool:
        return not self.banned.isdisjoint(self.people.names(login, identity))

    def team_of(self, login: str, identity: int | None) -> str | None:
        """The team that they submit for now."""
        names = sorted(self.people.names(login, identity))
        return next((self.teams[name] for name in names if name in self.teams), None)

    def banned_teams(self) -> frozenset[str]:
        """With one banned member a team is off every board, and nobody submits for it any more."""
        number = self.people.numbers.get
        members = self.teams.items()
        return frozenset(team for login, team in members if self.is_banned(login, number(login)))

    def written_logins(self) -> frozenset[str]:
        """All that stand in the files of the challenge, in lower case."""
        lists = [self.settings.podium.verified, self.banned, self.hosts, self.teams]
        lists += [phase.settings.allowed_email_ids or () for phase in self.phases]
        return frozenset(login for names in lists for login in logins_among(names or ()))
