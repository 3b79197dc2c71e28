"""A challenge folder on disk: the edge between files and the parser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from podium.challenge import moderation, parser, people, teams
from podium.challenge.checks import ignoring
from podium.challenge.model import Challenge, Moderation
from podium.challenge.people import People
from podium.challenge.text import caps
from podium.challenge.text.source import YamlSource, decode, parse_yaml
from podium.codes import Code
from podium.errors import ChallengeError, Issue, has_errors, told
from podium.formats import slugify

CONFIG_NAMES = ("challenge_config.yaml", "challenge_config.yml")
MODERATION_NAME = "moderation.yaml"
TEAMS_NAME = "teams.yaml"
SALT_NAME = "ground_truth.salt"


@dataclass(frozen=True, slots=True)
class ChallengeFolder:
    """``root`` is resolved; no path that leaves it, by ``..`` or by a link, is ever found."""

    root: Path

    def find(self, path: str) -> Path | None:
        try:
            found = (self.root / path).resolve()
            return found if found.is_relative_to(self.root) and found.exists() else None
        except (OSError, ValueError, RuntimeError):
            # A name too long for the disk, one with a NUL, links in a circle: nothing is there.
            return None

    def has_file(self, path: str) -> bool:
        found = self.find(path)
        return found is not None and found.is_file()

    def has_folder(self, path: str) -> bool:
        found = self.find(path)
        return found is not None and found.is_dir()

    def read_salt(self) -> bytes:
        """What makes the digest of hidden ground truth say nothing of it; empty for none."""
        found = self.find(SALT_NAME)
        return found.read_bytes().strip() if found is not None and found.is_file() else b""

    def path(self, path: str) -> Path:
        """Raises ``ChallengeError`` for a path that is not there."""
        found = self.find(path)
        if found is None:
            fact = f"{path}: there is no such file in {self.root}"
            raise ChallengeError(fact, code=Code.FILE_MISSING)
        return found


@dataclass(frozen=True, slots=True)
class LoadedChallenge:
    """A challenge with the folder that it came from, and what is odd about it but no error."""

    challenge: Challenge
    folder: ChallengeFolder
    warnings: tuple[Issue, ...]

    def in_force(self, at: datetime) -> LoadedChallenge:
        """See ``Challenge.in_force``. Whoever ranks or shows anything asks for it first."""
        return replace(self, challenge=self.challenge.in_force(at))


def load_challenge(root: Path) -> LoadedChallenge:
    """Raises ``ChallengeError`` with every mistake in the folder's files."""
    folder, issues, challenge = inspect_challenge(root)
    # Beside other challenges a file's name alone says little.
    placed = tuple(replace(issue, where=f"{root}/{issue.where}") for issue in issues)
    if challenge is None:
        raise ChallengeError(issues=[issue for issue in placed if issue.is_error])
    return LoadedChallenge(challenge, folder, placed)


def inspect_challenge(root: Path) -> tuple[ChallengeFolder, tuple[Issue, ...], Challenge | None]:
    """The folder, what can be said of its files, and the challenge if there is no error."""
    folder, config = _locate(root)
    try:
        text = _read(config)
    except ChallengeError as error:
        return folder, error.issues, None
    parsed = parser.parse_challenge(
        text, name=config.name, slug=slugify(folder.root.name), folder=folder
    )
    hosts = parsed.challenge.hosts if parsed.challenge else frozenset[str]()
    rulings, on_rulings = _moderation(folder, hosts)
    most = parsed.challenge.settings.max_team_members if parsed.challenge else None
    team_of, on_teams = _teams(folder, most)
    known, on_people = _people(folder)
    issues = [*parsed.issues, *on_rulings, *on_teams, *on_people]
    challenge = None
    if parsed.challenge is not None:
        challenge = replace(
            parsed.challenge, moderation=rulings, teams=team_of, people=known or People()
        )
    if challenge is not None and known is not None:
        issues += people.compare(challenge.written_logins(), known)
    if not has_errors(issues):  # with one, not every warning is looked for
        issues += ignoring.find_unused(issues, parsed.source)
    issues = ignoring.silence(issues, parsed.source)
    return folder, told(issues), None if has_errors(issues) else challenge


def read_source(folder: ChallengeFolder) -> YamlSource:
    """The file as it stands, for those who judge its words and not its meaning."""
    _, config = _locate(folder.root)
    try:
        return parse_yaml(_read(config), name=config.name)
    except ChallengeError:
        return YamlSource(config.name, None)


def _locate(root: Path) -> tuple[ChallengeFolder, Path]:
    if root.is_file() and root.name in CONFIG_NAMES:
        root = root.parent
    if not root.is_dir():
        fact = f"{root}: expected a challenge folder, found none"
        raise ChallengeError(fact, code=Code.NO_CHALLENGE)
    folder = ChallengeFolder(root.resolve())
    found = [folder.root / name for name in CONFIG_NAMES if (folder.root / name).is_file()]
    if not found:
        fact = f"{root}: there is no {CONFIG_NAMES[0]} in this folder"
        raise ChallengeError(fact, code=Code.NO_CHALLENGE)
    if len(found) > 1:
        fact = f"{root}: both {' and '.join(CONFIG_NAMES)} are here; keep one"
        raise ChallengeError(fact, code=Code.TWO_FILES)
    return folder, found[0]


def _read(path: Path) -> str:
    with path.open("rb") as stream:
        return decode(stream.read(caps.BYTES + 1), name=path.name)


def _moderation(
    folder: ChallengeFolder, hosts: frozenset[str]
) -> tuple[tuple[Moderation, ...], tuple[Issue, ...]]:
    if not folder.has_file(MODERATION_NAME):
        return (), ()
    try:
        text = _read(folder.path(MODERATION_NAME))
        return moderation.parse_moderation(text, name=MODERATION_NAME, hosts=hosts)
    except ChallengeError as error:
        return (), error.issues


def _teams(
    folder: ChallengeFolder, most_members: int | None
) -> tuple[Mapping[str, str], tuple[Issue, ...]]:
    if not folder.has_file(TEAMS_NAME):
        return {}, ()
    try:
        text = _read(folder.path(TEAMS_NAME))
        return teams.parse_teams(text, name=TEAMS_NAME, most_members=most_members), ()
    except ChallengeError as error:
        return {}, error.issues


def _people(folder: ChallengeFolder) -> tuple[People | None, tuple[Issue, ...]]:
    """``None`` where there is no such file: then logins are as good as numbers."""
    if not folder.has_file(people.NAME):
        return None, ()
    try:
        return people.parse(_read(folder.path(people.NAME))), ()
    except ChallengeError as error:
        return None, error.issues
