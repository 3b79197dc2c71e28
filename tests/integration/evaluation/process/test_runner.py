"""The process runner, each end by its sentence."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from integration.evaluation.scripts import COUNT_MATCHES, SMALL, evaluating, make_job, write_script
from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.evalai.package import unpack_script
from podium.evaluation.process.runner import ProcessRunner
from podium.jobs import MIB, Contract, Evaluator, Failure, Fault, Limits, Outcome
from podium.metrics import parse_metrics


def run(
    folder: Path, main: str, limits: Limits = SMALL, others: Mapping[str, str] | None = None
) -> Outcome:
    script = write_script(folder / "evaluation_script", main, others)
    return ProcessRunner(cache=folder / "cache").run(make_job(folder, script, limits))


def metrics(outcome: Outcome) -> object:
    assert outcome.failure is None, outcome
    assert outcome.metrics is not None
    return outcome.metrics.document


def by_participant(message: str) -> Failure:
    return Failure(Fault.PARTICIPANT, message)


def by_organizer(message: str) -> Failure:
    return Failure(Fault.ORGANIZER, message)


def test_script_scores_the_submission(tmp_path: Path) -> None:
    outcome = run(tmp_path, COUNT_MATCHES)
    assert metrics(outcome) == {"test_split": {"Right": 2, "Of": 3}}
    assert outcome.exit_code == 0
    assert outcome.digest == unpack_script(tmp_path / "evaluation_script", tmp_path / "copy").digest
    assert 0 < outcome.seconds < 10


def test_zip_of_a_script_does_the_same_under_the_same_digest(tmp_path: Path) -> None:
    script = write_script(tmp_path / "evaluation_script", COUNT_MATCHES)
    (script / "__pycache__").mkdir()
    (script / "__pycache__" / "main.cpython-38.pyc").write_bytes(b"junk")
    packed = Path(shutil.make_archive(str(tmp_path / "script"), "zip", script))
    job = make_job(tmp_path, packed)
    outcome = ProcessRunner().run(job)
    assert metrics(outcome) == {"test_split": {"Right": 2, "Of": 3}}
    assert outcome.digest == unpack_script(script, tmp_path / "copy").digest


def test_script_is_told_what_evalai_tells_it(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        """
        import os
        def evaluate(annotation, submission, phase, submission_metadata):
            m = submission_metadata
            assert (os.path.basename(annotation), phase) == ("truth.txt", "dev")
            assert os.path.basename(submission) == "answers.txt"
            assert m["input_file"] == submission
            assert (m["id"], m["method_name"], m["challenge_phase"]) == ("pr-1", "guess", "dev")
            return {"result": [{"test_split": {"Keys": len(m)}}]}
        """,
    )
    assert metrics(outcome) == {"test_split": {"Keys": 29}}


def test_script_without_metadata_parameter_is_called_without(tmp_path: Path) -> None:
    script = "def evaluate(a, s, p):\n    return {'result': [{'test_split': {'Phase': p}}]}\n"
    assert metrics(run(tmp_path, script)) == {"test_split": {"Phase": "dev"}}


def test_script_that_raises_shows_its_last_line(tmp_path: Path) -> None:
    outcome = run(tmp_path, evaluating('print("out"); raise ValueError("row 7 has no label")'))
    assert outcome.failure == by_participant("ValueError: row 7 has no label")
    assert outcome.exit_code == 1
    assert b"Traceback" in outcome.stderr
    assert outcome.stdout == b"out\n"


def test_script_that_exits_shows_what_it_said(tmp_path: Path) -> None:
    outcome = run(tmp_path, evaluating('import sys; sys.exit("wrong number of rows")'))
    assert outcome.failure == by_participant("wrong number of rows")


def test_script_that_exits_well_has_failed_all_the_same(tmp_path: Path) -> None:
    outcome = run(tmp_path, evaluating("import sys; sys.exit(0)"))
    assert outcome.failure == by_participant("evaluate() called sys.exit() and returned no result")


def test_script_with_a_syntax_error_is_the_organizers(tmp_path: Path) -> None:
    outcome = run(tmp_path, "def evaluate(:\n")
    assert outcome.failure is not None
    assert outcome.failure.by is Fault.ORGANIZER
    assert "evaluation_script could not be imported: SyntaxError" in outcome.failure.message


@pytest.mark.parametrize("late", [False, True], ids=["at import", "in evaluate()"])
def test_missing_package_is_named_with_its_cure(late: bool, tmp_path: Path) -> None:
    needing = "import nosuchpackage.deep\n"
    script = evaluating(needing) if late else needing + evaluating("pass")
    assert run(tmp_path, script).failure == by_organizer(
        "The evaluation script needs the package 'nosuchpackage': "
        "name it in evaluation_script/requirements.txt"
    )


def test_script_sees_none_of_our_packages(tmp_path: Path) -> None:
    outcome = run(tmp_path, "import pydantic\n" + evaluating("pass"))
    assert outcome.failure is not None
    assert "needs the package 'pydantic'" in outcome.failure.message


def test_malformed_result_is_the_organizers(tmp_path: Path) -> None:
    outcome = run(tmp_path, "def evaluate(*a, **k):\n    return None\n")
    assert outcome.failure == by_organizer(
        "evaluate() returned None, expected a dict with 'result'"
    )


def test_package_without_evaluate_is_the_organizers(tmp_path: Path) -> None:
    outcome = run(tmp_path, COUNT_MATCHES, others={"__init__.py": "pass"})
    assert outcome.failure == by_organizer(
        "evaluation_script/__init__.py has no evaluate(); import it there"
    )


def test_folder_that_is_no_package_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "evaluation_script").mkdir()
    (tmp_path / "evaluation_script" / "main.py").write_text("pass")
    job = make_job(tmp_path, tmp_path / "evaluation_script")
    with pytest.raises(ChallengeError, match=r"__init__\.py is missing"):
        ProcessRunner().run(job)


def test_metrics_that_are_nan_are_kept(tmp_path: Path) -> None:
    script = "def evaluate(*a, **k):\n    return {'result': [{'test_split': {'F1': float('nan')}}]}"
    assert run(tmp_path, script).metrics == parse_metrics(b'{"test_split": {"F1": NaN}}')


def test_no_result_rows_are_empty_metrics(tmp_path: Path) -> None:
    assert run(
        tmp_path, "def evaluate(*a, **k):\n    return {'result': []}\n"
    ).metrics == parse_metrics(b"{}")


def test_silent_death_has_produced_no_metrics(tmp_path: Path) -> None:
    outcome = run(tmp_path, evaluating("import os; os._exit(0)"))
    assert outcome.failure == by_organizer("Output file 'metrics.json' was not produced")


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param('os.symlink("/etc/passwd", place)', id="symlinked metrics"),
        pytest.param("os.mkfifo(place)", id="fifo"),
        pytest.param("os.mkdir(place)", id="folder"),
    ],
)
def test_metrics_that_are_no_plain_file_are_not_read(attack: str, tmp_path: Path) -> None:
    outcome = run(
        tmp_path, evaluating(f'import os\nplace = "../output/metrics.json"\n{attack}\nos._exit(0)')
    )
    assert outcome.failure == by_organizer("The output file 'metrics.json' is not a plain file")


def test_sparse_metrics_are_too_large(tmp_path: Path) -> None:
    body = 'import os\nopen("../output/metrics.json", "w").truncate(12 << 20)\nos._exit(0)'
    outcome = run(tmp_path, evaluating(body))
    assert outcome.failure == by_organizer("The output file 'metrics.json' is too large")


def test_endless_run_is_stopped(tmp_path: Path) -> None:
    started = time.monotonic()
    outcome = run(tmp_path, evaluating("while True: pass"), replace(SMALL, seconds=1.5))
    assert outcome.failure == by_participant("Time limit exceeded")
    assert time.monotonic() - started < 8


def test_children_die_with_the_run(tmp_path: Path) -> None:
    body = """
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        print(child.pid, flush=True)
    """
    child = int(run(tmp_path, evaluating(body)).stdout)
    deadline = time.monotonic() + 5
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_memory_hog_has_its_sentence(tmp_path: Path) -> None:
    outcome = run(tmp_path, evaluating("x = [bytearray(1 << 20) for _ in range(4096)]"))
    assert outcome.failure == by_participant(
        "The container was killed as it exceeded its memory limit"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells it")
def test_peak_of_memory_is_seen(tmp_path: Path) -> None:
    source = evaluating("import time\nheld = b'1' * (60 << 20)\ntime.sleep(0.7)")
    outcome = run(tmp_path, source)
    assert outcome.failure is None and outcome.peak_memory is not None
    assert 60 * MIB <= outcome.peak_memory < 100 * MIB


def test_killed_script_has_the_memory_sentence(tmp_path: Path) -> None:
    outcome = run(tmp_path, evaluating("import os; os.kill(os.getpid(), 9)"))
    assert outcome.failure == by_participant(
        "The container was killed as it exceeded its memory limit"
    )
    assert outcome.exit_code == 137


def test_log_flood_keeps_its_end(tmp_path: Path) -> None:
    body = """
        import sys
        for number in range(200_000):
            print("noise", number); print("more noise", number, file=sys.stderr)
        raise RuntimeError("the end")
    """
    outcome = run(tmp_path, evaluating(body))
    assert outcome.failure == by_participant("RuntimeError: the end")
    assert outcome.stdout.endswith(b"noise 199999\n")
    assert max(len(outcome.stdout), len(outcome.stderr)) == SMALL.log


def test_endless_file_is_cut(tmp_path: Path) -> None:
    body = 'with open("big", "wb") as f:\n    while True: f.write(bytes(1 << 20))'
    outcome = run(tmp_path, evaluating(body))
    assert outcome.failure == by_participant("OSError: [Errno 27] File too large")


def test_no_secret_and_no_descriptor_is_inherited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    read_end, write_end = os.pipe()
    os.set_inheritable(write_end, True)
    body = """
        import os, sys
        assert "GITHUB_TOKEN" not in os.environ, "secret"
        open_files = [name for name in os.listdir("/dev/fd") if int(name) > 3]
        assert not open_files, open_files
        assert sys.stdin.read() == ""
        others = [path for path in sys.path if not path.startswith(sys.prefix)]
        assert not any("site-packages" in path for path in others), sys.path
    """
    try:
        assert run(tmp_path, evaluating(body)).failure is None
    finally:
        os.close(read_end)
        os.close(write_end)


def test_script_cannot_change_the_organizers_folder_by_accident(tmp_path: Path) -> None:
    body = 'open(__file__, "a").write("# changed")\nopen("new", "w").write("x")'
    before = evaluating(body)
    assert run(tmp_path, before).failure is None
    script = tmp_path / "evaluation_script"
    assert (script / "main.py").read_text() == before
    assert sorted(path.name for path in script.rglob("*")) == ["__init__.py", "main.py"]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    run(tmp_path, evaluating("import os; os.chmod('.', 0)"))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_container_evaluator_needs_docker(tmp_path: Path) -> None:
    job = replace(
        make_job(tmp_path, tmp_path), evaluator=Evaluator(Contract.GRAND_CHALLENGE, image="x")
    )
    with pytest.raises(InfrastructureError, match="install Docker"):
        ProcessRunner().run(job)


def test_it_says_that_it_does_not_isolate() -> None:
    assert "does not isolate" in ProcessRunner.notice


def test_memory_limit_leaves_room_for_the_interpreter(tmp_path: Path) -> None:
    assert run(tmp_path, COUNT_MATCHES, replace(SMALL, memory=64 * MIB)).failure is None
