"""Which pull requests hold a submission; the others, each with place, fact and cure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pytest

import factories
from podium.boards import visibility
from podium.boards.readers import Hosts, Public
from podium.challenge.model import Challenge
from podium.challenge.text import pointers
from podium.errors import Issue
from podium.jobs import MIB
from podium.submission import place
from podium.submission.files.members import Caps
from podium.submission.place import ChangedPath, Location, TreeEntry

FOLDER = "submissions/small/dev/octocat/first"
CHALLENGE = factories.make_challenge()


def locate(
    *paths: str,
    deleted: Iterable[str] = (),
    login: str = "octocat",
    challenge: Challenge = CHALLENGE,
    is_host: bool | None = None,
) -> Location:
    changes = [ChangedPath(path) for path in paths] + [ChangedPath(path, True) for path in deleted]
    is_host = challenge.is_host(login, None) if is_host is None else is_host
    phases = visibility.known_phases(challenge, Hosts() if is_host else Public())
    return place.locate(changes, challenge=challenge, login=login, phases=phases)


def entries(*names: str, mode: str = "100644") -> list[TreeEntry]:
    return [TreeEntry(f"{FOLDER}/{name}", mode, "0" * 40) for name in names]


def told(issues: Iterable[Issue]) -> str:
    listed = list(issues)
    assert all(issue.code for issue in listed)
    return "\n".join(str(issue) for issue in listed)


def test_one_folder_is_one_submission() -> None:
    found = locate(f"{FOLDER}/predictions.csv", f"{FOLDER}/more/x.csv")
    assert (found.folder, found.issues) == (FOLDER, ())
    assert found.phase is CHALLENGE.phase("dev")


def test_a_login_may_be_written_with_other_capitals() -> None:
    assert locate(f"{FOLDER}/p.csv", login="OctoCat").issues == ()


def test_deleting_files_of_ones_own_submission_is_allowed() -> None:
    assert locate(f"{FOLDER}/p.csv", deleted=[f"{FOLDER}/old.csv"]).issues == ()


@pytest.mark.parametrize(
    ("paths", "fact", "cure"),
    [
        ([], "changes no file", "add your files in submissions/small/<phase>/octocat/<name>/"),
        (
            [f"{FOLDER}/p.csv", ".github/workflows/evaluate.yml"],
            ".github/workflows/evaluate.yml: the pull request changes this file",
            "take this change out",
        ),
        (
            ["submissions/small/dev/octocat/p.csv"],
            "submissions/small/dev/octocat/p.csv: is not in the folder of a submission",
            "move it to submissions/small/<phase>/octocat/<name>/",
        ),
        (
            ["submissions/small/dev/victim/first/p.csv"],
            "submissions/small/dev/victim/first: this folder is another participant's",
            "put your files in submissions/small/<phase>/octocat/<name>/",
        ),
        ([FOLDER.replace("dev", "final") + "/p"], "no phase of this name", "there are: dev"),
        ([FOLDER.replace("/small", "/large") + "/p"], "no challenge of this name", "use small"),
        (
            [f"{FOLDER}/p.csv", FOLDER.replace("first", "second") + "/p.csv"],
            "holds more than one submission",
            "open a pull request for each",
        ),
    ],
)
def test_what_cannot_be_located(paths: list[str], fact: str, cure: str) -> None:
    found = locate(*paths)
    assert fact in told(found.issues) and cure in told(found.issues)


PRIVATE = factories.make_challenge(
    factories.SMALL_CONFIG.replace("podium: {", "podium: {hosts: [hostess], ")
    + "  - {codename: rehearsal, score_jsonpath: accuracy, is_public: false}\n"
    + "  - {codename: spare, score_jsonpath: accuracy, public: false}\n"
)


@pytest.mark.parametrize("phase", ["rehearsal", "spare"])
def test_a_private_phase_answers_like_one_that_does_not_exist(phase: str) -> None:
    private = locate(f"submissions/small/{phase}/octocat/first/p.csv", challenge=PRIVATE)
    unknown = locate("submissions/small/unknown/octocat/first/p.csv", challenge=PRIVATE)
    assert private.phase is None
    assert told(private.issues).replace(phase, "unknown") == told(unknown.issues)
    assert told(private.issues).endswith("there are: dev")


@pytest.mark.parametrize(("login", "is_host"), [("hostess", None), ("octocat", True)])
def test_a_private_phase_takes_what_hosts_hand_in(login: str, is_host: bool | None) -> None:
    path = f"submissions/small/rehearsal/{login}/first/p.csv"
    found = locate(path, login=login, is_host=is_host, challenge=PRIVATE)
    assert found.issues == ()
    assert found.phase is PRIVATE.phase("rehearsal")
    unknown = locate(path.replace("rehearsal", "x"), login=login, is_host=True, challenge=PRIVATE)
    assert told(unknown.issues).endswith("there are: dev, rehearsal, spare")


def test_without_any_public_phase_none_is_named() -> None:
    challenge = factories.make_challenge(factories.SMALL_CONFIG + "    public: false\n")
    found = told(locate(f"{FOLDER}/p.csv", challenge=challenge).issues)
    assert found.endswith("there is no phase of this name; there is no other that is public")


def test_a_challenge_that_is_not_published_takes_nothing_and_names_nothing() -> None:
    config = f"published: false\n{factories.SMALL_CONFIG}"
    challenge = factories.make_challenge(config.replace("{e", "{hosts: [hostess], e"))
    for phase in ("dev", "unknown"):
        found = locate(f"submissions/small/{phase}/octocat/first/p.csv", challenge=challenge)
        assert (found.phase, found.folder) == (None, None)
        assert "not published yet" in told(found.issues) and "dev" not in told(found.issues)
    by_host = locate(
        "submissions/small/dev/hostess/first/p.csv", login="hostess", challenge=challenge
    )
    assert by_host.issues == () and by_host.phase is challenge.phase("dev")
    assert place.asset_phase("dev--knn.csv", ()) is None
    assert place.asset_phase("dev--knn.csv", challenge.phases) is not None


def test_everything_is_told_at_once() -> None:
    found = locate("README.md", "submissions/large/final/victim/x/p", deleted=["LICENSE"])
    for fact in ("README.md", "LICENSE: the pull request deletes", "challenge", "phase", "victim"):
        assert fact in told(found.issues)


def test_ten_thousand_files_elsewhere_are_counted_not_listed() -> None:
    found = locate(*(f"data/{number}" for number in range(10_000)))
    assert len(found.issues) == place.MOST_OUTSIDE + 1
    assert "and 9990 more files" in told(found.issues)


@pytest.mark.parametrize(
    ("mode", "fact"),
    [("120000", "symbolic link"), ("160000", "submodule"), ("040000", "not a plain file")],
)
def test_only_plain_files(mode: str, fact: str) -> None:
    assert fact in told(place.entry_issues(entries("x", mode=mode), FOLDER))


def test_executable_files_are_plain_files() -> None:
    assert place.entry_issues(entries("x", mode="100755"), FOLDER) == []


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        (unicodedata.normalize("NFD", "é.csv"), "not NFC"),
        ("a\\b.csv", "backslash"),
        ("a\nb.csv", "control characters"),
        ("a\x1b[2J.csv", "control characters"),
        (b"\xff.csv".decode("utf-8", "surrogateescape"), "control characters"),
        ("a\u202ecsv.exe", "invisible characters"),
        ("NUL.csv", "reserved"),
        ("com1", "reserved"),
        ("sub/.GIT/config", "reserved"),
        ("p.csv.", "ends with a dot or a space"),
        ("p.csv ", "ends with a dot or a space"),
        ("x" * 256, "longer than 255 bytes"),
        ("/".join("x" * 33), "folders deep"),
    ],
)
def test_odd_names_are_refused(name: str, fact: str) -> None:
    found = told(place.entry_issues(entries(name), FOLDER))
    assert fact in found
    assert all(line.isprintable() for line in found.splitlines())


@pytest.mark.parametrize("names", [("P.csv", "p.csv"), ("a/x", "A/y", "a/X"), ("a", "A/x")])
def test_names_that_collide_where_capitals_do_not_count(names: tuple[str, ...]) -> None:
    assert "by capitals only" in told(place.entry_issues(entries(*names), FOLDER))


@pytest.mark.parametrize("name", ["predictions.csv", "Ergebnis größer.csv", ".hidden", "a/b-c_d.e"])
def test_ordinary_names_pass(name: str) -> None:
    assert place.entry_issues(entries(name), FOLDER) == []


def test_an_emptied_folder_and_a_crowded_one() -> None:
    assert "no files left" in told(place.entry_issues([], FOLDER))
    crowded = entries(*(str(number) for number in range(11)))
    assert "11 files, at most 10" in told(place.entry_issues(crowded, FOLDER, caps=Caps(files=10)))


def test_sizes_are_judged_before_anything_is_fetched() -> None:
    three = entries("a", "b", "c")
    sizes = {f"{FOLDER}/a": 3 * MIB, f"{FOLDER}/b": MIB}
    caps = Caps(file_size=2 * MIB, total_size=3 * MIB)
    found = told(place.size_issues(three, sizes, FOLDER, caps=caps))
    assert f"{FOLDER}/a: is 3 MiB, at most 2 MiB" in found and "release asset" in found
    assert f"{FOLDER}: is 4 MiB in all, at most 3 MiB" in found
    assert f"{FOLDER}/c: GitHub does not tell its size" in found


def test_lfs_pointers_are_known_by_their_first_line() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    assert pointers.is_lfs_pointer(pointer)
    assert not pointers.is_lfs_pointer(b"version,https\n")
    assert "release asset" in str(place.lfs_issue("x"))


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("dev--knn.csv", "dev"),
        ("dev--knn.csv.submission.yaml", None),
        ("dev-knn.csv", None),
        ("final--knn.csv", None),
        ("--x", None),
        ("notes.txt", None),
    ],
)
def test_the_phase_of_a_release_asset(name: str, phase: str | None) -> None:
    found = place.asset_phase(name, CHALLENGE.phases)
    assert (found.codename if found else None) == phase


def test_the_asset_of_a_private_phase_is_a_submission_for_hosts_only() -> None:
    public = visibility.known_phases(PRIVATE, Public())
    assert public is not None and place.asset_phase("rehearsal--knn.csv", public) is None
    found = place.asset_phase("rehearsal--knn.csv", PRIVATE.phases)
    assert found is PRIVATE.phase("rehearsal")
