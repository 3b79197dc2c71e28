"""Pages as a browser reads them, as far as the tests need it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

_VOID = {"br", "hr", "img", "input", "link", "meta", "col"}


_OWN_SCRIPT = re.compile(r"(^|/)assets/(site|compare|words-[0-9a-f]{8})\.js$")


class Page(HTMLParser):
    """Fails on a tag that is closed out of turn; gathers what leads on and what is said."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def foreign_scripts(self) -> list[str]:
        """Every script but the site's own files, each at most once."""
        sources = self.values("src", "script")
        own = {source for source in sources if _OWN_SCRIPT.search(source)}
        twice = ["again"] * (len(sources) - len(set(sources)))
        unnamed = ["inline"] * (self.tags.count("script") - len(sources))
        return [*(source for source in sources if source not in own), *twice, *unnamed]

    def values(self, name: str, tag: str | None = None) -> list[str]:
        return [value for t, n, value in self.attributes if n == name and tag in (None, t)]


def broken_links(pages: Mapping[str, str], assets: set[str]) -> Iterator[str]:
    """Every link of a site that leads to no page, no asset, or no place on its page."""
    parsed = {address: Page(text) for address, text in pages.items() if address.endswith(".html")}
    for address, page in parsed.items():
        for href in page.values("href") + page.values("src"):
            parts = urlsplit(href)
            if parts.scheme:
                continue
            path, fragment = parts.path, parts.fragment
            target = _resolve(address, path) if path else address
            ids = parsed[target].values("id") if fragment and target in parsed else [fragment]
            # What a build writes last tells of all other files.
            if target not in {*pages, *assets, "build.json"} or fragment not in ids:
                yield f"{address}: {href}"


def _resolve(address: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
