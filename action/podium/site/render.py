"""Challenges to texts by address. No clock, no network, and no disk but the templates and the
organizers' own pages: the same input gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from jinja2 import Environment, TemplateError
from markupsafe import Markup

from podium.boards.view import View
from podium.errors import ChallengeError
from podium.site import schemas, writing
from podium.site.analysis import page as analysis_page
from podium.site.board import page as board_page
from podium.site.compare import page as compare_page
from podium.site.frame import addresses, navigation, templates, themes
from podium.site.frame.drafts import Draft, File
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

Page = tuple[str, str]

# What a challenge's part of the site is made of, in the order of a reader's way through it.
_MODULES = (
    challenge_page,
    phase_page,
    board_page,
    analysis_page,
    compare_page,
    history,
    combined,
    listing,
    submission_page,
    participant,
    ledger,
    statistics,
    exports,
    feed,
)


def render_site(challenges: Sequence[View], *, options: SiteOptions) -> dict[str, str]:
    """Every page and export by its address. Raises ``ChallengeError`` when two of them would
    need the same place."""
    pages: dict[str, str] = {}
    for address, text in _pages(challenges, options):
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


def _pages(challenges: Sequence[View], options: SiteOptions) -> Iterator[Page]:
    renderers = [_Renderer.of(challenge, options) for challenge in challenges]
    common = _common(renderers, options)
    scopes = [renderer.scope for renderer in renderers if renderer.scope is not None]
    yield common.page(home_page.draft(scopes, common.say))
    yield common.not_found()
    indexed = [addresses.HOME]
    for renderer, scope in zip(renderers, scopes, strict=True):
        for module in _MODULES:
            for part in module.drafts(scope):
                yield renderer.page(part)
                if isinstance(part, Draft) and part.is_indexed:
                    indexed.append(part.address)
    for file in schemas.schema_files() if scopes else ():
        yield common.page(file)
    for file in writing.files(indexed, outside(options.base_url).href):
        yield common.page(file)


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

    @classmethod
    def of(cls, challenge: View, options: SiteOptions) -> _Renderer:
        theme = Theme.of(challenge.loaded.folder)
        say = theme.texts(challenge.loaded.challenge.settings.podium.language)
        return cls(theme, say, options, Scope.of(challenge, options, say))

    def page(self, part: Draft | File) -> Page:
        if isinstance(part, File):
            return part.address, part.text
        link = partial(addresses.link, part.address)
        try:
            template = self._environment.get_template(f"{part.template}.j2")
            text = template.render(frame=self._frame(part), page=part.page, link=link)
        except TemplateError as error:
            blamed = self._theme.blame(error)
            if blamed is None:
                raise
            raise blamed from error
        return part.address, text

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
            built_from=options.built_from,
            words=json.dumps(script_words(say), ensure_ascii=False, sort_keys=True),
        )

    def not_found(self) -> Page:
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
        return addresses.NOT_FOUND, text


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
