"""Challenges to texts by address. No clock, no network, and no disk but the templates and the
organizers' own pages: the same input gives the same bytes, in whatever shares it is rendered."""

from __future__ import annotations

import base64
import hashlib
import json
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from jinja2 import Environment, TemplateError
from markupsafe import Markup

from podium.boards.view import View
from podium.errors import ChallengeError, PodiumError
from podium.jobs import Progress
from podium.site import schemas, writing
from podium.site.analysis import page as analysis_page
from podium.site.board import page as board_page
from podium.site.compare import page as compare_page
from podium.site.frame import addresses, navigation, templates, themes
from podium.site.frame.drafts import Draft, File, Unit
from podium.site.frame.parts import Frame, Link, outside
from podium.site.frame.scope import Scope, SiteOptions
from podium.site.frame.texts import IN_ENGLISH, Texts
from podium.site.frame.themes import Theme
from podium.site.overview import challenge as challenge_page
from podium.site.overview import combined, feed, history, ledger, participant, statistics
from podium.site.overview import home as home_page
from podium.site.phase import page as phase_page
from podium.site.submission import exports, listing
from podium.site.submission import page as submission_page

# What a challenge's part of the site is made of, in the order of a reader's way through it.
_UNITS = (
    challenge_page.units,
    phase_page.units,
    board_page.units,
    analysis_page.units,
    compare_page.units,
    combined.units,
    listing.units,
    ledger.units,
    statistics.units,
    exports.units,
    feed.units,
    history.units,
    submission_page.units,
    participant.units,
)


@dataclass(frozen=True, slots=True)
class Page:
    """``is_indexed`` if search engines are to lead to it."""

    address: str
    text: str
    is_indexed: bool = False


@dataclass(frozen=True, slots=True)
class Unmade:
    """What stands at ``address``, or beside it, and could not be made. ``traceback`` says why."""

    address: str
    reason: str
    traceback: str


class Rendering:
    """A site that is to be rendered. Its ``pages`` are the same whoever renders which of them."""

    def __init__(self, challenges: Sequence[View], options: SiteOptions) -> None:
        self._renderers = [_Renderer.of(challenge, options) for challenge in challenges]
        self._common = _common(self._renderers, options)
        self._options = options

    def pages(
        self, share: int = 0, shares: int = 1, tell: Progress | None = None
    ) -> Iterator[Page | Unmade]:
        """One of several shares of the pages and exports that are about as much work: all are as
        far as the one that ``tell`` is told of. What cannot be made stops no other: a page in its
        place says so."""
        units = list(self._units())
        for number in range(share, len(units), shares):
            renderer, unit = units[number]
            yield from renderer.pages(unit)
            if tell is not None:
                tell("rendering", min(number + shares, len(units)), len(units))

    def last_pages(self, indexed: Iterable[str]) -> Iterator[Page]:
        """What can be written when the addresses of all others are known."""
        for file in writing.files(indexed, outside(self._options.base_url).href):
            yield self._common.page(file)

    def _units(self) -> Iterator[tuple[_Renderer, Unit]]:
        scopes = [renderer.scope for renderer in self._renderers if renderer.scope is not None]
        common = self._common
        words = {renderer.words.address: renderer.words for renderer in (common, *self._renderers)}
        home = partial(home_page.draft, scopes, common.say)
        yield common, Unit(addresses.HOME, lambda: [home(), common.not_found()])
        yield common, Unit(common.words.address, words.values)
        if scopes:
            yield common, Unit(addresses.schema("board"), schemas.schema_files)
        for renderer, scope in zip(self._renderers, scopes, strict=True):
            for units in _UNITS:
                for unit in units(scope):
                    yield renderer, unit


def render_site(challenges: Sequence[View], *, options: SiteOptions) -> dict[str, str]:
    """Every page and export by its address. Raises ``ChallengeError`` when two of them would
    need the same place, and ``RuntimeError`` for one that could not be made."""
    rendering = Rendering(challenges, options)
    made = []
    for page in rendering.pages():
        if isinstance(page, Unmade):
            raise RuntimeError(page.traceback)
        made.append(page)
    made += rendering.last_pages([page.address for page in made if page.is_indexed])
    refuse_clashes(page.address for page in made)
    return {page.address: page.text for page in made}


def refuse_clashes(addresses: Iterable[str]) -> None:
    """Raises ``ChallengeError`` where two pages have one address, or where one is the folder of
    another."""
    taken = Counter(addresses)
    for address, count in taken.items():
        if count > 1:
            raise ChallengeError(
                f"{address}: two challenges share this address; give each its own podium.slug"
            )
        for folder in PurePosixPath(address).parents:
            if str(folder) in taken:
                raise ChallengeError(writing.CLASH.format(name=folder.name))


def _common(renderers: Sequence[_Renderer], options: SiteOptions) -> _Renderer:
    """For what stands before all challenges: the look of the only one, the language of all."""
    if len(renderers) == 1:
        return renderers[0]
    languages = {renderer.say.language: renderer.say for renderer in renderers}
    say = next(iter(languages.values())) if len(languages) == 1 else IN_ENGLISH
    return _Renderer(Theme(), say, options, None)


