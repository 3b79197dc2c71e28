"""Whatever stands in a challenge folder's files: exit 2 with file and line, soon, and no trace."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import factories
from podium import errors
from podium.challenge import folder
from podium.challenge.folder import inspect_challenge
from podium.challenge.text import caps
from podium.challenge.text.source import parse_yaml
from podium.cli import console, main
from podium.errors import ChallengeError, Issue

SMALL = factories.SMALL_CONFIG  # five lines
HEAD = "".join(SMALL.splitlines(keepends=True)[:2])
CONFIG = "challenge_config.yaml"
SECONDS = 2.0


def challenge(tmp_path: Path, content: str | bytes, **files: str | bytes) -> Path:
    """A real folder; a keyword's ``_`` is the dot before ``yaml``."""
    named = {CONFIG: content} | {name.replace("_", "."): text for name, text in files.items()}
    for name, text in named.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def mistakes(root: Path) -> tuple[Issue, ...]:
    """What is said of a folder that is refused, after what holds for every one of them."""
    begun = time.process_time()
    _, found, made = inspect_challenge(root)
    took = time.process_time() - begun
    assert made is None
    assert any(issue.is_error for issue in found)
    assert took < SECONDS, f"{took:.2f} s"
    assert len(found) <= errors.MOST
    for issue in found:
        place = re.fullmatch(
            r"(challenge_config|moderation|teams)\.yaml:([1-9][0-9]*)", issue.where
        )
        assert place, f"no file and line: {issue}"
        assert len(str(issue)) < 3_000
        assert issue.code, f"no code: {issue}"
    json.dumps(console.issues_document(found), ensure_ascii=False).encode()
    return found


@dataclass(frozen=True)
class Bad:
    """A file, the line of the mistake in it, and part of what is said."""

    text: str = field(repr=False)
    line: int
    said: str


def after(line: str, said: str) -> Bad:
    """The small file with a sixth line."""
    return Bad(f"{SMALL}{line}\n", 6, said)


def instead(old: str, new: str, line: int, said: str) -> Bad:
    assert old in SMALL
    return Bad(SMALL.replace(old, new), line, said)


def phases(number: int, more: str = "") -> str:
    lines = (f"  - {{codename: p{i}, score_jsonpath: a{more}}}\n" for i in range(number))
    return f"{HEAD}challenge_phases:\n{''.join(lines)}"


def times_nine(first: str, *, levels: int = 9, form: str = "[{}]", key: str = "") -> str:
    """Anchors that each stand for nine of the one before."""
    lines = [f"b0: &b0 {first}\n"]
    for level in range(1, levels):
        members = ", ".join(
            f"{key}{number}: *b{level - 1}" if key else f"*b{level - 1}" for number in range(9)
        )
        lines.append(f"b{level}: &b{level} {form.format(members)}\n")
    return "".join(lines)


TIME = "expected a date and a time"
MANY = "the file has more than 20000 values"

CHARACTERS = {
    "a NUL": after('short_description: "a\x00b"', "U+0000 is not allowed"),
    "a control character": after('short_description: "a\x07b"', "U+0007 is not allowed"),
    "an escaped NUL in a path": after(r'description: "a\0.html"', "U+0000 cannot stand"),
    "half of a character": after(r'short_description: "\ud800"', "U+D800 cannot stand"),
    "half of a character as a key": after(r'"\ud800": 1', "U+D800 cannot stand"),
    "half of a character in JSON text": after(
        """    extra_results_columns: '[{"title": "\\ud800", "path": "a", "order": "asc"}]'""",
        "expected a list of columns",
    ),
    "half of a character as a key in JSON text": after(
        """    extra_results_columns: '[{"\\ud800": 1}]'""", "expected a list of columns"
    ),
}

