"""Challenges to texts by address. No clock, no network, and no disk but the templates and the
organizers' own pages: the same input gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from jinja2 import Environment
from markupsafe import Markup

from podium import board as boards
from podium import combined
from podium.board import Board
from podium.combined import CombinedBoard
from podium.errors import ChallengeError
from podium.site import addresses, feed, ledger_page, parts, statistics_page, templates
from podium.site.board_page import make_board_page
from podium.site.boards import board_name, is_whole_phase
from podium.site.challenge_page import make_challenge_page
from podium.site.combined_page import make_combined_page
from podium.site.home_page import make_home_page
from podium.site.parts import Frame, Link
from podium.site.phase_page import make_phase_page
from podium.site.scope import Scope, SiteChallenge, SiteOptions
from podium.site.submission_page import make_submission_page
from podium.site.submissions_page import make_submissions_page

Page = tuple[str, str]


def render_site(challenges: Sequence[SiteChallenge], *, options: SiteOptions) -> dict[str, str]:
    """Every page and export by its address. Raises ``ChallengeError`` when two of them would
    need the same place."""
    renderer = _Renderer(templates.environment(), options)
    scopes = [Scope.of(challenge, options) for challenge in challenges]
    pages: dict[str, str] = {}
    for address, text in renderer.pages(scopes):
        if address in pages:
            raise ChallengeError(
                f"{address}: two challenges share this address; give each its own podium.slug"
            )
        pages[address] = templates.clean(text)
    _refuse_clashes(pages)
    return pages


def _refuse_clashes(pages: Iterable[str]) -> None:
    """A codename such as ``index.html`` would make a folder of what is a page already."""
    addresses_taken = set(pages)
    for address in pages:
        for folder in PurePosixPath(address).parents:
            if str(folder) in addresses_taken:
                raise ChallengeError(
                    f"{folder.name}: a page of the site has this name; choose another codename"
                )


class _Renderer:
    """One environment, one set of options, every kind of page."""

    def __init__(self, environment: Environment, options: SiteOptions) -> None:
        self._environment = environment
        self._options = options

    def pages(self, scopes: Sequence[Scope]) -> Iterator[Page]:
        yield self._page("home", addresses.HOME, make_home_page(scopes), crumbs=())
        yield self._not_found()
        for scope in scopes:
            yield from self._challenge(scope)

    def _challenge(self, scope: Scope) -> Iterator[Page]:
        title = scope.challenge.title
        here = addresses.challenge(scope.slug)
        yield self._page(
            "challenge",
            here,
            make_challenge_page(scope),
            title=title,
            summary=scope.challenge.short_description,
            crumbs=(Link(title),),
            feed=self._feed_of(scope),
        )
        above = (Link(title, here),)
        yield from self._phases(scope, above)
        for board in scope.boards:
            yield from self._board(board, scope, above)
        for combination in scope.combined:
            yield from self._combined(combination, scope, above)
        yield from self._submissions(scope, above)
        yield from self._ledger(scope, above)
        yield from self._statistics(scope, above)
        yield from self._feed(scope)

    def _phases(self, scope: Scope, above: tuple[Link, ...]) -> Iterator[Page]:
        for phase in scope.phases:
            yield self._page(
                "phase",
                addresses.phase(scope.slug, phase.codename),
                make_phase_page(phase, scope),
                title=f"{phase.name} · {scope.challenge.title}",
                summary=f"{phase.name} of {scope.challenge.title}: dates, limits, how to submit.",
                crumbs=(*above, Link(phase.name)),
                feed=self._feed_of(scope),
            )

    def _board(self, board: Board, scope: Scope, above: tuple[Link, ...]) -> Iterator[Page]:
        here = addresses.board(scope.slug, board.phase, board.split)
        name = board_name(board)
        phase = Link(board.phase_name, addresses.phase(scope.slug, board.phase))
        yield self._page(
            "board",
            here,
            make_board_page(board, scope),
            title=f"{name} · {scope.challenge.title}",
            summary=f"Leaderboard of {scope.challenge.title}, {name}.",
            crumbs=(
                *above,
                phase,
                Link("Leaderboard" if is_whole_phase(board) else board.split_name),
            ),
            feed=self._feed_of(scope),
        )
        yield addresses.beside(here, addresses.BOARD_CSV), boards.to_csv(board)
        document = {"challenge": scope.slug, **boards.to_document(board)}
        yield addresses.beside(here, addresses.BOARD_JSON), _json(document)

    def _combined(
        self, board: CombinedBoard, scope: Scope, above: tuple[Link, ...]
    ) -> Iterator[Page]:
        here = addresses.combined(scope.slug, board.codename)
        yield self._page(
            "combined",
            here,
            make_combined_page(board, scope),
            title=f"{board.title} · {scope.challenge.title}",
            summary=f"Combined leaderboard of {scope.challenge.title}, {board.title}.",
            crumbs=(*above, Link(board.title)),
            feed=self._feed_of(scope),
        )
        yield addresses.beside(here, addresses.BOARD_CSV), combined.to_csv(board)
        document = {"challenge": scope.slug, **combined.to_document(board)}
        yield addresses.beside(here, addresses.BOARD_JSON), _json(document)

    def _ledger(self, scope: Scope, above: tuple[Link, ...]) -> Iterator[Page]:
        here = addresses.ledger(scope.slug)
        yield self._page(
            "ledger",
            here,
            ledger_page.make_ledger_page(scope),
            title=f"Ledger · {scope.challenge.title}",
            summary=f"What the hosts of {scope.challenge.title} have ruled, and what was evaluated "
            "again.",
            crumbs=(*above, Link("Ledger")),
            feed=self._feed_of(scope),
        )
        document = ledger_page.to_document(scope)
        yield addresses.beside(here, addresses.LEDGER_JSON), _json(document)

    def _statistics(self, scope: Scope, above: tuple[Link, ...]) -> Iterator[Page]:
        here = addresses.statistics(scope.slug)
        yield self._page(
            "statistics",
            here,
            statistics_page.make_statistics_page(scope),
            title=f"Statistics · {scope.challenge.title}",
            summary=f"{scope.challenge.title} in numbers: submissions, outcomes, durations.",
            crumbs=(*above, Link("Statistics")),
            feed=self._feed_of(scope),
        )
        document = statistics_page.to_document(scope)
        yield addresses.beside(here, addresses.STATISTICS_JSON), _json(document)

    def _feed(self, scope: Scope) -> Iterator[Page]:
        address = self._feed_of(scope)
        if address:
            template = self._environment.get_template("feed.xml.j2")
            made = feed.make_feed(scope, self._options.base_url)
            yield address, template.render(feed=made)

    def _feed_of(self, scope: Scope) -> str:
        """Where the challenge's feed is, if it has one."""
        is_known = parts.outside(self._options.base_url).href
        return addresses.feed(scope.slug) if is_known else ""

    def _submissions(self, scope: Scope, above: tuple[Link, ...]) -> Iterator[Page]:
        listing = addresses.submissions(scope.slug)
        yield self._page(
            "submissions",
            listing,
            make_submissions_page(scope),
            title=f"Submissions · {scope.challenge.title}",
            summary=f"All submissions to {scope.challenge.title}.",
            crumbs=(*above, Link("Submissions")),
            feed=self._feed_of(scope),
        )
        phases = {phase.codename: phase for phase in scope.phases}
        above = (*above, Link("Submissions", listing))
        for result in scope.results:
            page = make_submission_page(result, phases[result.submission.phase], scope)
            yield self._page(
                "submission",
                addresses.submission(scope.slug, result.id),
                page,
                title=f"{page.title} · {scope.challenge.title}",
                summary=f"A submission to {scope.challenge.title} by {page.participant.text}.",
                crumbs=(*above, Link(page.title)),
                feed=self._feed_of(scope),
            )

    def _page(
        self,
        kind: str,
        address: str,
        page: object,
        *,
        crumbs: tuple[Link, ...],
        title: str = "",
        summary: str = "",
        feed: str = "",
    ) -> Page:
        options = self._options
        link = partial(addresses.link, address)
        frame = Frame(
            site_title=options.title,
            title=f"{title} · {options.title}" if title else options.title,
            summary=summary or f"{options.title}: challenges and their leaderboards.",
            home=link(addresses.HOME),
            stylesheet=link(addresses.STYLESHEET),
            icon=link(addresses.ICON),
            canonical=addresses.canonical(options.base_url, address),
            feed=feed and link(feed),
            crumbs=tuple(Link(crumb.text, crumb.href and link(crumb.href)) for crumb in crumbs),
            built_from=options.built_from,
        )
        template = self._environment.get_template(f"{kind}.html.j2")
        return address, template.render(frame=frame, page=page, link=link)

    def _not_found(self) -> Page:
        """Served at any depth, so it can link to nothing relative: its style is its own, and the
        policy names that style by its digest."""
        style = self._environment.get_template("404.css.j2").render().strip()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        template = self._environment.get_template("404.html.j2")
        home = addresses.canonical(self._options.base_url, addresses.HOME)
        text = template.render(
            title=self._options.title, home=home, style=Markup(style), digest=digest
        )
        return addresses.NOT_FOUND, text


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
