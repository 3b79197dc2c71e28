"""Files that nobody wrote: each is what it says, or a list of issues with places. Nothing else.

Structures are drawn from the models, so that a new key takes part by itself; texts are the samples'
own, mutated. ``PODIUM_FUZZ=N`` draws N examples of each kind, others every time.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from podium.challenge import keys, moderation, parser, teams
from podium.challenge.folder import ChallengeFolder
from podium.challenge.model import Challenge, Moderation
from podium.challenge.text import source
from podium.errors import ChallengeError, Issue, has_errors
from podium.submission import statement
from properties import examples

ROOT = Path(__file__).parents[3]
FOLDER = ChallengeFolder(ROOT / "challenges/digits")
SECONDS = 2.0

CHOSEN = os.environ.get("PODIUM_FUZZ")


def fuzz(many: int = 250) -> settings:
    """So many, unless whoever runs this has chosen: then others every time."""
    drawn = examples(
        many,
        phases=[Phase.generate, Phase.shrink],  # Phase.explain traces lines, which takes its time
        suppress_health_check=list(HealthCheck),
    )
    return settings(drawn, max_examples=int(CHOSEN), derandomize=False) if CHOSEN else drawn


# What is given back.


def parse_config(content: bytes) -> tuple[Challenge | None, Iterable[Issue]]:
    parsed = parser.parse_challenge(
        source.decode(content, name="f.yaml"), name="f.yaml", slug="fuzz", folder=FOLDER
    )
    return parsed.challenge, parsed.issues


def parse_moderation(content: bytes) -> tuple[Any, Iterable[Issue]]:
    text = source.decode(content, name="f.yaml")
    rulings, odd = moderation.parse_moderation(text, name="f.yaml", hosts=frozenset({"ada"}))
    assert all(isinstance(ruling, Moderation) for ruling in rulings)
    assert [ruling.at for ruling in rulings] == sorted(ruling.at for ruling in rulings)
    return rulings, odd


def parse_teams(content: bytes) -> tuple[Any, Iterable[Issue]]:
    text = source.decode(content, name="f.yaml")
    found = teams.parse_teams(text, name="f.yaml", most_members=3)
    assert all(isinstance(part, str) for pair in found.items() for part in pair)
    return found, ()


def parse_statement(content: bytes) -> tuple[Any, Iterable[Issue]]:
    said, found = statement.parse_statement(content, name="f.yaml")
    return None if has_errors(found) else said, found


Parse = Callable[[bytes], tuple[Any, Iterable[Issue]]]


def timed(parse: Parse, content: bytes) -> tuple[Any, list[Issue], float]:
    begun = time.process_time()
    try:
        made, found = parse(content)
    except ChallengeError as error:
        made, found = None, error.issues
    return made, list(found), time.process_time() - begun


def hold_to_it(parse: Parse, content: bytes) -> None:
    """Something or errors, never both; every issue has a place in the file; soon."""
    made, listed, took = timed(parse, content)
    if took >= SECONDS:  # a busy machine is none of the parser's
        took = min(timed(parse, content)[2] for _ in range(3))
    assert (made is None) == has_errors(listed)
    lines = len(re.findall(rb"\r\n?|\n|\xc2\x85|\xe2\x80[\xa8\xa9]", content)) + 1
    for issue in listed:
        place = re.fullmatch(r"f\.yaml:([1-9][0-9]*)", issue.where)
        assert place, str(issue)
        assert int(place[1]) <= lines, str(issue)
        assert issue.message
        assert issue.code, str(issue)
        str(issue).encode()
    assert took < SECONDS, f"{took:.2f} s for {len(content)} bytes"


# Structures, from the models' own JSON Schema.

NAMES = st.sampled_from(["a", "b", "dev", "test", "accuracy", "overall", "1", "Ada"])
IDS = st.integers(0, 3)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(str)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))])
FILES = st.sampled_from(["templates/description.html", "annotations", "logo.png", "none.html"])
PAGE = st.just("templates/description.html")
# What the schema calls text and means more of.
PAGES = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
TIMES = ("start_date", "end_date", "submissions_open_at", "submissions_close_at")
BY_KEY = (
    dict.fromkeys((*PAGES, "image", "test_annotation_file", "ground_truth", "dockerfile"), PAGE)
    | {"context": st.just("annotations"), "outputs": st.just(["details.json"])}
    | dict.fromkeys((*TIMES, "created", "modified", "at"), MOMENTS)
    | dict.fromkeys(("codename", "slug", "name"), NAMES)
)
# Of any model, as far as it has them.
NEEDED = {"title", "challenge_phases", "codename", "podium", "evaluator", "image", "score_jsonpath"}
NEEDED |= {"schema", "labels", "default_order_by", "challenge_phase_id", "dataset_split_id"}
NEEDED |= {"name", "description", "type", "path", "order", "rank", "amount", "phases"}
NEEDED |= {"submission", "action", "reason", "by", "at"}
PLAIN = st.one_of(NAMES, IDS, MOMENTS, FILES, st.booleans(), st.none())
HOSTILE = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(categories=["Cc", "Cs", "Co", "Zl"]), max_size=3),
    st.integers(),
    st.sampled_from([10**18, -(10**18), 10**100, 10**4000]),
    st.floats(),
    st.dates(),
    st.datetimes(timezones=st.none() | ZONES),
    st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max, date.min, date.max]),
    st.binary(max_size=5),
    st.sets(NAMES, max_size=2),
    st.sampled_from(["", ".", "..", "/", "a" * 5000, "a/" * 3000, "a\0b", "$..[?(", "=", "<<"]),
    st.sampled_from(["[" * 5000, '[{"title": 1}]', '[{"\\ud800": 1}]', '[{"order": "x"}]', "{}"]),
    st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner)),
)


@cache
def strategy(model: type[BaseModel] | TypeAdapter[Any]) -> st.SearchStrategy[Any]:
    schema = model.json_schema() if isinstance(model, TypeAdapter) else model.model_json_schema()
    definitions = schema.get("$defs", {})
    named = {
        f"#/$defs/{name}": st.deferred(lambda part=part: drawn(part))  # type: ignore[misc]
        for name, part in definitions.items()
    }

    def drawn(part: dict[str, Any], key: str = "") -> st.SearchStrategy[Any]:
        return mostly(BY_KEY[key] if key in BY_KEY else fitting(part))

    def fitting(part: dict[str, Any]) -> st.SearchStrategy[Any]:
        match part:
            case {"$ref": reference}:
                return named[reference]
            case {"anyOf": choices}:
                return st.one_of(fitting(choice) for choice in choices)
            case {"allOf": [only]}:
                return drawn(only)
            case {"const": value}:
                return st.just(value)
            case {"enum": values}:
                return st.sampled_from(values)
            case {"type": "object", "properties": properties}:
                return mapping({key: drawn(value, key) for key, value in properties.items()})
            case {"type": "object"}:
                return st.dictionaries(NAMES, drawn(part.get("additionalProperties") or {}))
            case {"type": "array"}:
                return st.lists(drawn(part.get("items") or {}), min_size=1, max_size=2).flatmap(
                    repeated
                )
            case {"type": "integer"}:
                return IDS | st.integers(-1, 100)
            case {"type": "number"}:
                return st.floats(-1, 10_000)
            case {"type": "null"}:
                return st.none()
            case {"type": "boolean"}:
                return st.booleans()
            case {"type": "string"}:
                return NAMES | MOMENTS | FILES
        return PLAIN

    return drawn(schema)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One value in a hundred is something else."""
    return st.integers(0, 99).flatmap(lambda number: HOSTILE if number == 42 else right)


