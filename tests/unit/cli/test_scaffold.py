"""What ``podium init`` writes, and what it refuses to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium import resources
from podium.challenge.folder import load_challenge
from podium.cli import init, inspection, scaffold
from podium.cli.scaffold import Names, Shape
from podium.errors import ChallengeError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAMES = Names(title="Shapes", repository="shapes", owner="octo-org", commit=COMMIT, version="v1")

CHALLENGES = [
    pytest.param(Shape.SINGLE, ".", id="single"),
    pytest.param(Shape.PRIVATE_GRADER, "challenge", id="public challenge"),
    pytest.param(Shape.PRIVATE_GRADER, "grader", id="private grader"),
]


@pytest.fixture(scope="module")
def templates() -> dict[str, str]:
    return scaffold.read_templates(resources.bundled("init_templates"))


def make(templates: dict[str, str], shape: Shape, names: Names = NAMES) -> dict[str, str]:
    return scaffold.make_repository(templates, shape=shape, names=names)


@pytest.mark.parametrize(("shape", "challenge"), CHALLENGES)
def test_what_is_written_passes_check_without_a_warning(
    templates: dict[str, str], shape: Shape, challenge: str, tmp_path: Path
) -> None:
    scaffold.write(make(templates, shape), tmp_path / "new")
    report = inspection.check_challenge(tmp_path / "new" / challenge)
    assert report.exit_code == 0
    assert report.issues == ()


@pytest.mark.parametrize(("shape", "challenge"), CHALLENGES)
@pytest.mark.parametrize(
    "title", ["Shapes", 'A "quoted": #title', "on", "{x} & <b>", "Zürich, 形 🎯", "[[owner]]"]
)
def test_any_title_survives(
    templates: dict[str, str], shape: Shape, challenge: str, title: str, tmp_path: Path
) -> None:
    names = Names(title=title, repository="shapes", owner="octo-org", commit=COMMIT)
    scaffold.write(make(templates, shape, names), tmp_path / "new")
    assert load_challenge(tmp_path / "new" / challenge).challenge.title == title


@pytest.mark.parametrize("name", ["2024", "1e3", "null", "on", "Shapes.v2", "a_b"])
def test_names_that_look_like_something_else_stay_names(
    templates: dict[str, str], name: str, tmp_path: Path
) -> None:
    names = Names(title="Shapes", repository=name, owner=name.replace("_", "-").replace(".", ""))
    scaffold.write(make(templates, Shape.SINGLE, names), tmp_path / "elsewhere")
    challenge = load_challenge(tmp_path / "elsewhere").challenge
    assert challenge.slug == name.lower().replace(".", "-").replace("_", "-")


@pytest.mark.parametrize("shape", Shape)
def test_every_name_is_filled_in(templates: dict[str, str], shape: Shape) -> None:
    files = make(templates, shape)
    assert not [path for path, text in files.items() if "[[" in text]
    assert not [path for path in files if "dot_" in path]


@pytest.mark.parametrize("shape", Shape)
def test_placeholders_are_listed_where_the_settings_are(
    templates: dict[str, str], shape: Shape
) -> None:
    names = Names(title="Shapes", repository="shapes")
    files = make(templates, shape, names)
    listed = dict(scaffold.places_to_fill_in(names))
    assert set(listed) == {scaffold.OWNER_TO_FILL_IN, scaffold.COMMIT_TO_FILL_IN}
    for text in listed:
        assert f"| `{text}` |" in files["SETTINGS.md"]
        assert any(text in content for path, content in files.items() if path != "SETTINGS.md")


@pytest.mark.parametrize("shape", Shape)
def test_with_all_names_given_no_placeholder_is_left(
    templates: dict[str, str], shape: Shape
) -> None:
    assert scaffold.places_to_fill_in(NAMES) == ()
    for text in make(templates, shape).values():
        assert scaffold.OWNER_TO_FILL_IN not in text
        assert scaffold.COMMIT_TO_FILL_IN not in text
        assert "Fill these in" not in text


def test_every_template_is_used_by_some_shape(templates: dict[str, str]) -> None:
    marked = {path: f"{path}\n{text}" for path, text in templates.items()}
    written = "\n".join(
        text.partition("\n")[0] for shape in Shape for text in make(marked, shape).values()
    )
    assert set(templates) == set(written.splitlines())


def test_the_bell_names_the_grader_that_is_written(templates: dict[str, str]) -> None:
    files = make(templates, Shape.PRIVATE_GRADER)
    caller = files["challenge/.github/workflows/notify.yml"]
    assert 'owner: "octo-org"\n      grader-repository: "shapes-grader"\n' in caller
    assert "grader/.github/workflows/evaluate.yml" in files
    assert "notify" not in "".join(make(templates, Shape.SINGLE))


def test_public_challenge_and_grader_differ_only_where_they_must(
    templates: dict[str, str],
) -> None:
    files = make(templates, Shape.PRIVATE_GRADER)
    public, private = (
        {
            path.removeprefix(f"{folder}/"): text
            for path, text in files.items()
            if path.startswith(f"{folder}/")
        }
        for folder in ("challenge", "grader")
    )
    differing = {path for path in public.keys() & private.keys() if public[path] != private[path]}
    assert differing == {"annotations/test.csv", "README.md"}


def test_public_challenge_holds_made_up_labels_for_the_same_ids(templates: dict[str, str]) -> None:
    files = make(templates, Shape.PRIVATE_GRADER)
    made_up, true = (
        [line.split(",") for line in files[f"{folder}/annotations/test.csv"].splitlines()]
        for folder in ("challenge", "grader")
    )
    assert [row[0] for row in made_up] == [row[0] for row in true]
    agreeing = sum(one == other for one, other in zip(made_up, true, strict=True))
    assert agreeing < 0.7 * len(true)


def test_site_of_an_account_has_no_path() -> None:
    names = Names(title="x", repository="octo-org.github.io", owner="Octo-Org")
    assert names.site_url(names.repository) == "https://octo-org.github.io/"
    assert names.site_url("shapes") == "https://octo-org.github.io/shapes/"


def test_all_wrong_names_are_told_at_once(templates: dict[str, str]) -> None:
    wrong = Names(title="two\nlines", repository="a b", owner="-x", action="podium", commit="v1.0")
    with pytest.raises(ChallengeError) as caught:
        make(templates, Shape.SINGLE, wrong)
    options = [str(issue).partition(":")[0] for issue in caught.value.issues]
    assert options == ["--title", "--owner", "--name", "--action", "--action-ref"]


def test_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("here first")
    with pytest.raises(ChallengeError, match="not empty"):
        scaffold.write({"mine": "new", "other": "new"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine").read_text() == "here first"


def test_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("here first")
    with pytest.raises(ChallengeError, match="this is a file"):
        scaffold.write({"other": "new"}, tmp_path / "mine")


def test_clone_of_an_empty_repository_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    scaffold.write({"deep/down.txt": "new\n"}, tmp_path)
    assert (tmp_path / "deep" / "down.txt").read_bytes() == b"new\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(None, None, id="not from a URL"),
        pytest.param('{"url": "file:///src/podium", "dir_info": {}}', None, id="a folder"),
        pytest.param("{", None, id="unreadable"),
        pytest.param(
            f'{{"url": "https://github.com/o/podium", "vcs_info": {{"commit_id": "{COMMIT}"}}}}',
            ("o/podium", COMMIT),
            id="https",
        ),
        pytest.param(
            f'{{"url": "ssh://git@github.com/o/p.git", "vcs_info": {{"commit_id": "{COMMIT}"}}}}',
            ("o/p", COMMIT),
            id="ssh",
        ),
        pytest.param(
            f'{{"url": "https://example.org/o/p", "vcs_info": {{"commit_id": "{COMMIT}"}}}}',
            None,
            id="elsewhere",
        ),
    ],
)
def test_workflows_are_pinned_to_the_podium_that_was_installed(
    text: str | None, expected: tuple[str, str] | None
) -> None:
    assert init.read_origin(text) == expected
