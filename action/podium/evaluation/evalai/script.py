"""Calls an organizer's EvalAI script on one submission: ``python evalai_script.py JOB.json``.

This file runs alone, inside the evaluation's container or process: it imports nothing but the
standard library, works from Python 3.8 on, and never imports podium. What the script returns
becomes ``metrics.json`` = ``{split: {metric: value, "error_<metric>": value}}``.

    {"package": folder of the script, "annotation": path or null, "submission": path,
     "phase": codename, "splits": [codenames], "metadata": {…}, "output": folder,
     "distributions": {module: its name for pip}, "namespaces": [names of many packages],
     "outside": [modules beside the folder], "limits": {name: [soft, hard]}}
"""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

EXIT_PARTICIPANT = 1  # evaluate() raised: the last line of stderr is for the participant
EXIT_ORGANIZER = 78  # sysexits.h EX_CONFIG: no script, or one that returns what it must not
EXIT_MEMORY = 137  # what a kernel that kills for memory leaves as well

PACKAGE = "evaluation_script"
COPY = "podium-script"  # in the folder for temporary files; the same in every container
LARGE = 16 << 20  # bytes
EXITED = "evaluate() called sys.exit() and returned no result"


class ScriptError(Exception):
    """The organizer's script is at fault; the text is for its author."""


def main(job_path: str) -> None:
    job = json.loads(Path(job_path).read_text(encoding="utf-8"))
    set_limits(job["limits"])
    os.environ["PODIUM_OUTPUT"] = job["output"]  # for images; metrics are what is returned
    leave_root()
    try:
        package = import_package(private_copy(job["package"]), job)
        metrics: dict[str, Any] = {}
        for returned in call_evaluate(package, job):
            metrics.update(metrics_of(returned, splits=job["splits"]))
            write_metrics(metrics, job["output"])
    except ScriptError as error:
        finish(EXIT_ORGANIZER, str(error))


def set_limits(limits: dict[str, list[int]]) -> None:
    """Limits hold from here on and for every child; the organizer's code cannot raise them."""
    if not limits:
        return
    import resource

    for name, wanted in limits.items():
        which = getattr(resource, name)
        _, most = resource.getrlimit(which)
        if most != resource.RLIM_INFINITY:
            wanted = [min(value, most) for value in wanted]
        # macOS refuses some; the wall clock still holds.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (wanted[0], wanted[1]))


def leave_root() -> None:
    """Scripts write what passes between their steps to where they are started, which EvalAI's
    worker lets them. An image that names a folder to start in has its reasons."""
    if str(Path.cwd()) == "/" and not os.access("/", os.W_OK):
        with contextlib.suppress(OSError):
            os.chdir(tempfile.mkdtemp(prefix="work-"))


def private_copy(folder: str) -> str:
    """The script's folder where it can write, as on EvalAI: scripts unpack and cache beside
    themselves. What is large, or may only be loaded from where it is, is a link."""
    if os.access(folder, os.W_OK):
        return folder
    try:
        copy = Path(tempfile.gettempdir(), COPY, PACKAGE)
        shutil.copytree(folder, copy, copy_function=copy_or_link)
    except (OSError, shutil.Error):
        return folder  # no room: it runs all the same, unless it writes there
    return str(copy)


def copy_or_link(source: str, target: str) -> None:
    if Path(source).stat().st_size > LARGE or ".so" in Path(source).name:
        Path(target).symlink_to(source)
    else:
        shutil.copyfile(source, target)


