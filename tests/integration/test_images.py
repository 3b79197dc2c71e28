"""Images and other files on their way from an evaluator to a submission's page, by the commands of
the README."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from podium.cli import main

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
CONFIG = """\
title: Pictures
podium: {slug: pictures}
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [a], default_order_by: a}}]
dataset_splits: [{id: 1, codename: all}]
challenge_phases:
  - id: 1
    codename: dev
    name: Dev
    view_content: {main: [image, segmentation], other: [error-map]}
    hanging_protocol: [{viewport_name: other}, {viewport_name: main}]
challenge_phase_splits: [{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}]
"""
SCRIPT = f"""\
import os
from pathlib import Path


def evaluate(annotation, submission, phase, **kwargs):
    root = Path(os.environ["PODIUM_OUTPUT"], "images")
    for name in ("image", "segmentation", "error-map", "unlisted"):
        (root / name).mkdir(parents=True)
        (root / name / "case-1.png").write_bytes({PNG!r})
    (root.parent / "deep").mkdir()
    (root.parent / "details.json").write_text('{{"case-1": 0.5}}')
    (root.parent / "deep" / "log.txt").write_text("x" * (6 << 20))
    (root.parent / "unlisted.json").write_text("secret-1")
    os.symlink("/etc/passwd", root.parent / "link.txt")
    return {{"result": [{{"all": {{"a": 1}}}}]}}
"""
KEPT = "podium: {slug: pictures, outputs: [details.json, deep/log.txt, link.txt, none.csv]}"
WITH_OUTPUTS = CONFIG.replace("podium: {slug: pictures}", KEPT)


def build(tmp_path: Path, config: str = CONFIG) -> Path:
    files = {"evaluation_script/__init__.py": SCRIPT}
    challenge = factories.write_challenge(tmp_path / "challenge", config, files)
    answer = tmp_path / "answer.csv"
    answer.write_text("1\n")
    commands = (
        ["evaluate", challenge, answer, "--phase", "dev", "--out", tmp_path / "out"],
        ["record", challenge, tmp_path / "out", "--results", tmp_path / "results"],
        ["build", challenge, "--results", tmp_path / "results", "--out", tmp_path / "site"],
    )
    for command in commands:
        if command[0] == "evaluate":
            command += ["--runner", "process", "--participant", "ada", "--id", "s1"]
        assert main.run([str(one) for one in command]) == 0
    return tmp_path / "site" / "pictures" / "submissions" / "s1"


@pytest.mark.field("view_content", "hanging_protocol")
def test_a_page_shows_its_cases_in_their_viewports_with_what_lies_over_them(
    tmp_path: Path,
) -> None:
    page = build(tmp_path)
    text = (page / "index.html").read_text()
    first, second = text.index('alt="other: case-1"'), text.index('alt="main: case-1"')
    assert first < second, "in the order of the hanging protocol"
    assert 'class="overlay" src="images/segmentation/case-1.png"' in text
    kept = sorted(path.relative_to(page).as_posix() for path in page.rglob("*.png"))
    assert kept == [f"images/{name}/case-1.png" for name in ("error-map", "image", "segmentation")]
    assert all((page / name).read_bytes() == PNG for name in kept)
    recorded = list((tmp_path / "results").rglob("*.png"))
    assert len(recorded) == 3


@pytest.mark.field("optional_hanging_protocols")
def test_an_optional_protocol_is_followed_where_there_is_no_other(tmp_path: Path) -> None:
    own = "    hanging_protocol: [{viewport_name: other}, {viewport_name: main}]"
    optional = "    optional_hanging_protocols: [[{viewport_name: other}]]"
    text = (build(tmp_path, CONFIG.replace(own, optional)) / "index.html").read_text()
    assert text.index('alt="other: case-1"') < text.index('alt="main: case-1"')


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'/>", b"\xff\xd8\xff\xe0", PNG[:16] + b"\xff" * 20],
    ids=["what can run something", "another kind than its name", "a bomb"],
)
def test_a_recorded_image_is_looked_at_once_more(tmp_path: Path, content: bytes) -> None:
    page = build(tmp_path)
    (recorded,) = (tmp_path / "results").rglob("error-map/case-1.png")
    recorded.write_bytes(content)
    challenge, results = tmp_path / "challenge", tmp_path / "results"
    command = ["build", challenge, "--results", results, "--out", tmp_path / "site"]
    assert main.run([str(one) for one in command]) == 0
    text = (page / "index.html").read_text()
    assert 'alt="main: case-1"' in text and 'alt="other: case-1"' not in text
    assert all(path.read_bytes() != content for path in page.rglob("*.*"))


@pytest.mark.parametrize(
    "hidden",
    [
        CONFIG.replace("dataset_split_id: 1}]", "dataset_split_id: 1, visibility: 1}]"),
        CONFIG.replace("name: Dev", "name: Dev\n    display_all_metrics: false"),
        CONFIG.replace("name: Dev", "name: Dev\n    auto_publish_new_results: false"),
    ],
    ids=["a split of the hosts", "only ranking metrics", "under review"],
)
def test_images_are_hidden_with_the_numbers(hidden: str, tmp_path: Path) -> None:
    assert hidden != CONFIG
    build(tmp_path, hidden)
    assert list((tmp_path / "site").rglob("*.png")) == []
    assert "case-1" not in "".join(path.read_text() for path in (tmp_path / "site").rglob("*.html"))


def test_named_files_are_kept_with_the_record_and_linked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is too large, a link or not named is left out."""
    page = build(tmp_path, WITH_OUTPUTS)
    said = capsys.readouterr().err
    assert said.count("warning: deep/log.txt is not kept: it has 6.0 MiB") == 2, "twice told"
    text = (page / "index.html").read_text()
    assert 'href="outputs/details.json"' in text
    assert (page / "outputs/details.json").read_text() == '{"case-1": 0.5}'
    kept = [path.name for path in (page / "outputs").rglob("*") if path.is_file()]
    assert kept == ["details.json"]
    (recorded,) = (tmp_path / "results").rglob("outputs/**/*.json")
    assert recorded.read_text() == '{"case-1": 0.5}'
    assert "secret-1" not in "".join(p.read_text() for p in (tmp_path / "results").rglob("*.json"))


@pytest.mark.parametrize(
    "hidden",
    [
        WITH_OUTPUTS.replace("dataset_split_id: 1}]", "dataset_split_id: 1, visibility: 1}]"),
        WITH_OUTPUTS.replace("name: Dev", "name: Dev\n    display_all_metrics: false"),
        WITH_OUTPUTS.replace("name: Dev", "name: Dev\n    auto_publish_new_results: false"),
    ],
    ids=["a split of the hosts", "only ranking metrics", "under review"],
)
def test_named_files_are_hidden_with_the_numbers(hidden: str, tmp_path: Path) -> None:
    page = build(tmp_path, hidden)
    assert not (page / "outputs").exists()
    pages = (tmp_path / "site").rglob("*.html")
    assert "details.json" not in "".join(path.read_text() for path in pages)


@pytest.mark.parametrize(
    "name", ["page.html", "metrics.json", "../a.json", "/a.json", ".a.json", "a.svg", "a//b.json"]
)
def test_a_name_that_is_no_safe_file_of_the_output_is_refused(name: str) -> None:
    config = factories.SMALL_CONFIG.replace("podium: {", f'podium: {{outputs: ["{name}"], ')
    (issue,) = factories.parse(config).issues
    assert issue.path == "podium.outputs[0]"
    assert "expected a path in /output such as details.json" in issue.message
