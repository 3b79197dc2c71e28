"""Anybody's text in GitHub's Markdown."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from podium.github import markdown


@pytest.mark.parametrize(
    "live", ["@octocat", "#12", "org/repo#12", "GH-12", "https://evil.example", "www.evil.example"]
)
def test_nobody_is_notified_and_nothing_is_linked(live: str) -> None:
    assert live not in markdown.text(live)


@pytest.mark.parametrize("markup", ["*a*", "<b>", "[a](b)", "`a`", "| a |", "# a"])
def test_markup_is_shown_as_it_was_written(markup: str) -> None:
    shown = markdown.text(markup, starts_line=True)
    assert shown != markup
    assert "<" not in shown


def test_a_text_is_one_line_without_what_cannot_be_seen_and_not_endless() -> None:
    assert markdown.text("a\n\u202eb") == "a \N{REPLACEMENT CHARACTER}b"
    assert markdown.text("x" * 600, most=5) == "xxxx…"


@pytest.mark.parametrize(
    ("value", "span"), [("a", "`a`"), ("a``b", "```a``b```"), ("`", "`` ` ``"), ("", "")]
)
def test_a_code_span_ends_where_it_should(value: str, span: str) -> None:
    assert markdown.code(value) == span


@pytest.mark.parametrize(
    "line", ["```", "~~~", "````text", "<b>@octocat</b>", "\x1b[2J\u202e", "x" * 9999]
)
def test_a_block_holds_its_lines_and_ends_where_it_should(line: str) -> None:
    shown = markdown.block(["\tindented", line, "end"])
    rendered = MarkdownIt("commonmark").render(f"{shown}\n\nafter")
    assert rendered.startswith('<pre><code class="language-text">\tindented\n')
    assert rendered.endswith("end\n</code></pre>\n<p>after</p>\n")
    assert "\x1b" not in shown and max(map(len, shown.splitlines())) <= 300