SYNTAX = {
    "100,000 brackets": Bad("[" * 100_000, 1, "nested too deeply"),
    "3,000 mappings": after(
        f"    view_content: {'{a: ' * 3_000}1{'}' * 3_000}", "nested too deeply"
    ),
    "levels behind aliases": Bad(
        "".join(f"a{i}: &a{i} [*a{i - 1}]\n" if i else "a0: &a0 []\n" for i in range(150)) + SMALL,
        100,
        "nested too deeply",
    ),
    "two documents": Bad(f"{SMALL}---\n{SMALL}", 6, "but found another document"),
    "an unknown tag": after("short_description: !foo bar", "the tag !foo is not taken"),
    "a tag of Python's": after(
        'short_description: !!python/object/apply:os.system ["id"]', "is not taken"
    ),
    "a set": after("tags: !!set {a, b}", "the tag !!set is not taken"),
    "a set of phases": instead(
        "challenge_phases:\n", "challenge_phases: !!set {a}\nx:\n", 3, "the tag !!set is not taken"
    ),
    "an ordered mapping": after("tags: !!omap [a: 1]", "the tag !!omap is not taken"),
    "bytes": after('short_description: !!binary "aGVsbG8="', "the tag !!binary is not taken"),
    "a whole number that is none": after("    max_submissions: !!int x", "'x' is no whole number"),
    "a number that is none": after("    max_submissions: !!float x", "'x' is no number"),
    "a boolean that is none": after("published: !!bool x", "'x' is no boolean"),
    "a time that is none": after("start_date: !!timestamp x", "'x' is no time"),
    "a list as a key": after("? [a]\n: b", "a key must be plain text"),
    "an alias of nothing": after("short_description: *x", "found undefined alias 'x'"),
    "an empty file": Bad("", 1, "expected a mapping with title and challenge_phases"),
    "a list": Bad("- a", 1, "expected a mapping with title and challenge_phases"),
}

NUMBERS = {
    "5,000 digits": after("    max_submissions: " + "9" * 5_000, "at most 100 digits"),
    "5,000 digits as an id": after("    id: " + "9" * 5_000, "at most 100 digits"),
    "5,000 digits in quotes": after(
        f'    max_submissions: "{"9" * 5_000}"', "expected a whole number"
    ),
    "100 digits": after("    max_submissions: " + "9" * 100, "expected at most 9007199254740991"),
    "5,000 digits in JSON text": after(
        "    extra_results_columns: '[" + "9" * 5_000 + "]'", "expected a list of columns"
    ),
    "an id of 101 letters": after("    id: " + "x" * 101, "expected at most 100 characters"),
    "a billion decimals": after("    score_decimal_places: 1000000000", "expected at most 20"),
    "a billion decimals of a split": Bad(
        f"{SMALL}dataset_splits: [{{codename: a}}]\nchallenge_phase_splits:\n"
        "  - {challenge_phase_id: 1, dataset_split_id: 1, leaderboard_decimal_precision: 21}\n",
        8,
        "expected at most 20",
    ),
    "10^20 GB": after("    evaluation_requires_memory_gb: 1" + "0" * 20, "expected at most 4096"),
    "no end of time": instead(
        '"example:1"', '"example:1", time_limit: .inf', 2, "expected at most 2592000"
    ),
    "no time": instead('"example:1"', '"example:1", time_limit: .nan', 2, "found nan"),
    "a very long time": after("submission_time_limit: 2592001", "expected at most 2592000"),
    "all processors": instead('"example:1"', '"example:1", cpus: 1.0e+300', 2, "at most 1024"),
    "all memory": instead(
        '"example:1"', '"example:1", memory_mb: 4194305', 2, "expected at most 4194304"
    ),
    "all processes": instead(
        '"example:1"', '"example:1", processes: 1000001', 2, "expected at most 1000000"
    ),
    "an account older than people": instead(
        "podium: {", "podium: {minimum_account_age: 36501, ", 2, "expected at most 36500"
    ),
}

