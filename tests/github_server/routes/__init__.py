"""The routes that are served, area by area."""

from __future__ import annotations

from github_server.routes import (
    accounts,
    actions,
    commits,
    contents,
    git_data,
    issues,
    pulls,
    releases,
    repositories,
    teams,
)
from github_server.routing import Route

_AREAS = (
    *(accounts, actions, commits, contents, git_data),
    *(issues, pulls, releases, repositories, teams),
)
ROUTES: tuple[Route, ...] = tuple(
    sorted(
        (route for area in _AREAS for route in area.ROUTES),
        key=lambda route: (route.template.count("{"), -len(route.template)),
    )
)
"""Those with fewer parameters first, so that ``latest`` is no id."""
