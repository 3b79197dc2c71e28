"""``podium init``: the options, and what is told afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

_GITHUB = r"(?:\w+://)?(?:\w+@)?github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")
    ],
    shape: Annotated[
        Literal["single", "private-grader"],
        typer.Option(
            "--shape",
            help="single: one public repository. private-grader: a public challenge, a private "
            "grader and a results repository, for hidden ground truth.",
        ),
    ] = "single",
    title: Annotated[
        str | None, typer.Option("--title", help="Of the challenge. Default: from the name.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", help="GitHub account that will own the repository.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Of the repository. Default: the folder's.")
    ] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", help="owner/name of the Podium that the workflows call."),
    ] = None,
    action_ref: Annotated[
        str | None, typer.Option("--action-ref", help="Its commit, 40 hex digits.")
    ] = None,
) -> None:
    """Write a new challenge repository, workflows included."""
    import secrets
    from importlib import metadata

    from podium import __version__, resources
    from podium.cli import console, scaffold
    from podium.formats import slugify

    repository = name or slugify(folder.resolve().name)
    origin = read_origin(metadata.distribution("podium").read_text("direct_url.json"))
    names = scaffold.Names(
        title=title or repository.replace("-", " ").capitalize(),
        repository=repository,
        owner=owner or scaffold.OWNER_TO_FILL_IN,
        action=action or (origin[0] if origin else resources.REPOSITORY),
        commit=action_ref or (origin[1] if origin and not action else scaffold.COMMIT_TO_FILL_IN),
        salt=secrets.token_hex(32),
        version=f"v{__version__}" if origin and not (action or action_ref) else "",
    )
    templates = scaffold.read_templates(resources.bundled("init_templates"))
    files = scaffold.make_repository(templates, shape=scaffold.Shape(shape), names=names)
    scaffold.write(files, folder)
    console.say(f"{len(files)} files in {folder}")
    for text, meaning in scaffold.places_to_fill_in(names):
        console.say(f"to fill in: {text} ({meaning})")
    console.say(f"next: {folder / 'SETTINGS.md'}, what an admin sets once")


def read_origin(direct_url: str | None) -> tuple[str, str] | None:
    """Repository and commit of a Podium that pip installed from GitHub (PEP 610), so that the
    workflows run the very code that wrote them."""
    import json
    import re

    try:
        document = json.loads(direct_url or "{}")
    except ValueError:
        return None
    commit = document.get("vcs_info", {}).get("commit_id", "")
    found = re.fullmatch(_GITHUB, document.get("url", ""))
    return (found[1], commit) if found and re.fullmatch("[0-9a-f]{40}", commit) else None