DATES = {
    "the year 0": after("start_date: 0000-01-01 00:00:00", TIME),
    "before the year 1": after("start_date: 0001-01-01 00:00:00+14:00", TIME),
    "before the year 1, in quotes": after("start_date: '0001-01-01 00:00:00+14:00'", TIME),
    "after the year 9999": after("start_date: 9999-12-31 23:59:59-14:00", TIME),
    "30 February": after("start_date: 2026-02-30 00:00:00", "February 2026 has no day 30"),
    "30 February alone": after("start_date: 2026-02-30", "February 2026 has no day 30"),
    "hour 25, in quotes": after("start_date: '2026-01-01 25:00'", "a day has no hour 25"),
    "a zone of 99 hours": after("start_date: 2026-01-01 00:00:00+99:99", "no zone is 99:99 h"),
    "words": after('start_date: "next tuesday"', TIME),
    "a date alone": after("start_date: 2026-01-01", TIME),
    "a number": after("start_date: 20260101", TIME),
}

TYPES = {
    "a title that is a list": instead("Small", "[a]", 1, "title: expected text, found a list"),
    "a title of blanks": instead("Small", '"  "', 1, "title: expected some text, found"),
    "a phase's title of blanks": after('    title: "  "', "title: expected some text, found"),
    "a name of blanks": after('    name: "  "', "name: expected some text, found"),
    "a title of 101 letters": instead(
        "Small", "x" * 101, 1, "title: expected at most 100 characters, found 101"
    ),
    "podium that is a list": Bad("title: x\npodium: [1]\n" + SMALL[len(HEAD) :], 2, "a mapping"),
    "phases that are a mapping": Bad(
        f"{HEAD}challenge_phases: {{a: {{codename: dev}}}}\n", 3, "expected a list, found a mapping"
    ),
    "phases that are a text": Bad(f"{HEAD}challenge_phases: dev\n", 3, "expected a list"),
    "no phases": Bad(f"{HEAD}challenge_phases:\n", 3, "expected a list, found nothing"),
    "phases that are nothing": Bad(f"{HEAD}challenge_phases: [null, 1]\n", 3, "a mapping"),
    "an unknown choice": after("    score_default_sort: up", "expected asc or desc, found 'up'"),
    "a codename that leaves": instead("dev", '".."', 4, "a letter or digit first"),
    "a key hidden by a later one of another type": Bad(
        f"{SMALL}challenge_phases: x\n", 6, "expected a list, found 'x'"
    ),
    "a wrong column in JSON text": after(
        """    extra_results_columns: '[{"title": "a", "path": "b", "order": "up"}]'""",
        "extra_results_columns[0].order: expected asc or desc, found 'up'",
    ),
    "100,000 levels in JSON text": after(
        f"    extra_results_columns: '{'[' * 100_000}'", "expected a list of columns"
    ),
    "a JSONPath that is none": instead("accuracy", '"$..[?("', 5, "a dotted path or JSONPath"),
    "a column's path of 256 characters": after(
        f"    extra_results_columns: [{{title: a, order: asc, path: {'x' * 256}}}]",
        "expected at most 255 characters",
    ),
}

PATHS = {
    "3,000 folders": after(f"description: {'a/' * 3_000}x.html", "there is no 'a/a/"),
    "a name of 3,000 letters": after(f"description: {'a' * 3_000}.html", "there is no 'aaa"),
    "a ground truth of 3,000 letters": after(
        f"    test_annotation_file: {'a' * 3_000}", "there is"
    ),
    "a path elsewhere": after("description: /etc/passwd", "inside the challenge folder"),
    "a script that is a dot": Bad(
        "title: a\nevaluation_script: .\nchallenge_phases: [{codename: a}]\n", 2, "there is no '.'"
    ),
    "a script that is the root": Bad(
        "title: a\nevaluation_script: /\nchallenge_phases: [{codename: a}]\n", 2, "there is no '/'"
    ),
    "a script that is nothing": Bad(
        'title: a\nevaluation_script: ""\nchallenge_phases: [{codename: a}]\n', 2, "no evaluator"
    ),
    "a script of 3,000 letters": Bad(
        f"title: a\nevaluation_script: {'a' * 3_000}\nchallenge_phases: [{{codename: a}}]\n",
        2,
        "there is no 'aaa",
    ),
}