def mapping(members: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """What it cannot do without, a few of a model's hundred keys, and perhaps one of its own."""
    few = st.lists(st.sampled_from(sorted(members)), max_size=6, unique=True)
    needed = st.integers(0, 19).map(lambda number: set() if number == 7 else NEEDED & set(members))
    odd = st.dictionaries(st.text(max_size=8) | NAMES, PLAIN, max_size=1)
    chosen = st.tuples(few, needed).flatmap(
        lambda chosen: st.fixed_dictionaries(
            {key: members[key] for key in sorted({*chosen[0], *chosen[1]})}
        )
    )
    rarely = st.integers(0, 9).flatmap(lambda number: odd if number == 7 else st.just({}))
    return st.builds(lambda value, more: value | more, chosen, rarely)


def repeated(members: list[Any]) -> st.SearchStrategy[list[Any]]:
    """The same object again becomes an alias in YAML, and a list in itself one of its own."""

    def in_itself() -> list[Any]:
        looped = list(members)
        looped.append(looped)
        return looped

    kinds = {7: lambda: members * 2, 42: lambda: members * 4000, 77: in_itself}
    return st.integers(0, 199).map(lambda number: kinds.get(number, lambda: members)())


def as_yaml(value: Any) -> bytes:
    try:
        text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
    except (yaml.YAMLError, RecursionError):
        assume(False)
    return text.encode("utf-8", "surrogatepass")


# Texts, from the samples.

FRAGMENTS = st.sampled_from(
    [
        "\x00",
        "\x07",
        "\t",
        "\r",
        "\u2028",
        "\ufeff",
        "\n",
        "  ",
        "#",
        "'",
        '"',
        ">",
        "|\n",
        "{",
        "}",
        "[",
        "]",
        "? ",
        "- ",
        ": ",
        ", ",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "%TAG ! x:\n",
        "&a ",
        "*a",
        "*a *a",
        "<<: *a",
        "&a {a: *a}",
        "&a [*a]",
        "!!int ",
        "!!float ",
        "!!bool ",
        "!!timestamp ",
        "!!set ",
        "!!omap ",
        "!!binary ",
        "!!str ",
        "!!map ",
        "!!seq ",
        "!!null ",
        "!x ",
        "!<!> ",
        "=",
        "<<",
        "~",
        "yes",
        "off",
        "null",
        "0x",
        "08",
        "1:59",
        "1:59.5",
        ".inf",
        ".nan",
        "1e400",
        "2026-02-30",
        "2026-01-01 00:00:00",
        "0001-01-01 00:00:00+14:00",
        "9999-12-31 23:59:59-14:00",
        "..",
        "/",
        ".",
        '"\\ud800"',
        '"\\U00110000"',
        '"\\0"',
        "a: 1\n",
        "podium: {}\n",
        "evaluation_script: .\n",
        "$.[*]",
        "9" * 5000,
        "1" + ":59" * 300 + ".5",
        "%YAML " + "9" * 5000 + ".1\n---\n",
        "[" * 3000,
        "a..b",
    ]
)


LINES = st.sampled_from(
    [
        "start_date: 0001-01-01 00:00:00+14:00",
        "end_date: 9999-12-31 23:59:59-14:00",
        "at: 0001-01-01 00:00:00+14:00",
        "evaluation_script: .",
        'evaluation_script: ""',
        "description: " + "a" * 3_000,
        "image: " + "a/" * 3_000,
        "max_submissions: " + "9" * 5_000,
        "score_jsonpath: $..[?(",
        "name: 2026-01-01",
        "codename: 1e5",
        "tags: [1, on, ~, 2026-01-01]",
        "attributes: {a: 0x10, b: .nan, c: [1]}",
        """extra_results_columns: '[{"title": "a", "path": "b", "order": "up", "x": 1}]'""",
        """extra_results_columns: '[{"\\ud800": 1}]'""",
        "extra_results_columns: '" + "[" * 5_000 + "'",
        "challenge_phases: x",
        "leaderboard: [{labelled: {labels: []}, schema: {labels: []}}]",
        "podium: &a {evaluator: {image: 5}, podium: 1}",
        "? {a: b}",
        "<<: {name: x, codename: [y]}",
        "submission: &a [*a]",
    ]
)


def mutated(texts: list[str]) -> st.SearchStrategy[bytes]:
    kinds = st.sampled_from([0, 1, 2, 3, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 8, 8])
    places = st.floats(0, 1)
    changes = st.lists(st.tuples(kinds, places, places, FRAGMENTS, LINES), min_size=1, max_size=3)
    bytes_at = st.tuples(places, st.binary(min_size=1, max_size=2))
    broken = st.integers(0, 9).flatmap(lambda number: bytes_at if number == 7 else st.none())
    return st.builds(change, st.sampled_from(texts), changes, broken)


def change(
    text: str,
    changes: list[tuple[int, float, float, str, str]],
    broken: tuple[float, bytes] | None,
) -> bytes:
    for kind, first, second, fragment, line in changes:
        low, high = sorted((int(first * len(text)), int(second * len(text))))
        lines = text.splitlines(keepends=True)
        index, other = (int(place * len(lines)) for place in (first, second))
        match kind:
            case 0:
                text = text[:low] + fragment + text[low:]
            case 1:
                text = text[:low] + text[min(high, low + 40) :]
            case 2:
                text = text[:high] + text[low : low + 200] + text[high:]
            case 3 if index < len(lines):
                key, colon, _ = lines[index].partition(":")
                lines[index] = f"{key}{colon} {fragment}\n"
                text = "".join(lines)
            case 8 if index < len(lines):
                lines[index] = lines[index].replace(": ", f": {fragment}", 1)
                text = "".join(lines)
            case 4 if index < len(lines) and other < len(lines):
                lines[index], lines[other] = lines[other], lines[index]
                text = "".join(lines)
            case 5 if index < len(lines):
                lines[index] = fragment + lines[index].lstrip()
                text = "".join(lines)
            case 6 if index < len(lines):
                lines[index] = lines[index] * 2
                text = "".join(lines)
            case 7 if index < len(lines):
                blanks = len(lines[index]) - len(lines[index].lstrip())
                lines[index] += f"{' ' * blanks}{line}\n"
                text = "".join(lines)
    content = text.encode("utf-8", "surrogatepass")
    if broken is not None:
        place = int(broken[0] * len(content))
        content = content[:place] + broken[1] + content[place:]
    return content


def samples(pattern: str) -> list[str]:
    found = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern))]
    assert found, f"no sample is there: {pattern}"
    return found


