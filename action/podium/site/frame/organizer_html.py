"""Organizers' own pages: read from the challenge folder, made safe to stand on the site.

What is kept says something (headings, lists, tables, code, links out, pictures of the challenge
folder); what runs, loads from elsewhere, looks or places itself goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import nh3
from markupsafe import Markup, escape

from podium.challenge.folder import ChallengeFolder
from podium.site.frame import addresses, page_pictures
from podium.site.frame.texts import IN_ENGLISH, Texts

_BLOCKS = ("blockquote", "details", "div", "figcaption", "figure", "hr", "p", "pre", "summary")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("dd", "dl", "dt", "li", "ol", "ul")
_TABLES = ("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
_WORDS = ("a", "abbr", "b", "br", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small")
_MORE_WORDS = ("span", "strong", "sub", "sup", "time", "u", "code", "kbd", "samp", "var")
_TAGS = {*_BLOCKS, *_HEADINGS, *_LISTS, *_TABLES, *_WORDS, *_MORE_WORDS, "img"}
_ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
# Browsers mend `https:x` into an address of this site, and `https:/\\x` into one of another.
_LEADS_OUT = re.compile(
    r"https?://[^/\\\s?#]+(?:[/?#][^\t\r\n]*)?|mailto:[^\s@]+@\S+", re.IGNORECASE
)
_NO_LINK = re.compile(r'<a rel="nofollow noopener">(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'<img(?: [a-z]+="[^"]*")*>')
_HEADING = re.compile(r"<(/?)h([1-6])>")
# A group and no region: an organizer may have many tables, and landmarks need names of their own.
_OPEN_TABLE = '<div class="scroll" role="group" tabindex="0" aria-label="{}"><table>'


def load(
    folder: ChallengeFolder, path: str | None, say: Texts = IN_ENGLISH, *, slug: str, address: str
) -> Markup:
    """A page of the challenge ``slug`` as it stands at ``address``, empty where none is named.
    Raises ``ChallengeError`` for a path that is not there."""
    if not path:
        return Markup("")
    pictures = {
        source: addresses.link(address, addresses.picture(slug, picture.name))
        for source, picture in page_pictures.find(folder, path).pictures.items()
    }
    return sanitise(page_pictures.read_page(folder, path), say, pictures)


def sanitise(
    html: str, say: Texts = IN_ENGLISH, pictures: Mapping[str, str] = MappingProxyType({})
) -> Markup:
    """Without scripts, styles, forms and images but ``pictures``, links by what stands in ``src``;
    headings start below the page's own, and wide tables scroll."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        match tag, attribute:
            case "a", "href":
                return _only_out(value)
            case "img", "src":
                return pictures.get(value)
        return value

    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    # The cleaned text writes tags in one way only, so that these find tags and nothing else.
    clean = _NO_LINK.sub(r"\1", clean)
    clean = _PICTURE.sub(_complete, clean)
    clean = _HEADING.sub(_demote, clean)
    open_table = _OPEN_TABLE.format(escape(say("Table")))
    clean = clean.replace("<table>", open_table).replace("</table>", "</table></div>")
    # What can be scrolled must be reached without a mouse.
    clean = clean.replace("<pre>", '<pre tabindex="0">')
    return Markup(clean.strip())


def _only_out(value: str) -> str | None:
    """The challenge folder is not part of the site: what is relative would lead nowhere."""
    return value if _LEADS_OUT.fullmatch(value.strip()) else None


def _complete(match: re.Match[str]) -> str:
    """Without the picture nothing is left; without words for it, it says nothing."""
    tag = match[0]
    if ' src="' not in tag:
        return ""
    return tag if ' alt="' in tag else tag.replace("<img", '<img alt=""', 1)


def _demote(match: re.Match[str]) -> str:
    """Below the page's title and the section's: an organizer's pages start at h1 or h2."""
    return f"<{match[1]}h{min(max(int(match[2]) + 1, 3), 6)}>"
