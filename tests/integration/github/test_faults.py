"""Whose fault: mistakes written into the evaluator that ``podium init`` makes, and submissions that
it cannot score, each to the comment, the run and the record that follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from integration.github.conftest import CHALLENGE, CONFIG, Place
from podium import resources
from podium.cli import scaffold
from podium.cli.scaffold import Names, Shape
from podium.github import comment
from podium.github.comment import Stage
from podium.jobs import Fault
from podium.records.model import Error, Status

TRUTH = "next(arguments.ground_truth.glob"
DUMPS = "json.dumps(metrics, indent=2)"
WRITE = '(arguments.output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\\n")'
START = "    truth = read_labels("

# What is put in place of what in the scaffolded evaluator, and what the hosts read of it.
MISTAKES = {
    "a missing package": ("import csv", "import csv, nibabel", "No module named 'nibabel'"),
    "a module beside it": ("import csv", "import csv, helpers", "No module named 'helpers'"),
    "a syntax error": ("import csv", "import csv,", "SyntaxError"),
    "a misspelt name": ("hits / len(truth)", "hits / len(thruth)", "NameError"),
    "no metrics": (WRITE, "pass", "was not produced"),
    "metrics that are no JSON": (WRITE, WRITE.replace(DUMPS, "str(metrics)"), "not valid json"),
    "what JSON does not hold": ("hits / len(truth)", "{hits}", "not JSON serializable"),
    "a place of root's": (START, "    Path('/opt/x').mkdir()\n" + START, "Permission denied"),
    "no network": (
        START,
        "    import urllib.request as u; u.urlopen('https://example.org')\n" + START,
        "URLError",
    ),
    "no Java": (START, "    import subprocess as s; s.run(['java'])\n" + START, "'java'"),
    "ground truth of another name": (
        TRUTH,
        'open(arguments.ground_truth / "labels.csv") and next(arguments.ground_truth.glob',
        "labels.csv",
    ),
    "too little memory": (START, "    x = b'1' * (1 << 30)\n" + START, "512 MiB"),
    "what only the example shows": (START, "    {}['weights']\n" + START, "KeyError: 'weights'"),
}

# Of the words, of the metrics, of a limit, and by what the example shows; `make test-all` has the
# others, whose judgement `test_evidence` tests on values.
EACH_KIND = {
    "a missing package",
    "metrics that are no JSON",
    "too little memory",
    "what only the example shows",
}

# An evaluator that is not careful with what it reads.
CARELESS = """\
    said = (arguments.input / "predictions.csv").read_text().strip().splitlines()[-1]
    match said.partition(" ")[0]:
        case "assert": assert said == "well"
        case "big": big = b"1" * (1 << 30)
        case "file": open(f"/input/{said}")
        case "float": float(said)
        case "json": json.loads(said)
        case "key": {}[said]
        case "loop":
            while True: pass
        case "print":
            print(said, "ModuleNotFoundError: No module named 'numpy'", sep="\\n", file=sys.stderr)
            raise ValueError(said)
