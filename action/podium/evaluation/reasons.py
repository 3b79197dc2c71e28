"""The table of reasons why an evaluator fails that are its organizer's, each with the pattern that
shows it and the cure.

Pure. A pattern for what was ``raised`` begins with the exception's type, and one for what was
``printed`` is a whole line: what a participant wrote may stand in any message, and proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from podium.evaluation.places import Places
from podium.evaluation.tracebacks import Raised
from podium.jobs import Resource

_OS_ERROR = (
    r"(?:OSError|IOError|PermissionError|FileNotFoundError|FileExistsError|NotADirectoryError"
    r"|IsADirectoryError|BlockingIOError|ConnectionError|ConnectionRefusedError|TimeoutError"
    r"|gaierror): \[Errno {}\] "
)
# An absolute path, in quotes or without.
_PATH = re.compile(r"(?P<quote>['\"])(?P<path>/[^'\"]*)(?P=quote)|(?<![\w.~/])(?P<bare>/[\w.+/-]+)")
_RELATIVE = re.compile(r"\[Errno 2\] .*: '(?P<path>[^'/][^']*)'$")
# Functions that import what a file's content names.
_UNPICKLING = {"find_class", "find_python_module", "find_python_name"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A kind of failure, and the cure for the hosts. Where it ``is_open``, an evaluator that works
    for others shows that it was the submission after all. The path in a line that was printed may
    have to be the organizer's: it ``names_path``. What is ``written`` is a pattern for the line of
    the evaluator's own code that raised: a submission is not in it."""

    cure: str
    raised: str = ""
    printed: str = ""
    holds: Callable[[Raised, Places], bool] = lambda raised, places: True
    names_path: bool = False
    is_open: bool = False
    ran_out_of: Resource | None = None
    written: str = ""

    def explains(self, raised: Raised, places: Places) -> bool:
        pattern = self.raised
        return bool(pattern) and _begins(pattern, raised.words) and self.holds(raised, places)


def _is_code(raised: Raised, places: Places) -> bool:
    """It was raised in a file, and not in a text that was evaluated."""
    return bool(raised.frames) and not raised.frames[-1].file.startswith(("<string", "<unknown"))


def _is_import(raised: Raised, places: Places) -> bool:
    """The evaluator's code imports it; where a file is unpickled, its content does."""
    if any(frame.function in _UNPICKLING for frame in raised.frames) or not raised.frames:
        return False
    last = raised.frames[-1]
    return "importlib" in last.file or not last.code or re.search(r"import", last.code) is not None


def _starts_a_program(raised: Raised, places: Places) -> bool:
    return any(frame.file.endswith("/subprocess.py") for frame in raised.frames)


def _is_of_nltk(raised: Raised, places: Places) -> bool:
    return any(frame.file.endswith("/nltk/data.py") for frame in raised.frames)


def _is_organizers_path(raised: Raised, places: Places) -> bool:
    path = _path_in(raised.message)
    if path is not None:
        return places.is_organizers(path, raised.frame)
    return _is_own_name(raised, places)


def _is_own_name(raised: Raised, places: Places) -> bool:
    """A relative path may be what a submission was unpacked to. It is the organizer's where the
    line that asks for it names the file, which no submission can write there, and they brought one
    of that name: it lies elsewhere than it is looked for."""
    found, frame = _RELATIVE.search(raised.message), raised.frame
    name = PurePosixPath(found["path"]).name if found else ""
    if frame is None or frame.is_library or name not in places.names:
        return False
    return re.search(rf"['\"/]{re.escape(name)}['\"]", frame.code) is not None


def _is_keyword_of_code(raised: Raised, places: Places) -> bool:
    """The call names it, and so does no row of a submission."""
    name = re.search(r"'(\w+)'", raised.message)
    frame = raised.frame
    return name is not None and frame is not None and f"{name[1]}=" in frame.code


def _is_call_of_code(raised: Raised, places: Places) -> bool:
    """The call has its arguments one by one, not as many as a submission has."""
    frame = raised.frame
    return frame is not None and bool(frame.code) and "*" not in frame.code


def _is_call_of_ours(raised: Raised, places: Places) -> bool:
    """It is how EvalAI calls a script that does not fit it."""
    return bool(raised.frames) and raised.frames[-1].function == "call_evaluate"