ALIASES = {
    "lists": Bad(times_nine("[x, x]") + SMALL, 5, MANY),
    "tags": Bad(times_nine("[x, x]") + SMALL + "tags: *b3\n", 5, MANY),
    "mappings": Bad(times_nine("{a: 1}", form="{{{}}}", key="k") + SMALL, 5, MANY),
    "merges": Bad(times_nine("{x: 1, y: 2}", form="{{<<: [{}]}}") + SMALL, 5, MANY),
    "phases": Bad(
        f"{HEAD}p: &p {{codename: d, score_jsonpath: a}}\n"
        f"challenge_phases: [{', '.join(['*p'] * 5_000)}]\n",
        4,
        MANY,
    ),
    "an alias in its own list": after("    inputs: &v [*v]", "the alias *v stands inside itself"),
    "an alias in its own mapping": after(
        "    view_content: &v {a: *v}", "the alias *v stands inside itself"
    ),
    "an alias in its own merge": after("    x: &v {<<: *v}", "the alias *v stands inside itself"),
    "phases in themselves": Bad(f"{HEAD}challenge_phases: &c [*c]\n", 3, "stands inside itself"),
    "one mapping in two places": Bad(
        "title: a\npodium: &m {podium: {evaluator: 5}, codename: [a]}\nchallenge_phases: [*m]\n",
        2,
        "expected a mapping, found 5",
    ),
}

ENTRIES = "expected at most {} entries, found more"
LARGE = {
    "10 MB of one text": after(f'short_description: "{"x" * 10_000_000}"', "too many to read"),
    "10 MB of comments": after("# comment line\n" * 700_000, "too many to read"),
    "10 MB of list": after("tags:\n" + "  - abcdefgh\n" * 800_000, "too many to read"),
    "10 MB of flow": after(f"tags: [{'a,' * 5_000_000}a]", "too many to read"),
    "10 MB of phases": Bad(phases(240_000), 6, "too many to read"),
    "a list as long as is read": after(f"tags: [{'a,' * 100_000}a]", MANY),
    "200 phases and one": Bad(phases(201), 3, ENTRIES.format(200)),
    "as many phases as are read": Bad(phases(5_000), 4_001, MANY),
    "1,000 wrong phases": Bad(phases(1_000, ", max_submissions: x"), 3, ENTRIES.format(200)),
    "2,000 phases in a circle": Bad(
        f"{HEAD}challenge_phases:\n"
        + "".join(f"  - {{codename: p{i}, parent: p{(i + 1) % 2_000}}}\n" for i in range(2_000)),
        3,
        ENTRIES.format(200),
    ),
    "201 leaderboards": after(
        "leaderboard:\n" + "  - schema: {labels: [a], default_order_by: a}\n" * 201,
        ENTRIES.format(200),
    ),
    "501 dataset splits": after(
        "dataset_splits:\n" + "".join(f"  - {{codename: s{i}}}\n" for i in range(501)),
        ENTRIES.format(500),
    ),
    "1,001 phase splits": after(
        "challenge_phase_splits:\n" + "  - {challenge_phase_id: 1, dataset_split_id: 1}\n" * 1_001,
        ENTRIES.format(1_000),
    ),
    "101 labels": after(
        f"leaderboard: [{{schema: {{labels: [{'a,' * 101}], default_order_by: a}}}}]",
        ENTRIES.format(100),
    ),
    "metadata of 101 labels": after(
        "leaderboard: [{schema: {labels: [a], default_order_by: a, metadata: {"
        + ", ".join(f"a{i}: {{}}" for i in range(101))
        + "}}}]",
        ENTRIES.format(100),
    ),
    "101 columns": after(
        "    extra_results_columns: [" + "{title: a, path: b, order: asc}," * 101 + "]",
        ENTRIES.format(100),
    ),
}


CASES = [
    pytest.param(bad, id=name)
    for kind in (CHARACTERS, SYNTAX, NUMBERS, DATES, TYPES, PATHS, ALIASES, LARGE)
    for name, bad in kind.items()
]


