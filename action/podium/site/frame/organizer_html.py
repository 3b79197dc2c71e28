"""Organizers' own pages: read from the challenge folder, made safe to stand on the site.

What is kept says something (headings, lists, tables, code, links out); what runs, loads, looks or
places itself goes.
"""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup, escape

from podium.challenge.folder import ChallengeFolder
from podium.site.frame.texts import IN_ENGLISH, Texts

_BLOCKS = ("blockquote", "details", "div", "figcaption", "figure", "hr", "p", "pre", "summary")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("dd", "dl", "dt", "li", "ol", "ul")
_TABLES = ("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
_WORDS = ("a", "abbr", "b", "br", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small")
_MORE_WORDS = ("span", "strong", "sub", "sup", "time", "u", "code", "kbd", "samp", "var")
_TAGS = {*_BLOCKS, *_HEADINGS, *_LISTS, *_TABLES, *_WORDS, *_MORE_WORDS}
_ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
_NO_LINK = re.compile(r'<a rel="nofollow noopener">(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"<(/?)h([1-6])>")
# A group and no region: an organizer may have many tables, and landmarks need names of their own.
_OPEN_TABLE = '<div class="scroll" role="group" tabindex="0" aria-label="{}"><table>'


def load(folder: ChallengeFolder, path: str | None, say: Texts = IN_ENGLISH) -> Markup:
    """A page of the challenge, empty where none is named. Raises ``ChallengeError`` for a path
    that is not there."""
    if not path:
        return Markup("")
    return sanitise(folder.path(path).read_bytes().decode("utf-8-sig", "replace"), say)


def sanitise(html: str, say: Texts = IN_ENGLISH) -> Markup:
    """Without scripts, styles, forms and images; headings start below the page's own, and wide
    tables scroll."""
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_links_out,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    # The cleaned text writes tags in one way only, so that these find tags and nothing else.
    clean = _NO_LINK.sub(r"\1", clean)
    clean = _HEADING.sub(_demote, clean)
    open_table = _OPEN_TABLE.format(escape(say("Table")))
    clean = clean.replace("<table>", open_table).replace("</table>", "</table></div>")
    # What can be scrolled must be reached without a mouse.
    clean = clean.replace("<pre>", '<pre tabindex="0">')
    return Markup(clean.strip())


def _only_links_out(tag: str, attribute: str, value: str) -> str | None:
    """The challenge folder is not part of the site: what is relative would lead nowhere."""
    if (tag, attribute) != ("a", "href"):
        return value
    scheme, colon, _ = value.partition(":")
    return value if colon and scheme.strip().lower() in _SCHEMES else None


def _demote(match: re.Match[str]) -> str:
    """Below the page's title and the section's: an organizer's pages start at h1 or h2."""
    return f"<{match[1]}h{min(max(int(match[2]) + 1, 3), 6)}>"