class _Renderer:
    """The look and the language of a challenge, or of what stands before all of them."""

    def __init__(self, theme: Theme, say: Texts, options: SiteOptions, scope: Scope | None) -> None:
        self.say = say
        self.scope = scope
        self._theme = theme
        self._options = options
        self._environment: Environment = theme.environment(say)
        self.words = _words_file(say)

    @classmethod
    def of(cls, challenge: View, options: SiteOptions) -> _Renderer:
        theme = Theme.of(challenge.loaded.folder)
        say = theme.texts(challenge.loaded.challenge.settings.podium.language)
        return cls(theme, say, options, Scope.of(challenge, options, say))

    def pages(self, unit: Unit) -> Iterator[Page | Unmade]:
        """All of a unit, as far as it can be made."""
        made: set[str] = set()
        try:
            for part in unit.make():
                yield self.page(part)
                made.add(part.address)
        except PodiumError:
            raise
        except Exception as error:
            trace = "".join(traceback.format_exception(error))
            yield Unmade(unit.address, f"{type(error).__name__}: {error}", trace)
            if unit.address.endswith(".html") and unit.address not in made:
                title = self.say("This page could not be made")
                yield self.page(Draft("unmade.html", unit.address, None, title, is_indexed=False))

    def page(self, part: Draft | File) -> Page:
        if isinstance(part, File):
            return Page(part.address, templates.clean(part.text))
        link = partial(addresses.link, part.address)
        try:
            template = self._environment.get_template(f"{part.template}.j2")
            text = template.render(frame=self._frame(part), page=part.page, link=link)
        except TemplateError as error:
            blamed = self._theme.blame(error)
            if blamed is None:
                raise
            raise blamed from error
        return Page(part.address, templates.clean(text), part.is_indexed)

    def _frame(self, draft: Draft) -> Frame:
        options, say = self._options, self.say
        scope = None if draft.address == addresses.HOME else self.scope
        link = partial(addresses.link, draft.address)
        titles = [draft.title, scope.challenge.title if scope else "", options.title]
        crumbs = _trail(draft, scope)
        feed_address = addresses.feed(scope.slug) if scope and scope.base_url else ""
        style = addresses.theme(scope.slug, themes.STYLE) if scope and self._theme.has_style else ""
        tabs = navigation.challenge_tabs(scope, draft.address) if scope else ()
        return Frame(
            site_title=options.title,
            title=" · ".join(dict.fromkeys(filter(None, titles))),
            summary=draft.summary
            or say("{site}: challenges and their leaderboards.", site=options.title),
            language=say.language,
            direction=say.direction,
            home=link(addresses.HOME),
            stylesheet=link(addresses.STYLESHEET),
            theme=style and link(style),
            script=link(addresses.SCRIPT),
            icon=link(addresses.ICON),
            canonical=addresses.canonical(options.base_url, draft.address),
            is_indexed=draft.is_indexed,
            feed=feed_address and link(feed_address),
            crumbs=tuple(Link(crumb.text, crumb.href and link(crumb.href)) for crumb in crumbs),
            tabs=tuple(replace(tab, address=link(tab.address)) for tab in tabs),
            build=link(addresses.BUILD_JSON),
            words=link(self.words.address),
        )

    def not_found(self) -> File:
        """Served at any depth, so it can link to nothing relative: its style is its own, and the
        policy names that style by its digest."""
        style = self._environment.get_template("404.css.j2").render().strip()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        template = self._environment.get_template("404.html.j2")
        home = addresses.canonical(self._options.base_url, addresses.HOME)
        text = template.render(
            title=self._options.title,
            language=self.say.language,
            direction=self.say.direction,
            home=home,
            style=Markup(style),
            digest=digest,
        )
        return File(addresses.NOT_FOUND, text)


def _words_file(say: Texts) -> File:
    """One file for all pages that say the same."""
    words = json.dumps(script_words(say), ensure_ascii=False, sort_keys=True)
    text = f"document.body.dataset.words = {json.dumps(words, ensure_ascii=False)};\n"
    return File(addresses.words(hashlib.sha256(text.encode()).hexdigest()), text)


def script_words(say: Texts) -> dict[str, str]:
    """What the script says, by the names that it knows."""
    return {
        "any": say("any"),
        "baseline": say("Baselines"),
        "clear": say("Clear"),
        "closes": say("closes in {time}"),
        "columns": say("Columns"),
        "compare": say("Compare"),
        "compare-full": say("No more can be compared at once."),
        "compare-name": say("Compare {name}"),
        "compare-one": say("One entry chosen. Choose another to compare it with."),
        "compare-some": say("{n} entries chosen."),
        "copied": say("Copied"),
        "copy": say("Copy"),
        "count": say("{n} of {all} entries"),
        "due": say("in {time}"),
        "filter": say("Filter"),
        "new": say("New entries"),
        "only": say("only"),
        "opens": say("opens in {time}"),
        "partial": say("Partial results"),
        "reset": say("Reset"),
        "search": say("Search participants and methods"),
        "theme": say("Theme: {theme}"),
        "theme-auto": say("auto"),
        "theme-dark": say("dark"),
        "theme-light": say("light"),
        "verified": say("Verified entries"),
        "without": say("without"),
    }


def _trail(draft: Draft, scope: Scope | None) -> tuple[Link, ...]:
    if scope is None:
        return draft.crumbs
    if draft.address == addresses.challenge(scope.slug):
        return (Link(scope.challenge.title),)
    return (Link(scope.challenge.title, addresses.challenge(scope.slug)), *draft.crumbs)
