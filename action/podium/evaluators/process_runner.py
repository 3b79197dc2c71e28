"""Runs an EvalAI script in a subprocess, for machines without a container engine.

The organizer's own code runs as the user who started Podium. It gets limits, an empty environment
and a clean interpreter, which stops accidents; it does not stop an attack.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from podium.errors import InfrastructureError
from podium.evaluators import environment, evalai_job, evalai_script, script_package, verdict
from podium.evaluators.folder_source import open_plain
from podium.evaluators.job import Contract, Job, Limits, Outcome
from podium.evaluators.messages import METRICS_FILE
from podium.evaluators.verdict import End, Unreadable

NEEDS_DOCKER = (
    "A Grand Challenge evaluator is a container, and no Docker engine answers: "
    "install Docker (https://docs.docker.com/engine/install/), start it, and run this again."
)
_NO_FILES_LEFT_BEHIND = 5.0  # seconds a killed group's pipes may take to close
