"""Every repository whose workflows must hold: this one, and what ``podium init`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e import act_shim
from podium import resources
from podium.cli import scaffold
from podium.cli.scaffold import Names, Shape

ROOT = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAMES = Names(title="Shapes", repository="shapes", owner="octo-org", commit=COMMIT, version="v1")

# The one commit of each action of others, and the version that it is.
PINNED = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/create-github-app-token": ("bcd2ba49218906704ab6c1aa796996da409d3eb1", "v3.2.0"),
    "actions/deploy-pages": ("368f82528645a54fb793d4d04e342629a3f51346", "v5.0.1"),
    "actions/download-artifact": ("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
    "actions/setup-python": ("ece7cb06caefa5fff74198d8649806c4678c61a1", "v6.3.0"),
    "actions/upload-artifact": ("043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1"),
    "actions/upload-pages-artifact": ("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
    "pypa/gh-action-pypi-publish": ("dc37677b2e1c63e2034f94d8a5b11f265b73ba33", "v1.14.2"),
}

# Where the repositories of a shape are, below the folder that init was given.
WRITTEN = {
    "single": (Shape.SINGLE, "."),
    "challenge": (Shape.PRIVATE_GRADER, "challenge"),
    "grader": (Shape.PRIVATE_GRADER, "grader"),
    "results": (Shape.PRIVATE_GRADER, "results"),
}
THIS = "podium"
ALL = (THIS, *WRITTEN)


@dataclass(frozen=True, slots=True)
class Workflow:
    repository: str
    path: Path
    text: str
    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.repository}/{self.path.name}"

    @property
    def jobs(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["jobs"]
        return found

    @property
    def triggers(self) -> frozenset[str]:
        on = self.document["on"]
        return frozenset([on] if isinstance(on, str) else on)

    def steps(self) -> Iterator[Mapping[str, Any]]:
        for job in self.jobs.values():
            yield from job.get("steps", [])


def write(shape: Shape, root: Path, names: Names = NAMES) -> Path:
    templates = scaffold.read_templates(resources.bundled("init_templates"))
    scaffold.write(scaffold.make_repository(templates, shape=shape, names=names), root)
    return root


def workflows(repository: str, root: Path) -> list[Workflow]:
    found = []
    for path in sorted((root / ".github" / "workflows").glob("*.y*ml")):
        text = path.read_text(encoding="utf-8")
        found.append(Workflow(repository, path, text, act_shim.load(text)))
    return found
