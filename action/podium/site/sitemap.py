"""What a search engine is told: every page of the site, and that it may read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import escape

from podium.site import addresses
from podium.site.drafts import File

# The protocol's bound for one file: https://www.sitemaps.org/protocol.html
_MOST_PAGES = 50_000


def files(pages: Iterable[str], base_url: str) -> Iterator[File]:
    """Both name whole addresses, so there are none where the site's own is not known. ``pages``
    are addresses of what is to be found."""
    if not base_url:
        return
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    lines += [
        f"<url><loc>{escape(addresses.canonical(base_url, page))}</loc></url>"
        for page in sorted(pages)[:_MOST_PAGES]
    ]
    lines.append("</urlset>\n")
    yield File(addresses.SITEMAP, "\n".join(lines))
    place = addresses.canonical(base_url, addresses.SITEMAP)
    yield File(addresses.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {place}\n")
