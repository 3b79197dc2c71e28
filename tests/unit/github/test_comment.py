"""The comment: what it says in each state, and that nobody's text does anything in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from markdown_it import MarkdownIt

from podium.codes import Code
from podium.errors import Issue
from podium.github import comment, markdown
from podium.github.comment import BoardLine, Mark, Stage, Subject, Value
from podium.submission.limits import UNLIMITED, Allowance

SHA = "3f2a9c1" + "0" * 33
SUBJECT = Subject("pr-12-3f2a9c1", SHA, "Development")
NEXT = datetime(2026, 7, 2, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- podium:1 {} -->",
    "@octocat look",
    "[click](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "https://example.org www.example.org a@example.org",
    "a | b\n\n| c | d |\n|---|---|",
    "`code` ``two`` ```",
    "# heading\n> quote\n- list\n1. one",
    "org/repo#1 #2 GH-3",
    "::set-output name=state::published\r\n::add-mask::x",
    "*a* _b_ ~~c~~ $d$",
    "\x1b[2J\u202egnp.exe",
    "&lt;b&gt; &#64;octocat",
    "x" * 100_000,
]
RENDER = MarkdownIt("js-default").enable(["table", "strikethrough"])


def html(text: str) -> str:
    rendered: str = RENDER.render(text)
    return rendered


@pytest.mark.parametrize("stage", list(Stage))
def test_a_mark_is_found_again(stage: Stage) -> None:
    mark = Mark(SHA, stage, 3)
    assert comment.parse_mark(f"{comment.mark_line(mark)}\nx") == mark
    assert comment.parse_mark(comment.mark_line(mark).replace("\n", "\r\n")) == mark


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"Hello {comment.mark_line(Mark(SHA, Stage.SCORED))}",
        "<!-- podium:1 {} -->",
        "<!-- podium:1 [] -->",
        '<!-- podium:1 {"sha": 1, "stage": "scored", "attempts": 0} -->',
        '<!-- podium:1 {"sha": "x", "stage": "won", "attempts": 0} -->',
        "<!-- podium:2 {} -->",
    ],
)
def test_what_is_no_mark(body: str) -> None:
    assert comment.parse_mark(body) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing(text: str) -> None:
    for shown in (markdown.text(text), markdown.text(text, starts_line=True)):
        rendered = html(f"before {shown} after\n\n{shown}")
        assert set(re.findall(r"<(/?\w+)", rendered)) <= {"p", "/p"}
        assert "\n" not in shown and "<!--" not in shown
        assert not re.search(r"@\w|#\d|://|www\.|GH-\d", shown)
    rendered = html(f"- {markdown.code(text)}: x")
    assert set(re.findall(r"<(/?\w+)", rendered)) <= {"ul", "/ul", "li", "/li", "code", "/code"}


def test_plain_text_stays_readable() -> None:
    assert markdown.text("accuracy 0.75 ± 0.1 (of 3), x-y_z") == (
        "accuracy 0.75 ± 0.1 (of 3), x-y\\_z"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_state(text: str) -> None:
    subject = Subject("pr-1-0000000", SHA, text)
    issue = Issue.error(text, where=text, path=text)
    line = BoardLine(text, "https://x.example/", 1, 2, (Value(text, text),), text)
    allowance = Allowance(True, 1, NEXT, (text,))
    for body in (
        comment.evaluating(subject, warnings=[issue]),
        comment.rejected(subject, [issue] * 100, allowance=allowance),
        comment.failed(subject, text, allowance=allowance),
        comment.scored(subject, [line], entry_url="https://x.example/", allowance=allowance),
    ):
        assert len(body) < 65_536
        assert "<!--" not in re.sub("`[^`]*`", "", body.partition("\n")[2])
        rendered = html(body.partition("\n")[2])
        known = {"p", "h3", "ul", "li", "code", "strong", "blockquote", "a"}
        assert {tag.strip("/") for tag in re.findall(r"<(/?\w+)", rendered)} <= known
        assert set(re.findall(r'href="([^"]*)"', rendered)) <= {"https://x.example/"}


def test_received_names_the_submission_and_the_commit() -> None:
    body = comment.received(SUBJECT)
    assert comment.parse_mark(body) == Mark(SHA, Stage.RECEIVED)
    assert "`pr-12-3f2a9c1`" in body and f"`{SHA[:12]}`" in body


def test_rejected_lists_every_issue_and_says_what_to_do() -> None:
    issues = [Issue.error("is a link; put the file there", where="a"), Issue.warning("odd")]
    body = comment.rejected(SUBJECT, issues, allowance=Allowance(True, 0, NEXT, ("2 of 2 used",)))
    assert "One thing has to be mended. Nothing was counted." in body
    assert "- `a`: is a link; put the file there" in body and "Worth knowing" in body
    assert "Push a new commit" in body
    assert "No submissions to this phase left; the next is possible from 2026-07-02" in body


def test_the_code_of_an_issue_stands_behind_it_in_small_print() -> None:
    issues = [Issue.error("is a link", code=Code.NOT_A_PLAIN_FILE, where="a")]
    assert comment.issue_list(issues) == "- `a`: is a link <sub>PD707</sub>"


def test_failed_quotes_the_evaluator() -> None:
    assert "> line 3: expected a number" in comment.failed(SUBJECT, "line 3: expected a number")


def test_broken_mentions_the_hosts_and_nobody_else() -> None:
    subject = Subject("pr-1-3f2a9c1", SHA, "Development", evaluators="0123456789abcdef")
    hosts = {"hanna", "b-c", "no login", "@x", "<b>"}
    body = comment.broken(subject, hosts=hosts, run_url="https://x.example/")
    assert re.findall(r"@\S+", body) == ["@b-c", "@hanna:"]
    assert "[The run's summary](https://x.example/) has what" in body
    assert comment.parse_mark(body) == Mark(SHA, Stage.BROKEN, 0, "0123456789abcdef")
    assert "For the hosts: The run's summary has" in comment.broken(SUBJECT)
    assert len(re.findall("@", comment.broken(SUBJECT, hosts={f"h{n}" for n in range(99)}))) == 10


@pytest.mark.parametrize("said", HOSTILE)
def test_of_a_limit_the_sentence_is_quoted_and_does_nothing(said: str) -> None:
    body = comment.broken(SUBJECT, limit=said)
    assert "may not be your fault" in body and len(body) < 65_536
    rendered = html(body.partition("\n")[2])
    assert {tag.strip("/") for tag in re.findall(r"<(/?\w+)", rendered)} <= {
        *("p", "h3", "code", "blockquote"),
    }
    assert "@octocat" not in body


@pytest.mark.parametrize("is_last", [False, True])
def test_infrastructure_is_not_their_fault_and_nothing_is_counted(is_last: bool) -> None:
    body = comment.retrying(SUBJECT, attempts=6, is_last=is_last)
    assert "not your fault" in body and "nothing was counted" in body
    mark = comment.parse_mark(body)
    assert mark is not None and mark.attempts == 6
    assert mark.stage is (Stage.BROKEN if is_last else Stage.RETRYING)
    assert ("retried" in body) is not is_last


def test_scored_leads_with_the_rank() -> None:
    line = BoardLine("All", "", 3, 17, (Value("accuracy", "0.75 ± 0.01"),))
    body = comment.scored(SUBJECT, [line], newer="f" * 40)
    assert "### Scored: rank 3 of 17" in body
    assert "- **All**: rank 3 of 17, accuracy 0.75 ± 0.01" in body
    assert "A newer commit, `ffffffffffff`, waits" in body


def test_scored_tells_what_is_worth_knowing() -> None:
    left_out = Issue.warning("a.csv is not kept", code=Code.OUTPUT_LEFT_OUT)
    body = comment.scored(SUBJECT, [], warnings=[left_out])
    assert "Worth knowing:\n\n- a.csv is not kept <sub>PD489</sub>" in body


def test_a_board_that_does_not_list_it_says_why() -> None:
    body = comment.scored(SUBJECT, [BoardLine("All", note="not ranked: accuracy is missing")])
    assert "### Scored\n" in body and "not ranked: accuracy is missing" in body


def test_a_phase_without_public_boards_shows_no_number() -> None:
    body = comment.scored(SUBJECT, [])
    assert "The result is recorded" in body and "rank" not in body


def test_an_unlimited_participant_is_told_no_number() -> None:
    allowance = Allowance(True, UNLIMITED, NEXT, ())
    assert "left" not in comment.scored(SUBJECT, [], allowance=allowance)


def test_a_comment_that_is_too_long_ends_with_a_line() -> None:
    """Cut within one, it might be in a code span, and what follows would be live."""
    issues = [Issue.error("x" * 480, where="a" * 190, path="b" * 190) for _ in range(200)]
    lines = [BoardLine("t" * 400, values=(Value("v" * 400, "`w` " * 100),)) for _ in range(100)]
    for body in (comment.rejected(SUBJECT, issues), comment.scored(SUBJECT, lines)):
        assert len(body) <= comment.LENGTH + 10
    *whole, last, _, end = body.split("\n")
    assert end == "…" and last == whole[-1], "the last line is as whole as the others"
