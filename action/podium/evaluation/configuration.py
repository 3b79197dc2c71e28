"""What an evaluation is given by the challenge's file beside the evaluator and the ground truth, as
one digest: where it changes, the same files could come to something else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from podium.challenge import view_content
from podium.challenge.model import Challenge, Phase


def outputs(challenge: Challenge, phase: Phase) -> tuple[str, ...]:
    """The files that are kept beside ``metrics.json``."""
    return tuple(phase.settings.podium.outputs or challenge.settings.podium.outputs)


def digest(challenge: Challenge, phase: Phase) -> str:
    """``sha256:…``. How boards rank is not in it: they are made of the records anew each time. Nor
    is where the evaluator and the ground truth lie, whose contents have digests of their own."""
    given = {
        "phase": phase.codename,
        "contract": phase.evaluator.contract,
        "packages": phase.evaluator.has_worker_packages,
        "splits": phase.split_codenames,
        "limits": asdict(phase.limits),
        "images": view_content.image_names(phase.settings.view_content),
        "outputs": outputs(challenge, phase),
    }
    written = json.dumps(given, sort_keys=True, ensure_ascii=True).encode()
    return f"sha256:{hashlib.sha256(written).hexdigest()}"
