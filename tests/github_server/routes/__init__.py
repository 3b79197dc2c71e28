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

ROUTES: tuple[Route, ...] = tuple(
    sorted(
        (
            *accounts.ROUTES,
            *actions.ROUTES,
            *commits.ROUTES,
            *contents.ROUTES,
            *git_data.ROUTES,
            *issues.ROUTES,
            *pulls.ROUTES,
            *releases.ROUTES,
            *repositories.ROUTES,
            *teams.ROUTES,
        ),
        key=lambda route: (route.template.count("{"), -len(route.template)),
    )
)
"""Those with fewer parameters first, so that ``latest`` is no id."""
