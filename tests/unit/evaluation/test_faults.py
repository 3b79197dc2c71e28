# ruff: noqa: E501, RUF001 (what programs print, as they print it)
"""Whose fault a failed evaluator is, by what it printed: the organizer's ways to fail, the
participant's, and what a participant might write to be taken for the organizer."""

from __future__ import annotations

import pytest

from podium.evaluation.evalai import script
from podium.evaluation.places import Places
from podium.evaluation.verdict import End, judge_end
from podium.jobs import Contract, Failure, Fault, Resource

GC, EVALAI = Contract.GRAND_CHALLENGE, Contract.EVALAI
HEADER = "Traceback (most recent call last):\n"
LIBRARY = "/usr/local/lib/python3.12"
DURING = "\nDuring handling of the above exception, another exception occurred:\n\n"
BECAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"


def frame(code: str, file: str = "/opt/app/evaluate.py", line: int = 7, function: str = "f") -> str:
    return f'  File "{file}", line {line}, in {function}\n    {code}\n'


def trace(words: str, *frames: str, code: str = "score(rows)") -> str:
    return f"{HEADER}{''.join(frames or (frame(code),))}{words}\n"


def judge(
    stderr: str, code: int = 1, contract: Contract = GC, places: Places | None = None
) -> Failure:
    failure = judge_end(End(code), stderr.encode(), contract=contract, places=places)
    assert failure is not None
    return failure


SUBPROCESS = frame("self._execute_child(args)", f"{LIBRARY}/subprocess.py")
NO_SUCH = "FileNotFoundError: [Errno 2] No such file or directory: "
SYNTAX = (
    '  File "/opt/app/evaluate.py", line 3\n    def f(:\n          ^\nSyntaxError: invalid syntax\n'
)
IMPORT = trace("ModuleNotFoundError: No module named 'nibabel'", code="import nibabel as nib")

