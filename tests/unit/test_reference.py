"""The reference of the challenge file, its JSON Schema and the models say the same."""

from __future__ import annotations

import datetime
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import reference_page
import starters
from podium import resources
from podium.challenge import keys, schema
from podium.cli import main, scaffold
from podium.cli.scaffold import Names, Shape

ROOT = reference_page.ROOT
RENEW = "PODIUM_RENEW_SNAPSHOTS"
SAMPLES = sorted((ROOT / "challenges").glob("*/challenge_config.yaml"))
MODELS = [getattr(keys, name) for name in keys.__all__ if name != "Document"]

_HEADER = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


def assert_is_made(path: Path, text: str) -> None:
    if os.environ.get(RENEW):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_bytes() == text.encode(), (
        f"{path.relative_to(ROOT)} is not what the models say: renew it with make reference, and "
        "look at the difference before it is committed"
    )


def test_the_workflows_action_is_the_public_one_at_another_place() -> None:
    """GitHub documents `$/` with a path only, and whoever uses the action finds it at the top."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    line = "source=$GITHUB_ACTION_PATH\n"
    assert text.count("GITHUB_ACTION_PATH") == 1 and text.count(line) == 1
    moved = text.replace(line, 'source=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)\n')
    made = (
        f"# Made of action.yml by `make reference`, for the workflows of this repository.\n{moved}"
    )
    assert_is_made(ROOT / ".github/actions/run/action.yml", made)


def test_tables_of_the_reference_are_those_of_the_models() -> None:
    text = reference_page.PAGE.read_text(encoding="utf-8")
    assert_is_made(reference_page.PAGE, reference_page.make_page(text))


def test_every_model_has_one_table_in_the_reference() -> None:
    listed = reference_page.tables(reference_page.PAGE.read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(model.__name__ for model in MODELS)


def test_a_row_tells_type_default_meaning_and_departure() -> None:
    rows = reference_page.make_table(["LabelMetadata"]).splitlines()
    assert rows == [
        "| key | type | default | what it does here | how it differs |",
        "|---|---|---|---|---|",
        "| `sort_ascending` | true or false | none | true: lower is better. Left out, the board's "
        "`is_leaderboard_order_descending` decides. | Unlike EvalAI, an entry that leaves it out "
        "does not turn the order round. |",
        '| `description` | text | `""` | Shown with the column. |  |',
    ]


@pytest.mark.parametrize(
    ("model", "key", "kind", "default"),
    [
        ("Challenge", "title", "text, 1 to 100 characters", "required"),
        ("Challenge", "challenge_phases", "list of mappings, at least one", "required"),
        ("Challenge", "tags", "list of texts", "`[]`"),
        ("Challenge", "domain", "`CV`, `NLP`, `RL`, `MM`, `AUD`, `TAB` or `AL`", "none"),
        ("Challenge", "podium", "mapping", "`{}`"),
        ("EvalAIPhase", "id", "number or text", "none"),
        ("EvalAIPhase", "codename", "codename", "none"),
        ("EvalAIPhase", "start_date", "date and time", "none"),
        ("EvalAIPhase", "max_submissions_per_day", "number, 0 or more", "`100000`"),
        ("GrandChallengePhase", "score_default_sort", "`asc` or `desc`", "`desc`"),
        ("GrandChallengePhase", "submission_kind", "1 or 3", "`1`"),
        ("GrandChallengePhase", "submission_limit_period", "number, 1 to 36500, or null", "`1`"),
        ("GrandChallengePhase", "supplementary_url_choice", "`off`, `opt` or `req`", "`off`"),
        ("PhaseSplit", "visibility", "1, 2 or 3", "`3`"),
        ("PhaseSplit", "show_scores_on_leaderboard", "true or false", "`true`"),
    ],
)
def test_types_and_defaults_are_told_in_plain_words(
    model: str, key: str, kind: str, default: str
) -> None:
    assert f"\n| `{key}` | {kind} | {default} | " in reference_page.make_table([model])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[keys.Document]) -> None:
    described = schema.describe(model)
    assert described.keys() == model.model_fields.keys()
    for name, description in described.items():
        # A sentence that the page and an editor can show by itself.
        assert re.fullmatch(r"\S.*[.:!?)*]", description.text), name
        assert "Unlike" not in description.text, f"{name}: a paragraph of its own says that"
        assert re.fullmatch(r"(Unlike (EvalAI|Grand Challenge)\b.*\.)?", description.departure)


SCHEMA = schema.make_schema()
# The file's own keys, and those of each mapping in it.
PARTS: dict[str, dict[str, Any]] = {"Challenge": SCHEMA} | {
    name: part for name, part in SCHEMA["$defs"].items() if "properties" in part
}


@pytest.mark.parametrize("name", PARTS)
def test_schema_has_a_description_and_the_default_of_every_key(name: str) -> None:
    for key, of_key in PARTS[name]["properties"].items():
        assert of_key["description"], key
        assert ("default" in of_key) != (key in PARTS[name].get("required", ())), key


def test_schema_reaches_every_model() -> None:
    # The two halves of a phase are in the schema as one.
    halves = {"EvalAIPhase", "GrandChallengePhase"}
    assert {model.__name__ for model in MODELS} == PARTS.keys() | halves


def test_schema_says_what_is_not_at_work_without_the_page() -> None:
    texts = [key["description"] for part in PARTS.values() for key in part["properties"].values()]
    assert "No effect here, only read and checked: the kind of EvalAI's queue." in texts
    assert not [text for text in texts if "](" in text or "*" in text]


@pytest.mark.parametrize("path", reference_page.SCHEMA_FILES, ids=lambda path: path.parent.name)
def test_schema_file_is_what_the_command_prints(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert_is_made(path, reference_page.make_schema_file())
    assert main.run(["schema"]) == 0
    assert capfd.readouterr().out == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_sample_names_the_schema_that_is_in_the_clone(path: Path) -> None:
    assert schema_named_in(path).samefile(ROOT / "docs/challenge.schema.json")


@pytest.mark.parametrize(
    ("shape", "challenge"),
    [
        pytest.param(Shape.SINGLE, ".", id="single"),
        pytest.param(Shape.PRIVATE_GRADER, "challenge", id="public challenge"),
        pytest.param(Shape.PRIVATE_GRADER, "grader", id="private grader"),
    ],
)
def test_new_challenge_names_the_schema_beside_it_and_keeps_to_it(
    shape: Shape, challenge: str, tmp_path: Path
) -> None:
    templates = scaffold.read_templates(resources.bundled("init_templates"))
    names = Names(title="Shapes", repository="shapes")
    scaffold.write(scaffold.make_repository(templates, shape=shape, names=names), tmp_path / "new")
    config = tmp_path / "new" / challenge / "challenge_config.yaml"
    named = schema_named_in(config)
    assert named.parent.samefile(config.parent)
    assert problems(config.read_text(encoding="utf-8"), against=json.loads(named.read_text())) == []


@pytest.mark.parametrize(
    "text",
    [
        *(pytest.param(path.read_text(encoding="utf-8"), id=path.parent.name) for path in SAMPLES),
        pytest.param(starters.CONFIG, id="EvalAI-Starters"),
    ],
)
def test_editor_finds_nothing_wrong_with_a_good_file(text: str) -> None:
    assert problems(text) == []


def test_editor_finds_a_wrong_type_at_any_level() -> None:
    text = """
title: ""
podium: {evaluator: {cpus: many}}
challenge_phases:
  - {codename: dev, max_submissions: -1, extra_results_columns: [{title: x, path: x, order: up}]}
"""
    assert sorted(problems(text)) == [
        "challenge_phases.0.extra_results_columns.0.order",
        "challenge_phases.0.max_submissions",
        "podium.evaluator",
        "title",
    ]


def schema_named_in(config: Path) -> Path:
    """The file that an editor reads for the first line of this one."""
    header = _HEADER.match(config.read_text(encoding="utf-8"))
    assert header is not None, "an editor finds no schema"
    return config.parent / header[1]


def problems(text: str, *, against: Any = None) -> list[str]:
    """The places that an editor would underline. YAML has moments, JSON has text for them."""
    config = json.loads(json.dumps(yaml.safe_load(text), default=datetime.datetime.isoformat))
    made = SCHEMA if against is None else against
    jsonschema.Draft202012Validator.check_schema(made)
    found = jsonschema.Draft202012Validator(made).iter_errors(config)
    return [".".join(map(str, error.absolute_path)) for error in found]
