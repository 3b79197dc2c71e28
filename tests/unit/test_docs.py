"""What the documentation says is what the code does: options, examples, links. What it says of the
challenge file's keys is made from the models: see ``test_reference``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import factories
from podium import ranking
from podium.challenge.model import Ruling
from podium.challenge.rules import (
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    ResultDisplay,
    ScoringMethod,
)
from podium.challenge.teams import parse_teams
from podium.cli.main import app
from podium.ranking.entries import Contestant
from podium.records.model import Status
from podium.submission.statement import Document, parse_statement

ROOT = Path(__file__).parents[2]
CONFIG = (ROOT / "docs/challenge-config.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
GITHUB = (ROOT / "docs/github.md").read_text(encoding="utf-8")
RANKING = (ROOT / "docs/ranking.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "docs/results.md").read_text(encoding="utf-8")
TEXTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "challenges/**/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
)


class WholeFolder:
    """A challenge folder in which every file that an example names exists."""

    def has_file(self, path: str) -> bool:
        return True

    def has_folder(self, path: str) -> bool:
        return True


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of any level."""
    _, found, rest = text.partition(f"\n### {title}\n")
    assert found, f"there is no section {title!r}"
    return re.split(r"\n##+ ", rest, maxsplit=1)[0]


def table_rows(text: str) -> Iterator[list[str]]:
    """The cells of every table line, without heads and rulers."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        is_head = number + 1 < len(lines) and lines[number + 1].startswith("|---")
        if line.startswith("|") and not line.startswith("|---") and not is_head:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def fenced(text: str, info: str) -> list[str]:
    return re.findall(rf"^```{re.escape(info)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_every_key_of_submission_yaml_is_documented() -> None:
    rows = table_rows(section(GITHUB, "submission.yaml"))
    documented = {key for keys, *_ in rows for key in re.findall(r"`([^`]+)`", keys)}
    assert documented == set(Document.model_fields)


def checked_examples() -> list[str]:
    return fenced(CONFIG, "yaml checked")


@pytest.mark.parametrize("text", checked_examples(), ids=lambda text: text.splitlines()[0])
def test_example_of_a_challenge_file_loads_without_a_warning(text: str) -> None:
    parsed = factories.parse(text, folder=WholeFolder())
    assert [str(issue) for issue in parsed.issues] == []
    assert parsed.challenge is not None


def test_there_are_examples_to_check() -> None:
    assert len(checked_examples()) >= 6


def test_example_of_teams_loads() -> None:
    (text,) = fenced(CONFIG, "yaml teams")
    teams = parse_teams(text, name="teams.yaml", most_members=2)
    assert teams == {"ada": "Blue whales", "grace": "Blue whales", "katherine": "Red pandas"}


def test_example_of_mistakes_is_told_as_documented() -> None:
    (text,) = fenced(COMMAND_LINE, "yaml broken")
    issues = factories.parse(text, folder=WholeFolder()).issues
    assert issues
    for issue in issues:
        mark = "" if issue.is_error else "warning: "
        assert f"\n{mark}{issue} [{issue.code}]\n" in COMMAND_LINE


def test_example_of_a_submission_yaml_loads() -> None:
    (text,) = fenced(COMMAND_LINE, "yaml")
    statement, issues = parse_statement(text.encode())
    assert issues == []
    assert statement.metadata.method_name == "Nearest neighbour"


@pytest.mark.parametrize(
    "status_or_ruling", [*Status, *Ruling], ids=lambda member: f"{type(member).__name__}-{member}"
)
def test_every_status_and_ruling_is_documented(status_or_ruling: Status | Ruling) -> None:
    assert f"`{status_or_ruling}`" in RESULTS


COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def parameters(command: Any) -> list[Any]:
    """Its own, and those of the commands below it."""
    below = getattr(command, "commands", {}).values()
    return [*command.params, *(one for child in below for one in parameters(child))]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    _, found, rest = COMMAND_LINE.partition(f"\n## podium {name}\n")
    assert found
    text = rest.partition("\n## ")[0]
    for parameter in parameters(COMMANDS[name]):
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--") and option != "--help":
                assert re.search(rf"{option}(?![\w-])", text), f"podium {name} {option}"


def test_every_documented_option_exists() -> None:
    known = {
        option
        for command in COMMANDS.values()
        for parameter in parameters(command)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", COMMAND_LINE))
    assert mentioned <= known | {"--help", "--version"}


@dataclass(frozen=True, slots=True)
class Example:
    """A board of docs/ranking.md: its rule, and its rows in the order of submission."""

    words: frozenset[str]
    columns: tuple[Column, ...]
    rows: tuple[dict[str, str], ...]

    @property
    def contestants(self) -> list[Contestant]:
        paths = [column.path for column in self.columns]
        return [
            Contestant(
                submission=row["submission"],
                owner=row["owner"],
                submitted_at=factories.NOON + timedelta(minutes=place),
                document={path: yaml.safe_load(row[path]) for path in paths}
                | {"error": yaml.safe_load(row.get("error", ""))},
                is_baseline=row["owner"] == "hosts",
            )
            for place, row in enumerate(self.rows)
        ]


def ranking_examples() -> list[Example]:
    examples = []
    for note, table in re.findall(r"<!-- checked: (.*?) -->\n((?:\|.*\n)+)", RANKING):
        words, _, listed = note.partition("; ")
        columns = tuple(
            Column(title=name, path=name, order=Order(order), error_path="error")
            for name, order in (column.split() for column in listed.split(", "))
        )
        head, _, *lines = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
        ]
        rows = tuple(dict(zip(head, cells, strict=True)) for cells in lines)
        examples.append(Example(frozenset(words.split()), columns, rows))
    return examples


@pytest.mark.parametrize(
    "example", ranking_examples(), ids=lambda example: " ".join(sorted(example.words))
)
def test_example_of_a_board_is_ranked_as_documented(example: Example) -> None:
    rule: EvalAIRule | GrandChallengeRule
    if "evalai" in example.words:
        rule = EvalAIRule(example.columns, order_by=example.columns[0].path)
    else:
        rule = GrandChallengeRule(
            example.columns,
            ScoringMethod.MEAN_OF_RANKS,
            ResultDisplay.BEST if "bst" in example.words else ResultDisplay.ALL,
        )
    ranked = ranking.rank_results(rule, example.contestants)
    entries = {entry.contestant.submission: entry for entry in ranked.entries}
    unranked = {entry.contestant.submission for entry in ranked.unranked}
    for row in example.rows:
        name, rank = row["submission"], row["rank"]
        if not rank.isdecimal():
            assert name not in entries
            assert (name in unranked) == (rank == "not ranked")
            continue
        entry = entries.pop(name)
        assert entry.rank == int(rank)
        if "rank score" in row:
            assert entry.rank_score == float(row["rank score"])
        for path, metric_rank in entry.rank_per_metric.items():
            assert str(metric_rank) == row.get(f"rank on {path}", str(metric_rank))
    assert entries == {}


def test_there_are_boards_to_rank() -> None:
    assert len(ranking_examples()) == 3


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = path if not name else path.parent / name
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found.read_text(encoding="utf-8")), target


def anchors(text: str) -> set[str]:
    """The ids that GitHub gives to headings: lower case, no punctuation, dashes for spaces."""
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    titles = re.findall(r"^#+ (.*)$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