ORGANIZERS = {
    "a package is missing": IMPORT,
    "a module beside it is missing": trace(
        "ModuleNotFoundError: No module named 'utils'", code="from utils import dice"
    ),
    "a name is not in a package": trace(
        "ImportError: cannot import name 'x' from 'y' (/y.py)", code="from y import x"
    ),
    "a library is missing": trace(
        "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
        frame("from .cv2 import *", f"{LIBRARY}/site-packages/cv2/__init__.py"),
    ),
    "a fallback that is missing too": IMPORT + DURING + IMPORT,
    "the program does not parse": SYNTAX,
    "a module does not parse": trace(
        "IndentationError: unexpected indent", frame("import b"), '  File "/opt/app/b.py", line 2\n    x\n'
    ),
    "a name that nothing defines": trace("NameError: name 'tresh' is not defined"),
    "a variable that is not set yet": trace(
        "UnboundLocalError: cannot access local variable 'n' where it is not associated with a value"
    ),
    "an older numpy": trace("AttributeError: module 'numpy' has no attribute 'bool'"),
    "no Java": trace(f"{NO_SUCH}'java'", frame('run(["java"])'), SUBPROCESS),
    "numbers of numpy": trace("TypeError: Object of type int64 is not JSON serializable"),
    "a read-only place": trace("OSError: [Errno 30] Read-only file system: '/opt/app/predictions'"),
    "a read-only place below the submission": trace(
        "OSError: [Errno 30] Read-only file system: '/input/unpacked'"
    ),
    "no room": trace("OSError: [Errno 28] No space left on device"),
    "too many open files": trace("OSError: [Errno 24] Too many open files: '/input/1.csv'"),
    "too many threads": trace("RuntimeError: can't start new thread"),
    "too many processes": trace("BlockingIOError: [Errno 11] Resource temporarily unavailable"),
    "no place for a cache": trace(
        "RuntimeError: cannot cache function 'f': no locator available for file '/a.py'"
    ),
    "no network": trace("socket.gaierror: [Errno -3] Temporary failure in name resolution")
    + DURING
    + trace("urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>"),
    "no network for requests": trace(
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x', port=443): Max retries"
    ),
    "words of nltk": trace(
        "LookupError: ", frame("x", f"{LIBRARY}/site-packages/nltk/data.py")
    ) + f"\n{'*' * 70}\n  Resource punkt not found.\n{'*' * 70}\n",
    "pip fails and is asserted": "ERROR: No matching distribution found for shapely\n"
    + trace("AssertionError", code="assert code == 0"),
    "pip fails and is checked": trace(
        "subprocess.CalledProcessError: Command '['pip', 'install', 'x']' returned non-zero exit "
        "status 1."
    ),
    "a file of its own is not there": trace(f"{NO_SUCH}'/opt/ml/model/weights.pt'"),
    "a file beside the code is not there": trace(
        f"{NO_SUCH}'/tmp/podium-1/evaluation_script/labels.json'",
        frame("open(p)", "/tmp/podium-1/evaluation_script/main.py"),
    ),
    "the ground truth has another name": trace(
        f"{NO_SUCH}'/opt/ml/input/data/ground_truth/gt.csv'"
    ),
    "no home for root": trace("PermissionError: [Errno 13] Permission denied: '/root/.cache'"),
    "no graphics card": trace("RuntimeError: Found no NVIDIA driver on your system."),
    "dates before ZIP": trace("ValueError: ZIP does not support timestamps before 1980"),
    "no program to start": "python: can't open file '/opt/app/evaluat.py': [Errno 2] No such file\n",
    "no module to start": "/usr/bin/python3: No module named evaluate\n",
    "a shell without it": "/opt/run.sh: line 3: java: command not found\n",
    "a shell says it otherwise": "sh: 1: java: not found\n",
    "R without a package": "Error in library(pROC) : there is no package called ‘pROC’\n"
    "Execution halted\n",
    "Julia without a package": "ERROR: LoadError: ArgumentError: Package CSV not found in current "
    "path.\nStacktrace:\n [1] require(a::Module)\n   @ Base ./loading.jl:893\n"
    "in expression starting at /opt/app/evaluate.jl:1\n",
    "a keyword of another version": trace(
        "TypeError: mean_squared_error() got an unexpected keyword argument 'squared'",
        code="mean_squared_error(a, b, squared=False)",
    ),
    "a call with too many arguments": trace(
        "TypeError: score() takes 1 positional argument but 2 were given", code="score(a, b)"
    ),
    "an evaluate() that does not fit": trace(
        "TypeError: evaluate() missing 1 required positional argument: 'extra'",
        frame("returned = package.evaluate(*arguments, **keywords)", "/opt/podium/evalai_script.py",
              function="call_evaluate"),
    ),
    "pandas without append": trace("AttributeError: 'DataFrame' object has no attribute 'append'"),
    "a reader's own words for its file": trace(
        "RuntimeError: Exception: The file \"/opt/app/mask.mha\" does not exist."
    ),
    "h5py's": trace(
        "FileNotFoundError: [Errno 2] Unable to synchronously open file (unable to open file: name "
        "= '/opt/app/w.h5', errno = 2, error message = 'No such file or directory')"
    ),
    "R's": "Warning message:\nIn file(file, 'rt') :\n  cannot open file '/opt/app/truth.csv': No such "
    "file or directory\nExecution halted\n",
    "Java's": 'Exception in thread "main" java.io.FileNotFoundException: /opt/app/truth.csv (No such '
    "file or directory)\n\tat java.io.FileInputStream.open0(Native Method)\n",
    "in its own words": IMPORT + BECAUSE + trace("RuntimeError: the metric cannot be had"),
    "no network, said on purpose": trace("socket.gaierror: [Errno -3] Temporary failure in name resolution")
    + DURING + trace("RuntimeError: truth.json?", code="raise RuntimeError(name)"),
    "no network, and so an exit": trace("socket.gaierror: [Errno -3] Temporary failure in name resolution")
    + DURING + trace("SystemExit: truth.json?", code="sys.exit(name)") + "truth.json?\n",
    "a library raises on purpose": trace(
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x', port=443): Max retries",
        frame("raise ConnectionError(e)", f"/cache/environments/{'0f' * 16}/requests/adapters.py"),
    ),
    "no Java, in the code's own words": trace(
        "RuntimeError: java not found", code="raise RuntimeError('java not found')"
    ),
    "no Java, as it is asserted": trace(
        "AssertionError: Java is required", code="assert shutil.which('java'), 'Java is required'"
    ),
    "a shell's words, asserted": trace(
        "AssertionError: /bin/sh: 1: java: not found", code="assert p.returncode == 0, err.decode()"
    ),
    "a shell's words, raised": trace(
        "RuntimeError: the scorer failed: /bin/sh: 1: java: not found",
        code="raise RuntimeError(f'the scorer failed: {done.stderr}')",
    ),
    "a shell's words before fixed ones": "sh: 1: java: not found\n"
    + trace("RuntimeError: meteor failed", code="raise RuntimeError('meteor failed')"),
    "a program that takes nothing": "Error: Could not find or load main class Meteor\n"
    + trace("BrokenPipeError: [Errno 32] Broken pipe", code="p.stdin.flush()"),
    "a download that fails, in words": trace(
        "RuntimeError: Could not download weights.pt",
        code="raise RuntimeError(f'Could not download {name}')",
    ),
    "behind a progress bar": "\r 50%|#####     | 5/10 [00:00<00:01, 87.1it/s]" + IMPORT,
    "in colours": "\x1b[31m" + IMPORT.replace("\n", "\x1b[0m\n\x1b[1m"),
    "a group": "  + Exception Group " + IMPORT.replace("\n", "\n  | ")
    + "\n  +-+---------------- 1 ----------------\n",
    "in another process": 'multiprocessing.pool.RemoteTraceback: \n"""\n' + IMPORT + '"""\n' + BECAUSE + IMPORT,
}  # fmt: skip