EXAMPLES = re.findall(
    r"```yaml checked\n(.*?)```", (ROOT / "docs/challenge-config.md").read_text("utf-8"), re.S
)
CONFIGS = [*samples("challenges/*/challenge_config.yaml"), *EXAMPLES]
RULINGS = samples("challenges/*/moderation.yaml")
STATEMENTS = [
    *samples("challenges/*/submissions/**/submission.yaml"),
    "asset: {repository: a/b, tag: v1, name: x.csv, sha256: " + "0" * 64 + "}\nis_public: no\n"
    "attributes:\n  Extra data: true\n  Software: numpy 2.1\n  Options: [a, b]\n  Seed: 0x10\n",
]
TEAMS = ["Blue Lab: [Ada, '@grace']\nRed:\n  - linus\n  - ken\nbjarne: Red\n"]


@given(strategy(keys.Challenge).map(as_yaml))
@fuzz(75)
def test_a_drawn_config_is_a_challenge_or_issues(content: bytes) -> None:
    hold_to_it(parse_config, content)


@given(mutated(CONFIGS))
@fuzz(400)
def test_a_mutated_config_is_a_challenge_or_issues(content: bytes) -> None:
    hold_to_it(parse_config, content)


@given(strategy(statement.Document).map(as_yaml) | mutated(STATEMENTS))
@fuzz()
def test_a_statement_is_read_or_issues(content: bytes) -> None:
    hold_to_it(parse_statement, content)


