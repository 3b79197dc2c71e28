"""What a phase asks of a submission: as a list to read, and as a ``submission.yaml`` to fill in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from podium.boards import visibility
from podium.challenge.model import STATEMENTS, Attribute, Phase
from podium.site.frame.texts import Texts
from podium.submission import accept, statement

_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a participant is asked to say with a submission. ``key`` is where, in
    ``submission.yaml``."""

    key: str
    name: str
    description: str
    answer: str
    is_required: bool


def list_questions(phase: Phase, say: Texts) -> tuple[Asked, ...]:
    """EvalAI's four that the phase shows, its attributes, Grand Challenge's further fields."""
    return (
        *_statements(phase, say),
        *(_asked(attribute, say) for attribute in phase.attributes),
        *_extras(phase, say),
        *_visibility(phase, say),
    )


def write_form(phase: Phase, say: Texts) -> str:
    """A ``submission.yaml`` that the phase takes as it stands: what is required has an answer, the
    rest is a comment."""
    lines = [line for key in _asked_keys(phase) for line in _key_lines(key, phase, say)]
    lines += _attribute_lines(phase, say)
    return "\n".join([*lines, *_supplement_lines(phase, say), *_visibility_lines(phase, say)])


def _statements(phase: Phase, say: Texts) -> Iterator[Asked]:
    """None is required."""
    names = {
        "method_name": say("Method name"),
        "method_description": say("Method description"),
        "project_url": say("Project URL"),
        "publication_url": say("Publication URL"),
    }
    assert tuple(names) == STATEMENTS
    for key in _asked_keys(phase):
        answer = say("a link") if key.endswith("_url") else say("text")
        yield Asked(key, names[key], say("{key} in submission.yaml.", key=key), answer, False)


def _asked_keys(phase: Phase) -> tuple[str, ...]:
    hidden = visibility.hidden_statements(phase)
    return tuple(key for key in STATEMENTS if key not in hidden)


def _asked(attribute: Attribute, say: Texts) -> Asked:
    return Asked(
        key=f"attributes: {attribute.name}",
        name=attribute.name,
        description=attribute.description,
        answer=_answer(attribute, say),
        is_required=attribute.required,
    )


def _answer(attribute: Attribute, say: Texts) -> str:
    options = ", ".join(attribute.options)
    match attribute.type:
        case "boolean":
            return say("yes or no")
        case "radio":
            return say("one of: {options}", options=options)
        case "checkbox":
            return say("any of: {options}", options=options)
        case _:
            return say("text")


def _extras(phase: Phase, say: Texts) -> Iterator[Asked]:
    """Grand Challenge's, where the phase takes them."""
    settings = phase.settings
    if settings.supplementary_url_choice != "off":
        yield Asked(
            "supplementary_url",
            settings.supplementary_url_label,
            settings.supplementary_url_help_text,
            say("a link"),
            settings.supplementary_url_choice == "req",
        )
    if settings.supplementary_file_choice != "off":
        yield Asked(
            "supplementary_file",
            settings.supplementary_file_label,
            settings.supplementary_file_help_text,
            say("the name of a PDF or a text beside it"),
            settings.supplementary_file_choice == "req",
        )
    if settings.allow_submission_comments:
        is_shown = visibility.shows_comments(phase)
        yield Asked(
            "comment",
            say("Comment"),
            say("A comment of your own, shown with the result.")
            if is_shown
            else say("A comment of your own, not shown."),
            say.count(
                "text of at most {n} character",
                "text of at most {n} characters",
                statement.COMMENT_LENGTH,
            ),
            False,
        )


def _visibility(phase: Phase, say: Texts) -> Iterator[Asked]:
    if accept.may_choose_visibility(phase):
        usual = (
            say("Left out, it is hidden.")
            if phase.uses_evalai_visibility
            else say("Left out, it is shown.")
        )
        yield Asked("is_public", say("Shown to everybody"), usual, say("yes or no"), False)


# As YAML


def _key_lines(key: str, phase: Phase, say: Texts) -> Iterator[str]:
    samples = {
        "method_name": say("My method"),
        "method_description": say("What it does, in a sentence or two."),
        "project_url": "https://example.org/my-code",
        "publication_url": "https://example.org/my-paper",
    }
    mark = "" if key == "method_name" else "# "
    yield f"{mark}{key}: {_scalar(samples[key])}"


def _attribute_lines(phase: Phase, say: Texts) -> Iterator[str]:
    if not phase.attributes:
        return
    # A key without a value under it would be refused.
    is_any_required = any(attribute.required for attribute in phase.attributes)
    yield "attributes:" if is_any_required else "# attributes:"
    for attribute in phase.attributes:
        answer = _answer(attribute, say)
        told = (
            say("Required, {answer}", answer=answer)
            if attribute.required
            else say("May be left out, {answer}", answer=answer)
        )
        yield from _comment(attribute.description, "  ")
        yield from _comment(told, "  ")
        mark = "" if attribute.required else "# "
        yield f"  {mark}{_scalar(attribute.name)}: {_sample(attribute, say)}"


def _sample(attribute: Attribute, say: Texts) -> str:
    first = attribute.options[0] if attribute.options else ""
    match attribute.type:
        case "boolean":
            return "false"
        case "radio":
            return _scalar(first)
        case "checkbox":
            return f"[{_scalar(first, is_in_list=True)}]"
        case _:
            return _scalar(say("Your answer"))


def _supplement_lines(phase: Phase, say: Texts) -> Iterator[str]:
    settings = phase.settings
    for choice, label, help_text, line in (
        (
            settings.supplementary_url_choice,
            settings.supplementary_url_label,
            settings.supplementary_url_help_text,
            "supplementary_url: https://example.org/my-paper",
        ),
        (
            settings.supplementary_file_choice,
            settings.supplementary_file_label,
            settings.supplementary_file_help_text,
            f"supplementary_file: {SUPPLEMENT}",
        ),
    ):
        if choice != "off":
            yield from _comment(f"{label}. {help_text}", "")
            told = say("Required") if choice == "req" else say("May be left out")
            yield f"# {told}"
            yield line if choice == "req" else f"# {line}"
    if settings.allow_submission_comments:
        example = say("A few words of your own.")
        yield f"# comment: {_scalar(example)}"


SUPPLEMENT = "paper.pdf"


def _visibility_lines(phase: Phase, say: Texts) -> Iterator[str]:
    if accept.may_choose_visibility(phase):
        yield from _comment(say("Whether everybody may see it"), "")
        usual = "true" if phase.uses_evalai_visibility else "false"
        yield f"# is_public: {usual}"


def _comment(text: str, indent: str) -> Iterator[str]:
    """Never more than a comment, whatever the organizers wrote."""
    plain = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    for line in textwrap.wrap(plain, _WIDTH, break_long_words=False):
        yield f"{indent}# {line}"


def _scalar(text: str, *, is_in_list: bool = False) -> str:
    """A text as YAML writes it on one line, in quotes where it needs them."""
    written: str = yaml.safe_dump(
        [text] if is_in_list else text,
        allow_unicode=True,
        width=float("inf"),
        default_flow_style=True,
        default_style=None if text.isprintable() else '"',
    )
    line = written.partition("\n")[0]
    return line[1:-1] if is_in_list else line