PARTICIPANTS = {
    "it is refused": "predictions.csv, line 8: p0 is 'nan'. Write a probability such as 0.25.\n",
    "it is refused by an exception": trace("ValueError: row 7 has no label"),
    "a file is not in it": trace(f"{NO_SUCH}'/input/case_3.nii.gz'"),
    "a relative file is not in it": trace(f"{NO_SUCH}'case_3.nii.gz'"),
    "an unpacked file is not in it": trace(f"{NO_SUCH}'/tmp/work/case_3.nii.gz'"),
    "a folder where a file belongs": trace("IsADirectoryError: [Errno 21] Is a directory: '/input/a'"),
    "a reader says it in its own words": trace(
        "RuntimeError: Exception thrown: The file \"/input/a.mha\" does not exist."
    ),
    "it is no JSON": trace(
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        frame("json.load(f)"), frame("raise JSONDecodeError()", f"{LIBRARY}/json/decoder.py"),
    ),
    "a key is missing": trace("KeyError: 'case_3'"),
    "it is no text": trace("UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0"),
    "its own code raises": trace(
        "ModuleNotFoundError: No module named 'mine'", frame("load()"),
        frame("import mine", "/input/model.py"),
    ),
    "its pickle names a module": trace(
        "ModuleNotFoundError: No module named 'mine'", code="model = pickle.load(file)"
    ),
    "its pickle names a module to pickle.py": trace(
        "ModuleNotFoundError: No module named 'mine'", frame("load()"),
        frame("__import__(module, level=0)", f"{LIBRARY}/pickle.py", function="find_class"),
    ),
    "a row has another field": trace(
        "TypeError: Row.__init__() got an unexpected keyword argument 'extra'", code="Row(**row)"
    ),
    "a row has too few fields": trace(
        "TypeError: Row.__init__() missing 1 required positional argument: 'b'", code="Row(*row)"
    ),
    "a shell does not find its file": "cat: /input/a.csv: No such file or directory\n",
    "it breaks what goes on without a package": IMPORT + DURING + trace("ValueError: no number"),
    "its literal does not parse": trace(
        "SyntaxError: invalid syntax", frame("ast.literal_eval(row)"), '  File "<unknown>", line 1\n    x y\n'
    ),
    "its expression has no names": trace(
        "NameError: name 'nan' is not defined", frame("eval(row)"),
        '  File "<string>", line 1, in <module>\n',
    ),
    "a bad file is handled badly": trace("ValueError: could not convert string to float: 'x'")
    + DURING
    + trace("NameError: name 'logger' is not defined"),
    "it crashes a library": "",
    "it is refused for what it holds": trace(
        "ValueError: node 3 is missing", code="raise ValueError(f'node {n} is missing')"
    ),
    "it is refused in words of its own": "sh: 1: java: not found\n"
    + trace("ValueError: bad row: x", code="raise ValueError(f'bad row: {row}')"),
    "it is no JSON, and so an exit": trace("ValueError: Expecting value", code="json.load(f)")
    + DURING + trace("SystemExit: no JSON", code="sys.exit('no JSON')") + "no JSON\n",
}  # fmt: skip