@given(strategy(TypeAdapter(list[moderation.Document])).map(as_yaml) | mutated(RULINGS))
@fuzz()
def test_a_moderation_file_is_rulings_or_issues(content: bytes) -> None:
    hold_to_it(parse_moderation, content)


@given(
    mostly(st.dictionaries(NAMES, mostly(NAMES | st.lists(mostly(NAMES))))).map(as_yaml)
    | mutated(TEAMS)
)
@fuzz()
def test_a_teams_file_is_teams_or_issues(content: bytes) -> None:
    hold_to_it(parse_teams, content)


@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@fuzz()
def test_any_bytes_are_read_or_issues(content: bytes) -> None:
    for parse in (parse_config, parse_statement, parse_moderation, parse_teams):
        hold_to_it(parse, content)


def test_the_drawn_files_are_right_often_enough_to_try_what_comes_after() -> None:
    """A fuzzer whose files all end at the same first mistake would prove little."""
    outcomes = {True: 0, False: 0}

    @given(strategy(keys.Challenge).map(as_yaml))
    @settings(fuzz(), max_examples=80, derandomize=True)
    def count(content: bytes) -> None:
        try:
            made, _ = parse_config(content)
        except ChallengeError:
            made = None
        outcomes[made is not None] += 1

    count()
    assert min(outcomes.values()) >= 5, outcomes