_PACKAGES = (
    "Bring the module with the evaluator: name it in requirements.txt or install it in the image. "
    "A module of your own has to lie beside the script and be imported as from there."
)
_VERSION = "The installed version of a package is another than the code was written for: pin it."
_NETWORK = (
    "An evaluation has no network. Bring what is downloaded with the evaluator, in its image or "
    "beside the script, and what is installed in requirements.txt."
)
_OWN_PATH = (
    "The path is the evaluator's own, and nothing is there, or nobody may read it: compare it with "
    "what the image, the script's folder and the ground truth hold. A relative one begins at the "
    "working directory, not beside the code."
)
_PROGRAM = "Bring the program with the evaluator: install it in the image (evaluator.dockerfile)."
_THREADS = "Start fewer threads and processes, or raise podium.evaluator.processes."
_WRITING = (
    "The evaluator writes where it must not. Write to /tmp or /output; a library that keeps a "
    "cache beside its code is told another place by its own variable or HOME."
)
_ROOM = (
    "The evaluator fills a bounded folder: write less, or raise output_mb and output_files (for "
    "/output), scratch_mb and scratch_files (for all else) or shared_memory_mb (for /dev/shm), all "
    "under podium.evaluator."
)
# Programs that people name when they are not there.
_RUNTIMES = (
    r"(?:java|jre|jdk|jvm|perl|rscript|ffmpeg|ffprobe|sox|matlab|octave|gcc|nvcc|cuda|wget|curl)"
)
_NOT_THERE = (
    r"(?:\b(?:not|isn't) (?:be )?(?:found|installed|available|there|on (?:the )?path)\b"
    r"|\b(?:missing|required|unavailable|needed)\b)"
)