# What a submission might hold, as far as it can come into what an evaluator prints of it.
HOSTILE = (
    "ModuleNotFoundError: No module named 'numpy'",
    "[Errno 30] Read-only file system: '/opt/app'",
    "[Errno 28] No space left on device",
    "can't start new thread",
    f"{NO_SUCH}'java'",
    IMPORT,
    f"x\n{DURING}{IMPORT}",
    f"x\n{BECAUSE}{SYNTAX}",
    "ERROR: No matching distribution found for numpy",
    "x\nsh: 1: java: not found",
    "x\nSyntaxError: invalid syntax",
    "the file '/opt/app/weights' does not exist",
    f"{NO_SUCH}'/opt/app/weights'",
)


@pytest.mark.parametrize("stderr", ORGANIZERS.values(), ids=ORGANIZERS)
def test_organizers_faults(stderr: str) -> None:
    failure = judge(stderr)
    assert failure.by is Fault.ORGANIZER
    assert failure.cure and failure.is_quoted and failure.message


@pytest.mark.parametrize("stderr", PARTICIPANTS.values(), ids=PARTICIPANTS)
def test_participants_faults(stderr: str) -> None:
    assert judge(stderr).by is Fault.PARTICIPANT


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "printed",
    [
        pytest.param(lambda x: trace(f"ValueError: could not convert string to float: '{x}'"), id="quoted"),
        pytest.param(lambda x: trace(f"ValueError: {x}"), id="said"),
        pytest.param(lambda x: trace(f"KeyError: {x!r}"), id="a key"),
        pytest.param(lambda x: trace(f"OSError: {x}", code="raise OSError(row)"), id="raised"),
        pytest.param(lambda x: trace(f"{NO_SUCH}{'/input/' + x!r}"), id="a name"),
        pytest.param(lambda x: f"{x}\n" + trace("ValueError: line 1: no number"), id="printed before"),
        pytest.param(lambda x: trace(f"SubmissionError: row {x}") + "see above\n", id="of its own"),
    ],
)  # fmt: skip
def test_a_submission_that_is_quoted_does_not_change_whose_fault_it_is(
    content: str, printed: object
) -> None:
    assert callable(printed)
    assert judge(printed(content)).by is Fault.PARTICIPANT


def test_a_traceback_for_a_refusal_can_still_be_turned_by_others() -> None:
    """Whoever quotes raw lines of a submission in sys.exit() lets it write the end of the log."""
    assert judge("bad row: x\nsh: 1: java: not found\n").is_open
    assert judge(IMPORT + "and then this\n").is_open
    assert not judge(IMPORT).is_open


