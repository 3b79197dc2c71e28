"""Which evaluator a phase has, worked out from what the file says and what the folder holds."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from podium.challenge import keys
from podium.challenge.checks.consistency import Folder, is_inside
from podium.challenge.model import EvaluatorSource, Machines
from podium.jobs import GIB, MIB, Contract, Limits, Resource

SCRIPT_FOLDER = "evaluation_script"
DOCKERFILE = "evaluator/Dockerfile"
# The labels of https://docs.github.com/en/actions/reference/runners/github-hosted-runners begin so;
# a larger runner is called as its organization likes.
_HOSTED = re.compile(r"(ubuntu|windows|macos)-")


def resolve_source(
    settings: keys.Challenge, phase: keys.Phase, folder: Folder
) -> EvaluatorSource | str:
    """The phase's evaluator, or the sentence that says what is missing."""
    chosen = merged(settings, phase)
    script = _script(settings.evaluation_script, folder)
    dockerfile = chosen.dockerfile
    if dockerfile is None and chosen.image is None and folder.has_file(DOCKERFILE):
        dockerfile = DOCKERFILE
    # A script that is named but missing is a mistake to report, not a reason to run something else.
    wanted = settings.evaluation_script or script
    contract = chosen.contract or _contract(phase, wanted, dockerfile or chosen.image)
    if contract is Contract.GRAND_CHALLENGE:
        if dockerfile is None and chosen.image is None:
            if is_external(settings, phase):
                return EvaluatorSource(contract)
            return (
                "this phase has no evaluator: name an image or a dockerfile under "
                "podium.evaluator, or add evaluation_script/ (EvalAI)"
            )
        return EvaluatorSource(contract, chosen.image, dockerfile, context=chosen.context)
    if script is None and is_external(settings, phase):
        return EvaluatorSource(contract)
    if script is None:
        named = settings.evaluation_script or f"{SCRIPT_FOLDER}.zip"
        return (
            f"there is no {named!r} in the challenge folder, nor a package {unzipped(named)!r} "
            "with an __init__.py"
        )
    return EvaluatorSource(
        contract,
        chosen.image,
        chosen.dockerfile,
        script,
        context=chosen.context,
        has_worker_packages=chosen.packages is not None,
    )


def is_external(settings: keys.Challenge, phase: keys.Phase) -> bool:
    """Whether the hosts evaluate elsewhere and only the records are kept here."""
    return phase.external_evaluation or settings.remote_evaluation


def resolve_limits(settings: keys.Challenge, phase: keys.Phase) -> Limits:
    """The strictest time limit that any of the two vocabularies sets."""
    chosen = merged(settings, phase)
    seconds = [float(phase.evaluation_time_limit), float(settings.submission_time_limit)]
    if chosen.time_limit is not None:
        seconds.append(chosen.time_limit)
    memory = phase.evaluation_requires_memory_gb * GIB
    if chosen.memory_mb is not None:
        memory = chosen.memory_mb * MIB
    usual = Limits()
    return Limits(
        seconds=min(seconds),
        memory=memory,
        cpus=chosen.cpus or usual.cpus,
        processes=chosen.processes or usual.processes,
        output=(chosen.output_mb or 0) * MIB or usual.output,
        output_files=chosen.output_files or usual.output_files,
        scratch=(chosen.scratch_mb or 0) * MIB or usual.scratch,
        scratch_files=chosen.scratch_files or usual.scratch_files,
        shared_memory=(chosen.shared_memory_mb or 0) * MIB or None,
        gpu=phase.evaluation_requires_gpu_type,
    )


def resolve_machines(settings: keys.Challenge, phase: keys.Phase) -> Machines:
    """Where the phase is evaluated on GitHub."""
    chosen, usual = merged(settings, phase), Machines()
    at_a_time = chosen.max_parallel or usual.at_a_time
    if chosen.runs_on is None:
        return Machines(at_a_time=at_a_time)
    labels = chosen.runs_on.get("labels") if isinstance(chosen.runs_on, dict) else chosen.runs_on
    is_hosted = isinstance(labels, str) and _HOSTED.match(labels) is not None
    return Machines(json.dumps(chosen.runs_on, sort_keys=True), at_a_time, is_hosted)


def limit_keys(settings: keys.Challenge, phase: keys.Phase) -> dict[Resource, str]:
    """The keys of the file, or of its defaults, that decide each limit: those to raise."""
    chosen, usual = merged(settings, phase), resolve_limits(settings, phase)
    times = {
        "podium.evaluator.time_limit": chosen.time_limit,
        "evaluation_time_limit": float(phase.evaluation_time_limit),
        "submission_time_limit": float(settings.submission_time_limit),
    }
    is_own = chosen.memory_mb is not None
    return {
        Resource.TIME: " and ".join(key for key, most in times.items() if most == usual.seconds),
        Resource.MEMORY: "podium.evaluator.memory_mb"
        if is_own
        else "evaluation_requires_memory_gb",
    }


def merged(settings: keys.Challenge, phase: keys.Phase) -> keys.EvaluatorSettings:
    """The phase's own ``podium.evaluator`` over the challenge's, key by key."""
    top, own = settings.podium.evaluator, phase.podium.evaluator
    if top is None or own is None:
        return own or top or keys.EvaluatorSettings()
    chosen = own.model_dump(exclude_unset=True)
    if "image" in chosen or "dockerfile" in chosen:
        # The one takes the place of the other: a phase has a single evaluator.
        chosen = {"image": None, "dockerfile": None, "context": None, **chosen}
    return top.model_copy(update=chosen)


def _contract(phase: keys.Phase, script: str | None, container: str | None) -> Contract:
    if container is not None and (script is None or bool(phase.score_jsonpath)):
        return Contract.GRAND_CHALLENGE
    return Contract.EVALAI if script is not None else Contract.GRAND_CHALLENGE


def _script(named: str | None, folder: Folder) -> str | None:
    """EvalAI's file names a zip that its own starter builds anew from the folder beside it with
    every push: where both are there, the zip may be an older one."""
    candidates = [unzipped(named), named] if named else [SCRIPT_FOLDER]
    for path in candidates:
        if is_inside(path) and (_is_package(path, folder) or folder.has_file(path)):
            return path
    return None


def unzipped(named: str) -> str:
    """The folder that a zip is made from, by EvalAI's way of naming it."""
    path = PurePosixPath(named)
    return str(path.with_suffix("")) if path.suffix else named


def _is_package(path: str, folder: Folder) -> bool:
    return folder.has_file(f"{path.rstrip('/')}/__init__.py")