def import_package(folder: str, job: dict[str, Any]) -> ModuleType:
    """The script's folder as a package, so that ``from .main import evaluate`` works in it, also in
    the processes that it starts: EvalAI's worker appends the folder above as well."""
    sys.path.append(str(Path(folder).parent))
    start = Path(folder, "__init__.py")
    if not start.is_file():
        raise ScriptError(f"{PACKAGE}/__init__.py is missing: it has to import evaluate()")
    spec = importlib.util.spec_from_file_location(
        PACKAGE, start, submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    try:
        spec.loader.exec_module(package)
    except MemoryError:
        finish(EXIT_MEMORY, "MemoryError while the evaluation script was imported")
    except ModuleNotFoundError as error:
        report()
        raise ScriptError(missing_module(error, job)) from error
    except (Exception, SystemExit) as error:
        report()
        raise ScriptError(not_imported(error)) from error
    if not callable(getattr(package, "evaluate", None)):
        raise ScriptError(f"{PACKAGE}/__init__.py has no evaluate(); import it there")
    return package


def call_evaluate(package: ModuleType, job: dict[str, Any]) -> Iterator[object]:
    """What evaluate() returns; of one that is a generator, each of what it yields."""
    arguments = arguments_for(package.evaluate, job)
    keywords = {"submission_metadata": job["metadata"]}
    if not takes_metadata(package.evaluate):
        keywords = {}
    with blamed(job):
        returned = package.evaluate(*arguments, **keywords)
    if not inspect.isgenerator(returned):
        yield returned
        return
    while True:
        with blamed(job):
            try:
                result = next(returned)
            except StopIteration:
                return
        yield result


@contextlib.contextmanager
def blamed(job: dict[str, Any]) -> Iterator[None]:
    """Whatever the script raises ends here, and is somebody's."""
    try:
        yield
    except MemoryError:
        finish(EXIT_MEMORY, "MemoryError")
    except ModuleNotFoundError as error:  # imported late, inside of evaluate()
        report()
        raise ScriptError(missing_module(error, job)) from error
    except SystemExit as stop:
        # EvalAI's worker lets this one through and leaves the submission running for ever.
        if stop.__context__ is not None:
            report()  # what it handled shows whose fault it is
        said = "" if stop.code is None or isinstance(stop.code, int) else str(stop.code)
        finish(EXIT_PARTICIPANT, said or EXITED)
    except Exception:
        report()
        finish(EXIT_PARTICIPANT)


def takes_metadata(evaluate: Any) -> bool:
    try:
        parameters = inspect.signature(evaluate).parameters
    except (TypeError, ValueError):
        return True
    return "submission_metadata" in parameters or any(
        parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()
    )


def arguments_for(evaluate: Any, job: dict[str, Any]) -> list[Any]:
    """In the order of EvalAI's worker, annotation, submission, phase, whatever they are called; but
    EvalAI's template for hosts who evaluate elsewhere has submission, phase, annotation, and only
    these names tell."""
    in_order = [job["annotation"], job["submission"], job["phase"]]
    try:
        parameters = list(inspect.signature(evaluate).parameters.values())
    except (TypeError, ValueError):
        return in_order
    names = [parameter.name for parameter in parameters[:3]]
    if len(names) < 2 or "submission" not in names[0] or "phase" not in names[1]:
        return in_order
    remote = [job["submission"], job["phase"]]
    for parameter in parameters[2:3]:
        is_needed = parameter.default is parameter.empty or job["annotation"] is not None
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and "metadata" not in parameter.name:
            remote += [job["annotation"]] if is_needed else []
    return remote


def metrics_of(returned: object, *, splits: list[str]) -> dict[str, Any]:
    """EvalAI's reading of a result, refusing what it refuses: each entry counts by its first key;
    a split given twice counts by its last entry; errors of other splits are passed over. What its
    API takes from remote workers may stand alone."""
    alone = returned if isinstance(returned, list) else [returned]
    if alone and all(is_of_remote_worker(entry, splits) for entry in alone):
        returned = {"result": alone}
    if not isinstance(returned, dict):
        raise ScriptError(f"evaluate() returned {kind(returned)}, expected a dict with 'result'")
    if "result" not in returned:
        raise ScriptError("evaluate() returned a dict without 'result'")
    metrics: dict[str, Any] = {}
    results = returned["result"]
    if is_of_remote_worker(results, splits):
        results = [results]
    if isinstance(results, (list, tuple)):
        results = [of_remote_worker(entry, splits) for entry in results]
    for split, values in entries(results, key="result"):
        if split not in splits:
            known = ", ".join(splits)
            raise ScriptError(f"evaluate() returned the split {split!r}; this phase has: {known}")
        if not isinstance(values, dict):
            found = f"evaluate() returned {kind(values)} for the split {split!r}"
            raise ScriptError(f"{found}, expected {{metric: value}}")
        metrics[split] = dict(values)
    for split, errors in entries(returned.get("error") or [], key="error"):
        if split in metrics and isinstance(errors, dict):
            for name, value in errors.items():
                name = str(name)
                named = name if name.startswith("error_") else f"error_{name}"
                metrics[split][named] = value
    return metrics


def is_of_remote_worker(entry: object, splits: list[str]) -> bool:
    """Whether it is what hosts who evaluate elsewhere send to EvalAI's API for a split."""
    if not isinstance(entry, dict) or "accuracies" not in entry or "split" not in entry:
        return False
    return "split" not in splits and "accuracies" not in splits  # a split may have any name


def of_remote_worker(entry: Any, splits: list[str]) -> Any:
    if is_of_remote_worker(entry, splits):
        return {entry["split"]: entry["accuracies"]}
    return entry


def entries(result: object, *, key: str) -> list[tuple[str, Any]]:
    if not isinstance(result, (list, tuple)):
        expected = "expected a list of {split: {metric: value}}"
        raise ScriptError(f"evaluate() returned {kind(result)} as '{key}', {expected}")
    for entry in result:
        if not isinstance(entry, dict) or not entry:
            expected = "expected {split: {metric: value}}"
            raise ScriptError(f"evaluate() returned {kind(entry)} in '{key}', {expected}")
    return [next(iter(entry.items())) for entry in result]


def write_metrics(metrics: dict[str, Any], folder: str) -> None:
    try:
        text = json.dumps(metrics, default=plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise ScriptError(f"evaluate() returned what JSON cannot hold: {error}") from error
    try:
        # In one step: somebody may be reading what was there before.
        Path(folder, "metrics.json.new").write_text(text, encoding="utf-8")
        Path(folder, "metrics.json.new").replace(Path(folder, "metrics.json"))
    except OSError as error:
        raise ScriptError(f"metrics.json could not be written: {error}") from error


def plain(value: Any) -> Any:
    """numpy's and torch's scalars know how to become Python's; arrays raise ValueError."""
    if not callable(getattr(value, "item", None)):
        raise TypeError(f"{kind(value)} is not a number")
    return value.item()


def missing_module(error: ModuleNotFoundError, job: dict[str, Any]) -> str:
    """A package is called as pip knows it, and never after a module of the organizer's own: on
    PyPI a stranger's may have that name."""
    module = error.name or "?"
    first = module.partition(".")[0]
    folder = Path(sys.modules[PACKAGE].__path__[0])
    if first == PACKAGE:
        return f"The evaluation script has no module {module!r}"
    dots = f"write 'from .{first} import …' or 'from . import {first}'"
    if any(folder.rglob(f"{first}.py")) or any(folder.rglob(f"{first}/")):
        where = "beside the evaluation script and is imported as if it were installed"
        return f"{first!r} lies {where}: {dots}"
    if first in job["outside"]:
        return f"{first!r} lies beside the evaluation script's folder: move it in, and {dots}"
    cure = f"name it in {PACKAGE}/requirements.txt"
    if first in job["namespaces"]:
        # Where none of its packages is there, Python says no more than their common name.
        frames = traceback.extract_tb(error.__traceback__)
        code = next((frame.line for frame in reversed(frames) if frame.line), module)
        return f"The evaluation script needs the package of {code!r}: {cure}"
    name = job["distributions"].get(first, first)
    return f"The evaluation script needs the package {name!r}: {cure}"


def not_imported(error: BaseException) -> str:
    said = f"{PACKAGE} could not be imported: {describe(error)}"
    if isinstance(error, subprocess.CalledProcessError) and "pip" in str(error.cmd):
        return (
            f"{said.rstrip('.')}. Nothing is installed while a script runs: name the package in "
            f"{PACKAGE}/requirements.txt"
        )
    return said


def report() -> None:
    """The traceback, to the real stderr: the script may have put something else in its place."""
    traceback.print_exc(file=sys.__stderr__)


def describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def kind(value: object) -> str:
    if value is None or value == [] or value == {}:
        return repr(value)
    return f"a {type(value).__name__}"


def finish(code: int, last_words: str = "") -> NoReturn:
    """End now, whatever threads or exit hooks the script left behind; the last line of stderr is
    what people are shown."""
    for stream in (sys.stdout, sys.stderr, sys.__stderr__):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()  # type: ignore[union-attr]
    if last_words:
        os.write(2, f"{last_words}\n".encode("utf-8", "replace"))
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1])
    finish(0)