@pytest.mark.parametrize(
    ("stderr", "sentence"),
    [
        pytest.param(trace("AssertionError", frame("assert a == b", "evaluate.py", 2)),
                     "AssertionError (evaluate.py, line 2)", id="bare"),
        pytest.param(
            trace("AssertionError", frame("check(a)", line=9),
                  frame("raise", f"{LIBRARY}/site-packages/numpy/testing.py", 33)),
            "AssertionError (evaluate.py, line 9)", id="bare, in a library"),
        pytest.param(f"Row 3 has no label\n{'*' * 40}\n", "Row 3 has no label", id="stars"),
        pytest.param("Row 3 has no label\n  \n----\n\n", "Row 3 has no label", id="dashes"),
        pytest.param("case 7 is missing\nOne or more errors occurred.\n", "case 7 is missing",
                     id="one or more"),
        pytest.param(trace("ValueError: row 3") + "*****\n", "ValueError: row 3", id="exception, stars"),
        pytest.param(ORGANIZERS["words of nltk"], "LookupError: Resource punkt not found.", id="nltk"),
        pytest.param("Error in read.csv(x) : no rows\nCalls: main -> read.csv\nExecution halted\n",
                     "Error in read.csv(x) : no rows", id="R"),
        pytest.param('Exception in thread "main" java.lang.RuntimeException: row 3\n'
                     "\tat a.B.c(B.java:3)\n\t... 2 more\n",
                     'Exception in thread "main" java.lang.RuntimeException: row 3', id="Java"),
        pytest.param("\x1b[31mrow 3\x1b[0m\n\x1b[0m\n", "row 3", id="colours"),
        pytest.param("row 3\n\r  0%|  | 0/9 [00:00<?, ?it/s]\r100%|##| 9/9 [00:01<00:00, 8it/s]\n",
                     "row 3", id="a progress bar"),
        pytest.param("9it [00:01, 8.2it/s]row 3\n", "row 3", id="on the line of a progress bar"),
        pytest.param("row 3\n/lib/x.py:3: UserWarning: There appear to be 1 leaked objects\n"
                     "  warnings.warn('There appear to be %d '\n", "row 3", id="a warning"),
        pytest.param("/opt/a.py:3: UserWarning: row 3\n", "/opt/a.py:3: UserWarning: row 3",
                     id="nothing but a warning"),
        pytest.param(f"row 3\n{script.EXITED}\n", "row 3", id="printed before sys.exit(1)"),
        pytest.param(f"{script.EXITED}\n", script.EXITED, id="nothing before sys.exit(1)"),
        pytest.param(trace("AssertionError: ") + "Arrays are not equal\n\n x: array([1])\n y: array([2])\n",
                     "AssertionError: Arrays are not equal", id="numpy's"),
        pytest.param(f"  + Exception Group {HEADER}  |   File \"a.py\", line 1, in f\n  | ExceptionGroup: all "
                     "(1 sub-exception)\n  +-+---------------- 1 ----------------\n    | ValueError: row 3\n"
                     "    +------------------------------------\n", "ValueError: row 3", id="a group"),
        pytest.param("****\n", "No errors were reported in the logs.", id="nothing but stars"),
        pytest.param(trace("ValueError: two\nlines of it"), "lines of it", id="two lines"),
    ],
)  # fmt: skip
def test_the_sentence_is_the_last_line_that_says_something(stderr: str, sentence: str) -> None:
    assert judge(stderr).message == sentence


@pytest.mark.parametrize(
    ("code", "told"), [(139, "the signal SIGSEGV."), (134, "the signal SIGABRT."), (1, "logs.")]
)
def test_a_crash_without_a_word_is_named(code: int, told: str) -> None:
    failure = judge("", code)
    assert failure.by is Fault.PARTICIPANT and failure.message.endswith(told)


@pytest.mark.parametrize(
    "stderr",
    [
        "",
        "***\n",
        f"{script.EXITED}\n",
        "row 3\nOne or more errors occurred.\n",
        trace("AssertionError"),
    ],
)
def test_hosts_are_told_that_their_evaluator_leaves_participants_in_the_dark(stderr: str) -> None:
    failure = judge(stderr)
    assert failure.by is Fault.PARTICIPANT
    assert "in the dark" in failure.cure and "sys.exit" in failure.cure


@pytest.mark.parametrize(
    "stderr",
    [
        "predictions.csv is missing\n",
        trace("ValueError: line 8: p0 is 'nan'", code="raise ValueError("),
        trace(f"{NO_SUCH}'/input/a.csv'"),
    ],
)
def test_a_refusal_in_words_asks_nothing_of_the_hosts(stderr: str) -> None:
    assert judge(stderr).cure == ""


