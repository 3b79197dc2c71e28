"""The submission.yaml that a phase's page offers: the phase takes it as it stands."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

import factories
from podium.challenge.model import Phase
from podium.records.model import SubmittedFile
from podium.site.frame.texts import IN_ENGLISH
from podium.site.phase import statement_form
from podium.submission import statement
from podium.submission.check import check_submission

FILES = (SubmittedFile("predictions.csv", 4, "0" * 64),)


def make_phase(*attributes: dict[str, Any], **settings: Any) -> Phase:
    config = yaml.safe_load(factories.SMALL_CONFIG)
    config["challenge_phases"][0] |= settings
    if attributes:
        config["challenge_phases"][0]["submission_meta_attributes"] = list(attributes)
    return factories.make_challenge(yaml.safe_dump(config, allow_unicode=False)).phases[0]


def ask(kind: str, name: str = "Question", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "Which?", "type": kind, "required": True, **more}


def fill_in(phase: Phase) -> statement.Statement:
    form = statement_form.write_form(phase, IN_ENGLISH)
    said, issues = statement.parse_statement(form.encode())
    assert issues == [], form
    found = check_submission(phase, files=FILES, metadata=said.metadata, now=factories.NOON)
    assert found == [], form
    return said


def test_the_form_of_a_phase_that_asks_nothing_names_the_method() -> None:
    assert fill_in(make_phase()).metadata.method_name == "My method"


HOSTILE = [
    "plain",
    "yes",
    "null",
    "12",
    "2026-07-01",
    "a: b",
    "a #b",
    "- a",
    "[a, b]",
    "{a}",
    "'quoted\"",
    "two\nlines",
    "tab\there",
    "\u2028\u202e\u0085odd",
    "🦊 العربية",
    "END",
    "$(touch x) `y`",
    "long " * 60,
    "*alias",
    "&anchor",
    "!tag",
    "%percent",
    "@at",
    "?",
    "|",
    ">",
    "~",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_name_option_and_description_can_be_asked(text: str) -> None:
    name = text[:60].strip()
    radio = fill_in(make_phase(ask("radio", name, options=[text, "other"], description=text)))
    assert radio.metadata.attributes == {name: text}
    box = fill_in(make_phase(ask("checkbox", name, options=[text, "other"], description=text)))
    assert box.metadata.attributes == {name: (text,)}


@pytest.mark.field("boolean", "text", "required", of="submission_meta_attributes")
def test_what_is_required_has_an_answer_and_the_rest_is_a_comment() -> None:
    optional = ask("text", "Software", required=False)
    said = fill_in(make_phase(ask("boolean", "Extra"), optional, ask("text", "Model")))
    assert said.metadata.attributes == {"Extra": False, "Model": "Your answer"}
    assert fill_in(make_phase(optional)).metadata.attributes == {}
    form = statement_form.write_form(make_phase(optional), IN_ENGLISH)
    assert "# attributes:\n  # Which?\n  # May be left out, text\n  # Software: Your answer" in form


@pytest.mark.field("supplementary_url_choice", "supplementary_file_choice")
@pytest.mark.field("allow_submission_comments")
def test_grand_challenges_fields_are_in_the_form() -> None:
    said = fill_in(
        make_phase(
            supplementary_url_choice="req",
            supplementary_file_choice="req",
            allow_submission_comments=True,
        )
    )
    assert said.metadata.supplementary_url == "https://example.org/my-paper"
    assert said.supplementary_file == "paper.pdf"
    assert said.metadata.comment == ""
    optional = make_phase(supplementary_url_choice="opt", supplementary_file_choice="opt")
    assert fill_in(optional).metadata.supplementary_url == ""
    keys = [one.key for one in statement_form.list_questions(optional, IN_ENGLISH)]
    assert {"supplementary_url", "supplementary_file"} <= set(keys)


@pytest.mark.field("is_submission_public", "leaderboard_public")
@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "# is_public: false"),
        ({"is_public": True, "leaderboard_public": True}, "# is_public: true"),
        ({"is_public": True, "leaderboard_public": True, "is_submission_public": True}, None),
        ({"is_public": True}, None),
    ],
)
def test_visibility_is_asked_of_those_who_may_choose(
    settings: dict[str, Any], line: str | None
) -> None:
    form = statement_form.write_form(make_phase(**settings), IN_ENGLISH)
    assert [one for one in form.splitlines() if "is_public" in one] == ([line] if line else [])


@pytest.mark.field("default_submission_meta_attributes")
def test_what_the_phase_hides_is_not_in_the_form() -> None:
    hidden = [{"name": "method_name", "is_visible": False}]
    phase = make_phase(default_submission_meta_attributes=hidden)
    assert "method_name" not in statement_form.write_form(phase, IN_ENGLISH)
    assert fill_in(phase).metadata.method_name == ""
