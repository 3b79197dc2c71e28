"""The static site: what was ranked, as pages that stand on any web server and need none.

``render_site`` turns challenges into texts by address, ``write_site`` puts them on disk. Nothing
is ranked here, and nothing that the audience may not see gets past ``scope``.
"""

from podium.site.frame.page_pictures import read_pictures
from podium.site.frame.scope import SiteOptions
from podium.site.frame.themes import read_themes
from podium.site.overview.logo import read_logos
from podium.site.phase.example import read_examples
from podium.site.render import render_site
from podium.site.submission.pictures import read_files
from podium.site.writing import write_site

__all__ = [
    "SiteOptions",
    "read_examples",
    "read_files",
    "read_logos",
    "read_pictures",
    "read_themes",
    "render_site",
    "write_site",
]