@pytest.mark.parametrize("bad", CASES)
def test_a_bad_file_is_refused_with_its_line(bad: Bad, tmp_path: Path) -> None:
    found = mistakes(challenge(tmp_path, bad.text))
    places = {issue.where for issue in found if bad.said in str(issue)}
    expected = 1 if len(bad.text) > caps.BYTES else bad.line
    assert f"{CONFIG}:{expected}" in places, "\n".join(map(str, found[:5]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(SMALL.encode() + b"# Gr\xf6\xdfe\n", ":6: not UTF-8 text (byte", id="Latin-1"),
        pytest.param(SMALL.encode("utf-16"), ":1: not UTF-8 text (byte 0)", id="UTF-16"),
        pytest.param(bytes(range(256)) * 40_000, ":1: more than 262144 bytes", id="10 MB of bytes"),
    ],
)
def test_a_file_that_is_not_text_is_refused_with_its_line(
    content: bytes, said: str, tmp_path: Path
) -> None:
    (issue,) = mistakes(challenge(tmp_path, content))
    assert said in str(issue)


def test_a_text_from_elsewhere_has_the_same_caps() -> None:
    with pytest.raises(ChallengeError, match="old:1: more than 262144 bytes"):
        parse_yaml("# comment\n" * 100_000, name="old")


@pytest.mark.parametrize("name", ["moderation_yaml", "teams_yaml"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"a: 1\nb: \xff", ":2: not UTF-8 text", id="not UTF-8"),
        pytest.param(b"a: 1\nb: \x00", ":2: not valid YAML", id="NUL"),
        pytest.param(b"[" * 100_000, ":1: nested too deeply", id="deep"),
        pytest.param(b"- {submission: a, action: hide}\n" * 300_000, ":1: more than", id="10 MB"),
        pytest.param(b"- a\n" * 30_000, ":20000: the file has more than", id="many"),
        pytest.param(times_nine("[x, x]").encode(), ":5: with what its aliases", id="alias bomb"),
        pytest.param(b"a: &a {b: *a}", ":1: the alias *a stands inside itself", id="alias cycle"),
        pytest.param(b"a: !!int x", ":1: 'x' is no whole number", id="not a number"),
        pytest.param(b"a: " + b"9" * 5_000, ":1: a whole number has at most", id="digits"),
    ],
)
def test_the_files_beside_it_have_the_same_caps(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    found = mistakes(challenge(tmp_path, SMALL, **{name: content}))
    assert any(f"{name.replace('_', '.')}{said}" in str(issue) for issue in found), found


def test_a_hundred_issues_are_told_and_the_rest_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = "{title: a, path: b, order: up}," * 90
    lines = (f"  - {{codename: p{i}, extra_results_columns: [{columns}]}}\n" for i in range(10))
    text = f"{HEAD}tag: [a]\nchallenge_phases:\n{''.join(lines)}"
    found = mistakes(challenge(tmp_path, text))
    assert len(found) == errors.MOST
    assert str(found[-1]) == f"{CONFIG}:3: and 801 more errors and 1 more warning; mend these first"
    assert main.run(["check", str(tmp_path), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["issues"]
    assert [one["message"] for one in told] == [issue.message for issue in found]


def test_an_error_is_told_before_any_number_of_warnings(tmp_path: Path) -> None:
    odd = "".join(f"odd{number}: x\n" for number in range(300))
    found = mistakes(challenge(tmp_path, f"{odd}{SMALL}published: sometimes\n"))
    assert [issue.path for issue in found if issue.is_error] == ["published"]
    assert found[-1].message == "and 202 more warnings; mend these first"
    assert not found[-1].is_error


def test_many_dangling_ids_are_not_answered_with_all_known_ones(tmp_path: Path) -> None:
    datasets = "".join(f"  - {{id: {'x' * 50}{i}, codename: s{i}}}\n" for i in range(500))
    mapping = "  - {challenge_phase_id: 9, leaderboard_id: 7, dataset_split_id: 8}\n"
    text = f"{SMALL}dataset_splits:\n{datasets}challenge_phase_splits:\n{mapping * 1_000}"
    found = mistakes(challenge(tmp_path, text))
    dangling = [issue.message for issue in found if issue.path.endswith("dataset_split_id")]
    assert dangling
    assert all(message.endswith(f", {'x' * 50}9 and 490 more") for message in dangling)
    assert sum(len(str(issue)) for issue in found) < 100_000
    assert "more errors" in found[-1].message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + SMALL, id="a byte order mark"),
        pytest.param(SMALL.replace("\n", "\r\n"), id="lines of Windows"),
        pytest.param(SMALL + "start_date: 2026-01-01 00:00:00+14:00\n", id="a zone far east"),
        pytest.param(SMALL + "short_description: =\n", id="an equals sign"),
        pytest.param(phases(200), id="200 phases"),
        pytest.param(
            SMALL + "    score_decimal_places: 20\n    evaluation_requires_memory_gb: 4096\n",
            id="numbers at their caps",
        ),
        pytest.param("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n" + SMALL, id="a few aliases"),
    ],
)
def test_what_is_unusual_but_right_is_read(text: str, tmp_path: Path) -> None:
    assert folder.load_challenge(challenge(tmp_path, text)).challenge.title == "Small"