REASONS: tuple[Reason, ...] = (
    Reason(
        "Mend the syntax error; try it with `podium evaluate`.",
        raised=r"(?:SyntaxError|IndentationError|TabError): ",
        holds=_is_code,
    ),
    Reason(_PACKAGES, raised=r"(?:ModuleNotFoundError|ImportError): ", holds=_is_import),
    Reason(_PACKAGES, raised=r"(?:DistributionNotFound|PackageNotFoundError): "),
    Reason(_PACKAGES, raised=r"OSError: \S+: cannot open shared object file: "),
    Reason(
        "The code uses a name that nothing defines; mend it, and try it with `podium evaluate`.",
        raised=r"(?:NameError|UnboundLocalError): ",
        holds=_is_code,
    ),
    Reason(
        _VERSION,
        raised=r"AttributeError: (?:partially initialized )?module '[\w.]+' has no attribute '\w+'",
        holds=_is_code,
        is_open=True,
    ),
    Reason(
        _VERSION,
        raised=r"AttributeError: '(?:DataFrame|Series)' object has no attribute "
        r"'(?:append|as_matrix|get_value|iteritems|ix|mad|set_value)'",
        is_open=True,
    ),
    Reason(
        _VERSION,
        raised=r"TypeError: .*\(\) got an unexpected keyword argument '\w+'",
        holds=_is_keyword_of_code,
    ),
    Reason(
        "evaluate() takes other arguments than EvalAI gives it: evaluate(test_annotation_file, "
        "user_submission_file, phase_codename, **kwargs).",
        raised=r"TypeError: .*\(\) (?:takes|missing) ",
        holds=_is_call_of_ours,
    ),
    Reason(
        "The code calls a function with other arguments than it takes; mend the call.",
        raised=r"TypeError: .*\(\) (?:takes|missing) \d+ ",
        holds=_is_call_of_code,
    ),
    Reason(
        "json writes Python's own numbers and text only: convert with float(), int() or .tolist().",
        raised=r"TypeError: (?:Object of type \w+ is not JSON serializable|keys must be str, )",
        holds=_is_code,
    ),
    Reason(_WRITING, raised=_OS_ERROR.format("30")),
    Reason(_WRITING, raised=r"RuntimeError: cannot cache function '.*': no locator available"),
    Reason(_ROOM, raised=_OS_ERROR.format("(?:28|122)")),
    Reason(
        "The evaluator keeps too many files open: close each of them when it is read.",
        raised=_OS_ERROR.format("(?:23|24)"),
    ),
    Reason(_THREADS, raised=r"RuntimeError: can't start new thread"),
    Reason(_THREADS, raised=_OS_ERROR.format("11")),
    Reason(
        "The evaluator needs more memory than it has: see podium.evaluator.memory_mb.",
        raised=rf"(?:MemoryError|_ArrayMemoryError|OutOfMemoryError): |{_OS_ERROR.format('12')}",
        ran_out_of=Resource.MEMORY,
    ),
    Reason(
        _NETWORK,
        raised=r"(?:gaierror|URLError|MaxRetryError|NewConnectionError|NameResolutionError"
        r"|ConnectTimeout|ConnectTimeoutError|ConnectError|ConnectionError|ConnectionRefusedError"
        r"|ProxyError|SSLError|LocalEntryNotFoundError): ",
    ),
    Reason(_NETWORK, raised=_OS_ERROR.format("(?:-2|-3|101|110|111|113)")),
    Reason(_NETWORK, raised=r"OSError: We couldn't connect to "),
    Reason(_NETWORK, raised=r"LookupError: ", holds=_is_of_nltk),
    Reason(_NETWORK, raised=r"CalledProcessError: Command .*\bpip\b", is_open=True),
    Reason(
        _NETWORK,
        written=r"(?:could not|couldn't|cannot|can't|failed to|unable to) "
        r"(?:download|connect to|install)\b|\b(?:no|without) (?:network|internet)\b"
        r"|\b(?:download|installation|pip install) failed\b",
    ),
    Reason(
        _PROGRAM,
        raised=_OS_ERROR.format("(?:2|8|13)"),
        holds=_starts_a_program,
        written=rf"\b{_RUNTIMES}\b[^'\"]*{_NOT_THERE}|\b(?:no|without|needs?|requires?|install) "
        rf"{_RUNTIMES}\b",
    ),
    Reason(
        _OWN_PATH,
        raised=rf"{_OS_ERROR.format('(?:2|13|20|21)')}|(?:FileNotFoundError|OSError): "
        r"|RuntimeError: .*(?:does not exist|[Nn]o such file|not found)",
        holds=_is_organizers_path,
        is_open=True,
    ),
    Reason(_OWN_PATH, printed=r".*[Nn]o such file or directory\W*", names_path=True, is_open=True),
    Reason(
        "The machine has no such device: evaluate on the processor, or where there is one.",
        raised=r"\w+: (?:Found no NVIDIA driver|Torch not compiled with CUDA|No CUDA GPUs are "
        r"|CUDA error: no CUDA-capable device|Attempting to deserialize object on a CUDA device)",
    ),
    Reason(
        "ZIP cannot hold the files' dates: pass strict_timestamps=False to ZipFile.",
        raised=r"ValueError: ZIP does not support timestamps before 1980",
    ),
    Reason(
        _NETWORK,
        printed=r"ERROR: (?:Could not find a version that satisfies the requirement "
        r"|No matching distribution found for |Could not install packages due to ).*"
        r"|(?:wget|curl|fatal): .*(?:resolve host|Could not resolve|unable to access).*",
    ),
    Reason(_PACKAGES, printed=r"\S*python[\d.]*: No module named \S+"),
    Reason(_PACKAGES, printed=r"Error(?: in .*)? ?: there is no package called .*"),
    Reason(_PACKAGES, printed=r"ERROR: (?:LoadError: )?ArgumentError: Package \S+ .*"),
    Reason(
        "The image's command names a file that is not in the image.",
        printed=r"\S*python[\d.]*: can't open file .*|Error: Unable to access jarfile .*"
        r"|Error: Could not find or load main class .*|Fatal error: cannot open file .*",
    ),
    Reason(
        _PROGRAM,
        printed=r"\S+: (?:line )?\d+: (?:\S+: )?\S+: (?:command )?not found"
        r"|(?:\S*/)?\w*sh: (?:line )?\d+: \S+: (?:cannot execute.*|Exec format error)"
        r"|(?:\S*/)?env: \S+: No such file or directory|.{0,30}exec \S+: exec format error",
    ),
    # As a whole line, of words that a name in a submission has not around it.
    Reason(
        _PROGRAM,
        printed=rf"(?i:(?:error: )?(?:the )?{_RUNTIMES}(?: (?:runtime|binary|executable|program))?"
        r" (?:(?:is|was) not|isn't|wasn't|could not be|cannot be|not) (?:found|installed|available)"
        r"(?: (?:in|on) (?:the |your )?(?:system )?\$?path)?\W*)",
        is_open=True,
    ),
    Reason(
        _THREADS,
        printed=r"OpenBLAS blas_thread_init: pthread_create failed .*"
        r"|libgomp: Thread creation failed: .*",
    ),
)  # fmt: skip


def of_exception(raised: Raised, places: Places) -> Reason | None:
    return next((reason for reason in REASONS if reason.explains(raised, places)), None)


def of_code(raised: Raised) -> Reason | None:
    """By what the organizer wrote in the ``raise`` or the ``assert`` that ended it."""
    frame = raised.frame
    if frame is None or not frame.code.startswith(("raise ", "assert ", "sys.exit(", "exit(")):
        return None
    written = (reason for reason in REASONS if reason.written)
    return next((one for one in written if re.search(one.written, frame.code, re.I)), None)


def of_line(line: str, places: Places) -> Reason | None:
    for reason in REASONS:
        if reason.printed and re.fullmatch(reason.printed, line):
            path = _path_in(line)
            if not reason.names_path or (path is not None and places.is_organizers(path)):
                return reason
    return None


def _path_in(text: str) -> str | None:
    """The first absolute path that a message names."""
    found = _PATH.search(text)
    return None if found is None else found["path"] or found["bare"]


def _begins(pattern: str, words: str) -> bool:
    return re.match(pattern, words) is not None