def test_what_the_evaluator_breaks_on_is_told_to_the_hosts() -> None:
    failure = judge(trace("KeyError: 'case_3'"))
    assert failure.is_open and "mend the evaluator" in failure.cure


def test_memory_that_python_could_not_have_is_the_memory_limits() -> None:
    failure = judge(trace("numpy.core._exceptions._ArrayMemoryError: Unable to allocate 8 GiB"))
    assert failure.ran_out_of is Resource.MEMORY


def test_the_process_runner_sees_paths_of_this_machine() -> None:
    places = Places(("/tmp/podium-submission-1/submission",), ("/home/me/challenge/truth.json",))
    missing = trace(f"{NO_SUCH}'/tmp/podium-submission-1/submission/a.csv'")
    assert judge(missing, places=places).by is Fault.PARTICIPANT
    missing = trace(f"{NO_SUCH}'/home/me/challenge/truth.json/gt.csv'")
    assert judge(missing, places=places).by is Fault.ORGANIZER


@pytest.mark.parametrize(
    ("code", "by"),
    [
        ('open("labels.csv")', Fault.ORGANIZER),
        ("pd.read_csv(os.path.join('data', 'labels.csv'))", Fault.ORGANIZER),
        ('open("data/labels.csv")', Fault.ORGANIZER),
        ('open(row["image"])', Fault.PARTICIPANT),  # the submission may name any file
        ("open(LABELS)", Fault.PARTICIPANT),
        ('open("my_labels.csv")', Fault.PARTICIPANT),
    ],
)
def test_a_relative_path_is_the_organizers_where_the_code_names_a_file_of_theirs(
    code: str, by: Fault
) -> None:
    pandas = frame("handle = open(", f"{LIBRARY}/site-packages/pandas/io/common.py")
    for frames in ((frame(code),), (frame(code), pandas)):
        stderr = trace(f"{NO_SUCH}'data/labels.csv'", *frames)
        failure = judge(stderr, places=Places(names=frozenset({"labels.csv", "run.py"})))
        assert (failure.by, failure.is_open) == (by, True)
        assert judge(stderr).by is Fault.PARTICIPANT, "nobody brought such a file"


@pytest.mark.parametrize(
    "line",
    ["java not found", "Error: Java is not installed.", "ffmpeg was not found on the PATH",
     "Perl could not be found in $PATH!"],
)  # fmt: skip
def test_a_runtime_that_is_missing_in_a_whole_line_is_the_organizers(line: str) -> None:
    failure = judge(f"{line}\n")
    assert (failure.by, failure.is_open) == (Fault.ORGANIZER, True)
    for more in (f"{line} in row 3", f"class {line}", f"'{line}'", f"{line}: expected a label"):
        assert judge(f"{more}\n").by is Fault.PARTICIPANT, more


def test_a_child_of_a_pool_that_dies_is_put_down_to_nobody_for_good() -> None:
    """By memory, the engine knows; otherwise a submission that crashes a library looks the same."""
    module = "concurrent.futures.process"
    words = f"{module}.BrokenProcessPool: A process in the process pool was terminated abruptly"
    failure = judge(trace(words, frame("pool.map(f)"), frame("raise", f"{LIBRARY}/{module}.py")))
    assert (failure.by, failure.is_open) == (Fault.PARTICIPANT, True)


def test_a_module_that_a_pickle_names_is_no_missing_package() -> None:
    """EvalAI's script says 78 for whatever could not be imported."""
    last = "The evaluation script needs the package 'mine'\n"
    assert (
        judge(PARTICIPANTS["its pickle names a module"] + last, 78, EVALAI).by is Fault.PARTICIPANT
    )
    assert judge(IMPORT + last, 78, EVALAI).by is Fault.ORGANIZER


@pytest.mark.parametrize(
    "line",
    [
        "9%|",
        "9it [",
        "\r",
        "\x1b]",
        "1" * 999,
        '  File "x", line 3',
        HEADER.strip(),
        "  x",
        "*",
        "at a:1:1",
    ],
)
def test_a_log_of_nothing_but_one_line_takes_no_time(line: str) -> None:
    judge(f"{line}\n" * (250_000 // len(line)))