def test_an_empty_script_is_one_that_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "evaluation_script").mkdir()
    (tmp_path / "evaluation_script/__init__.py").touch()
    text = 'title: a\nevaluation_script: ""\nchallenge_phases: [{codename: a}]\n'
    loaded = folder.load_challenge(challenge(tmp_path, text))
    assert loaded.challenge.phases[0].evaluator.script == "evaluation_script"


@pytest.mark.parametrize("kind", ["pipe", "device", "circle", "folder", "nothing"])
def test_a_file_that_is_none_is_not_opened(kind: str, tmp_path: Path) -> None:
    config = tmp_path / CONFIG
    match kind:
        case "pipe":
            os.mkfifo(config)
        case "device":
            config.symlink_to("/dev/zero")
        case "circle":
            config.symlink_to(config.name)
        case "folder":
            config.mkdir()
    with pytest.raises(ChallengeError, match=r"there is no challenge_config\.yaml"):
        inspect_challenge(tmp_path)


def test_links_in_a_circle_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "page.html").symlink_to("page.html")
    (issue,) = mistakes(challenge(tmp_path, f"{SMALL}description: page.html\n"))
    assert str(issue) == f"{CONFIG}:6: description: there is no 'page.html' in the challenge folder"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_the_calendar_is_refused_on_the_command_line(
    at: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = challenge(tmp_path, SMALL)
    places = ["--results", str(tmp_path / "results"), "--out", str(tmp_path / "site")]
    assert main.run(["build", str(root), *places, "--at", at]) == 2
    assert "expected a time such as" in " ".join(capsys.readouterr().err.split())


def check(root: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    command = [sys.executable, "-P", "-m", "podium", "check", str(root)]
    begun = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done, time.monotonic() - begun


@pytest.mark.slow
def test_the_worst_files_are_refused_in_two_seconds_by_the_command(tmp_path: Path) -> None:
    worst = {
        "brackets": SYNTAX["100,000 brackets"],
        "phases": LARGE["as many phases as are read"],
        "wrong phases": LARGE["1,000 wrong phases"],
        "circle": LARGE["2,000 phases in a circle"],
        "10 MB": LARGE["10 MB of flow"],
        "list": LARGE["a list as long as is read"],
        "aliases": ALIASES["merges"],
        "json": TYPES["100,000 levels in JSON text"],
    }
    (tmp_path / "small").mkdir()
    done, small = check(challenge(tmp_path / "small", SMALL))
    assert done.returncode == 0, done.stderr
    for name, bad in worst.items():
        root = tmp_path / name
        root.mkdir()
        done, took = check(challenge(root, bad.text))
        assert done.returncode == 2, (name, done.stderr)
        assert "Traceback" not in done.stderr
        assert re.match(rf"{CONFIG}:\d+: ", done.stderr), (name, done.stderr)
        # A shared machine may be busy: what the small file took says how busy.
        assert took <= max(SECONDS, 6 * small), (
            f"{name}: {took:.2f} s, {small:.2f} s for a small one"
        )