"""
HEADER = "id,label\n"
FAULTS = {
    "another header": ("a,b\n", "expected the header id,label"),
    "an unknown label": (f"{HEADER}shape-01,round\n", "line 2: the label is not one of"),
    "too few": (HEADER, "ids have no label"),
    "no number": (f"{HEADER}float x", "could not convert string to float"),
    "no key": (f"{HEADER}key x", "KeyError: 'key x'"),
    "no JSON": (f"{HEADER}json x", "JSONDecodeError"),
    "no such file": (f"{HEADER}file x", "No such file or directory: '/input/file x'"),
    "a bare assertion": (f"{HEADER}assert x", "AssertionError (evaluate.py, line"),
    "an endless loop": (f"{HEADER}loop x", "the limit is 6 s (podium.evaluator.time_limit)"),
    "all memory": (f"{HEADER}big x", "the limit is 512 MiB (podium.evaluator.memory_mb)"),
    "words of another": (f"{HEADER}print ModuleNotFoundError: x", "ValueError: print Module"),
}
# Words of the evaluator's own, of an exception, none, those of another, and a limit of
# either kind; the others are more exceptions.
FAULT_OF_EACH_KIND = (
    "another header",
    "no key",
    "a bare assertion",
    "words of another",
    "an endless loop",
    "all memory",
)
MORE_FAULTS = tuple(name for name in FAULTS if name not in FAULT_OF_EACH_KIND)


@pytest.fixture
def made(place: Place, docker_client: object) -> Place:
    """``place`` with the challenge that ``podium init`` makes, and a Docker engine."""
    templates = scaffold.read_templates(resources.bundled("init_templates"))
    names = Names("Small", "small", owner="org", commit="1" * 40)
    files = scaffold.make_repository(templates, shape=Shape.SINGLE, names=names)
    config = files["challenge_config.yaml"].replace('hosts: ["org"]', "hosts: [hanna]")
    files["challenge_config.yaml"] = config.replace("time_limit: 300 ", "time_limit: 6 ")
    scaffold.write(files, place.folder / "made")
    place.environ |= {
        "PODIUM_CHALLENGE": str(place.folder / "made"),
        "PODIUM_RUNNER": "docker",
    }
    return place


def change(made: Place, old: str, new: str) -> Callable[[], None]:
    """Puts something else into the evaluator; gives what undoes it."""
    script = made.folder / "made/evaluator/evaluate.py"
    before = script.read_text()
    assert before.count(old) == 1
    script.write_text(before.replace(old, new))
    return lambda: script.write_text(before) and None


def example(made: Place) -> str:
    return (made.folder / "made/examples/threshold/predictions.csv").read_text()


def submit(made: Place, author: str, text: str) -> object:
    path = f"submissions/small/test/{author}/first/predictions.csv"
    return made.submit(author, {path: text})


def error_of(made: Place, number: int = -1) -> Error | None:
    (record,) = made.records()
    return record.evaluations[number].evaluation.error


@pytest.mark.docker
@pytest.mark.parametrize(
    "mistake",
    [one if one in EACH_KIND else pytest.param(one, marks=pytest.mark.long) for one in MISTAKES],
)
def test_an_organizers_mistake_is_theirs(made: Place, mistake: str) -> None:
    old, new, said = MISTAKES[mistake]
    change(made, old, new)
    pull = submit(made, "octocat", example(made).replace("ellipse", "rectangle", 1))
    assert made.grade() == (2, 0), "the run is red, and what it found is recorded"
    body = made.comment(pull)
    assert "not your fault" in body or "not be your fault" in body
    assert "Nothing was counted" in body and "@hanna:" in body
    # Of a limit everybody is told, of no other words of the evaluator.
    assert (said in body) == ("A limit was" in body)
    assert "### For the hosts: The evaluator is at fault" in made.summary
    assert said in made.summary.replace("\\", "")
    error = error_of(made)
    assert error is not None and error.by is Fault.ORGANIZER


@pytest.mark.docker
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(FAULT_OF_EACH_KIND, id="one of each kind"),
        pytest.param(MORE_FAULTS, id="more", marks=pytest.mark.long),
    ],
)
def test_participants_faults_are_theirs(made: Place, names: tuple[str, ...]) -> None:
    change(made, START, CARELESS + START)
    pulls = {
        name: submit(made, f"user{number}", FAULTS[name][0]) for number, name in enumerate(names)
    }
    assert made.sweep() == (0, 0), "the run is green: the system worked"
    for name in names:
        said = FAULTS[name][1]
        body = made.comment(pulls[name]).replace("\\", "").replace("\N{WORD JOINER}", "")
        assert said in body and "### Evaluation failed" in body, (name, body)
        assert "@hanna" not in body
    for record in made.records():
        assert record.evaluations[0].evaluation.status is Status.FAILED
        error = record.evaluations[0].evaluation.error
        assert error is not None and error.by is Fault.PARTICIPANT, error
    is_dark = "leaves participants in the dark" in made.summary
    assert is_dark == ("a bare assertion" in names)


# By what is told and done of it: in the process runner, which is as good for that.


@pytest.fixture
def broken(place: Place) -> Path:
    """The script of ``place``, with a package that nobody has."""
    script = place.folder / "small/evaluation_script/main.py"
    script.write_text(f"import nosuch\n{script.read_text()}")
    return script


def test_it_is_tried_again_once_the_evaluator_is_another(place: Place, broken: Path) -> None:
    pull = place.submit("octocat")
    assert place.grade() == (2, 0)
    mark = comment.parse_mark(place.comment(pull))
    assert mark is not None and mark.stage is Stage.BROKEN and mark.evaluators
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert place.writes() == [], "nothing has changed, so nothing is done"
    broken.write_text(broken.read_text().replace("import nosuch\n", "import nosuch2\n"))
    assert place.sweep() == (2, 0)
    broken.write_text(broken.read_text().replace("import nosuch2\n", ""))
    assert place.sweep() == (0, 0)
    assert "### Scored: rank 1 of 1" in place.comment(pull)
    assert "1 submission to this phase left" in place.comment(pull), "nothing else was counted"
    (record,) = place.records()
    by = [one.evaluation.error and one.evaluation.error.by for one in record.evaluations]
    assert by == [Fault.ORGANIZER, Fault.ORGANIZER, None]


def test_an_evaluator_that_cannot_be_had_is_tried_again_as_well(place: Place) -> None:
    link = place.folder / "small/evaluation_script/link.py"
    link.symlink_to("main.py")
    pull = place.submit("octocat")
    assert place.grade() == (2, 0)
    assert place.records() == [] and "@hanna:" in place.comment(pull)
    assert "is a symbolic link" in place.summary
    assert place.sweep() == (0, 0)
    link.unlink()
    assert place.sweep() == (0, 0)
    assert "### Scored" in place.comment(pull)


def test_a_release_is_tried_again_as_well(place: Place, broken: Path) -> None:
    place.server.publish_release(
        CHALLENGE, "v1", assets={"dev--first.txt": b"0.5"}, author="octocat"
    )
    assert place.sweep() == (2, 0)
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert place.writes() == []
    broken.write_text(broken.read_text().replace("import nosuch\n", ""))
    assert place.sweep() == (0, 0)
    (record,) = place.records()
    assert record.evaluations[-1].evaluation.status is Status.FINISHED


SECRET = "row 7 of the hidden truth is 42"


@pytest.mark.parametrize("is_private", [True, False])
@pytest.mark.parametrize("logs", [True, False])
def test_only_hosts_read_what_the_evaluator_printed(
    place: Place, broken: Path, is_private: bool, logs: bool
) -> None:
    broken.write_text(f"import sys\nprint({SECRET!r}, file=sys.stderr)\n{broken.read_text()}")
    if not logs:
        config = CONFIG.replace("max_submissions_per_day: 2,", "disable_logs: true,", 1)
        (place.folder / "small" / "challenge_config.yaml").write_text(config)
    place.server.add_repository("org/grader", files={"README.md": "x"}, private=True)
    pull = place.submit("octocat")
    repository = "org/grader" if is_private else CHALLENGE
    place.event("schedule", place.server.schedule_event(repository, "evaluate.yml", "17 * * * *"))
    home = {"GITHUB_REPOSITORY": repository, "PODIUM_REPOSITORY": CHALLENGE}
    assert (place.run("sweep", **home), place.run("publish", **home)) == (2, 0)
    assert (SECRET in place.summary) == (is_private and logs)
    assert ("main.py, line" in place.summary.replace("\\", "")) or (is_private or not logs)
    records = str(place.server.git(CHALLENGE).run("log", "-p", "results"))
    assert SECRET not in place.comment(pull) + records
