"""What a phase's page tells those who want to submit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from podium.records.model import PullRequestSource
from podium.site import render_site
from unit.site.factories import (
    CELLS,
    DIGITS,
    digit_scores,
    make_digit_record,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page


def final_page(tmp_path: Path, config: str) -> Page:
    challenge = make_site_challenge(tmp_path, config)
    return Page(render_site([challenge], options=make_options())["cells/phases/final/index.html"])


def phase_text(tmp_path: Path, *lines: str, top: tuple[str, ...] = (), **options: object) -> str:
    """The final phase's page, with more keys in the phase and at the top."""
    config = CELLS + "".join(f"    {line}\n" for line in lines)
    config = config.replace("podium: {", "\n".join([*top, "podium: {verified: [unseen], "]), 1)
    challenge = make_site_challenge(tmp_path, config)
    pages = render_site([challenge], options=make_options(**options))
    return Page(pages["cells/phases/final/index.html"]).text


def test_commands_are_those_of_this_phase(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/phases/dev/index.html"])
    for line in (
        'podium check challenges/digits --submission "$FOLDER" --phase dev',
        'podium evaluate challenges/digits "$FOLDER" --phase dev --out ../my-result',
        "FOLDER=submissions/digits/dev/$LOGIN/$NAME",
        'cp ../my-file.csv "$FOLDER"',
    ):
        assert any(line in text for text in page.texts), line


def test_the_repository_is_the_one_where_pull_requests_were_opened(
    pages: Mapping[str, str],
) -> None:
    known = Page(pages["digits/phases/dev/index.html"])
    assert "gh repo fork org/digits --clone" in known.text
    assert 'gh pr create --repo org/digits --head "$LOGIN:$NAME"' in known.text
    assert "https://github.com/org/digits" in known.values("href", "a")
    unknown = Page(pages["cells/phases/final/index.html"]).text
    assert "OWNER/REPOSITORY : put the challenge's own in its place." in unknown
    assert "gh repo fork OWNER/REPOSITORY --clone" in unknown


def test_the_repository_that_the_site_is_told_goes_before_all(tmp_path: Path) -> None:
    assert "gh repo fork new/home --clone" in phase_text(tmp_path / "a", repository="new/home")
    assert "touch" not in phase_text(tmp_path / "b", repository="$(touch x)/y")


def test_a_repository_that_is_none_is_not_put_into_a_command(tmp_path: Path) -> None:
    record = make_digit_record(1, digit_scores(0.9))
    source = PullRequestSource("$(touch x)/`y`", 1, "0" * 40)
    record = replace(record, submission=replace(record.submission, source=source))
    challenge = make_site_challenge(tmp_path, DIGITS, [record])
    page = Page(render_site([challenge], options=make_options())["digits/phases/dev/index.html"])
    assert "touch x" not in page.text
    assert "gh repo fork OWNER/REPOSITORY" in page.text


def test_nobody_is_told_to_evaluate_against_what_they_cannot_have(
    pages: Mapping[str, str],
) -> None:
    text = Page(pages["cells/phases/final/index.html"]).text
    assert "podium check . --submission" in text
    assert "podium evaluate" not in text
    assert "The ground truth of this phase is hidden" in text


@pytest.mark.field("external_evaluation")
def test_what_the_hosts_evaluate_themselves_is_said_to_wait_for_them(tmp_path: Path) -> None:
    text = phase_text(tmp_path, "external_evaluation: true")
    assert "Waiting Accepted. The hosts evaluate it on their own machines." in text
    assert "podium evaluate" not in text and "Evaluation failed" not in text


@pytest.mark.field("start_date", "end_date", "description", "allowed_submission_file_types")
def test_says_when_what_and_how_often(pages: Mapping[str, str]) -> None:
    text = Page(pages["digits/phases/dev/index.html"]).text
    assert "Opened 1 Jun 2026, 00:00 UTC Closes 31 Aug 2026, 23:59 UTC" in text
    assert "may submit 5 times a day and 100 times in all." in text
    assert "File types .csv or .zip" in text
    assert "For trying things out." in text
    assert "at most 1,000 files, 100 MiB each and 1 GiB in all" in text


@pytest.mark.field("submissions_open_at", "submissions_close_at", "is_submission_paused")
@pytest.mark.field("is_active", "max_submissions", "submission_kind")
@pytest.mark.parametrize(
    ("lines", "said", "is_told_how"),
    [
        pytest.param(
            ["submissions_close_at: 2026-07-01 00:00:00"],
            "Closed since 1 Jul 2026, 00:00 UTC What GitHub had received by then is still "
            "evaluated. A late submission is refused",
            False,
            id="closed",
        ),
        pytest.param(
            ["submissions_open_at: 2026-09-01 00:00:00"],
            "Opens 1 Sep 2026, 00:00 UTC A pull request before that is refused.",
            True,
            id="not open yet",
        ),
        pytest.param(["is_submission_paused: true"], "Paused The hosts take no", True, id="paused"),
        pytest.param(["is_active: false"], "Not active The hosts have", True, id="not active"),
        pytest.param(
            ["max_submissions: 0"], "This phase takes no submissions", False, id="limit of none"
        ),
        pytest.param(
            ["submission_kind: 3", "archive: cases", "algorithm_inputs: [image]"],
            "This phase takes algorithms",
            False,
            id="algorithms",
        ),
    ],
)
def test_a_phase_that_takes_nothing_now_says_why_and_until_when(
    lines: list[str], said: str, is_told_how: bool, tmp_path: Path
) -> None:
    text = phase_text(tmp_path, *lines)
    assert said in text
    assert ("gh pr create" in text) is is_told_how
    assert "podium check . --submission" in text


def test_an_open_phase_has_no_such_notice(tmp_path: Path) -> None:
    text = phase_text(tmp_path)
    for word in ("Closed since", "Paused", "Not active", "takes no submissions"):
        assert word not in text


@pytest.mark.field("is_registration_open", "manual_participant_approval", of="challenge")
@pytest.mark.field("allowed_email_domains", "require_complete_profile", of="challenge")
@pytest.mark.field("max_team_members", of="challenge")
@pytest.mark.field("creator_must_be_verified", "allowed_email_ids")
def test_says_who_may_submit_and_names_nobody(tmp_path: Path) -> None:
    text = phase_text(
        tmp_path,
        "creator_must_be_verified: true",
        "allowed_email_ids: [unseen@example.org, unseen-login]",
        top=(
            "is_registration_open: false",
            "manual_participant_approval: true",
            "allowed_email_domains: [a.example, b.example]",
            "require_complete_profile: true",
            "max_team_members: 3",
        ),
    )
    for said in (
        "Nobody new is taken",
        "Only those are taken whom the hosts have named: ask them first.",
        "Only those are taken who are on the hosts' list for this phase.",
        "Only those are taken whom the hosts have verified.",
        "You need an address at a.example or b.example that GitHub vouches for.",
        "Your GitHub profile needs a name, and a company or university.",
        "A team has at most 3 members.",
    ):
        assert said in text
    assert "unseen" not in text
    assert "taken" not in phase_text(tmp_path / "open")


@pytest.mark.field("parent")
def test_a_phase_that_comes_first_is_named_to_who_may_see_it(tmp_path: Path) -> None:
    sanity = "  - {codename: sanity, title: Sanity check, score_jsonpath: x, PUBLIC}\n"
    for public, shown in (("public: true", True), ("public: false", False)):
        config = f"{CELLS}    parent: sanity\n{sanity.replace('PUBLIC', public)}"
        challenge = make_site_challenge(tmp_path / str(shown), config)
        pages = render_site([challenge], options=make_options())
        text = Page(pages["cells/phases/final/index.html"]).text
        assert ("A finished submission to Sanity check comes first." in text) is shown
        assert ("Sanity check" in text) is shown


@pytest.mark.field("auto_publish_new_results")
def test_says_that_results_wait_for_the_hosts(tmp_path: Path) -> None:
    said = "A result is shown when the hosts have published it."
    assert said in phase_text(tmp_path / "a", "auto_publish_new_results: false")
    assert said not in phase_text(tmp_path / "b")


def test_other_phases_are_a_click_away(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/phases/dev/index.html"])
    assert "Other phases Test Opening soon Opens 1 Sep 2026, 00:00 UTC" in page.text
    assert "../test/index.html" in page.values("href", "a")
    assert "Rehearsal" not in page.text


@pytest.mark.field("submission_meta_attributes")
def test_asks_for_the_attributes_and_says_which_are_required(pages: Mapping[str, str]) -> None:
    text = Page(pages["digits/phases/dev/index.html"]).text
    assert "Model family required What kind of model it is." in text
    assert "one of: neighbours, linear, forest, network" in text
    assert "Extra data Was more data used yes or no" in text


@pytest.mark.field("allow_submission_comments", "display_submission_comments")
def test_asks_for_grand_challenges_fields(pages: Mapping[str, str]) -> None:
    text = Page(pages["cells/phases/final/index.html"]).text
    assert "Publication a link" in text
    assert "A comment of your own, shown with the result." in text


@pytest.mark.field("submission_page_html", "submission_page_markdown")
def test_submission_page_texts_of_grand_challenge_are_shown(tmp_path: Path) -> None:
    texts = 'submission_page_html: "<p>By <b>post</b></p><script>x</script>"'
    page = final_page(tmp_path, CELLS + f"    {texts}\n    submission_page_markdown: Or *call*.\n")
    assert "By post" in page.text
    assert "Or *call*." in page.text
    assert not page.foreign_scripts
