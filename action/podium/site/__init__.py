"""The static site: what was ranked, as pages that stand on any web server and need none.

``render_site`` turns challenges into texts by address, ``write_site`` puts them on disk. Nothing
is ranked here, and nothing that the audience may not see gets past ``scope``.
"""

from podium.site.logo import read_logos
from podium.site.pictures import read_files
from podium.site.render import render_site
from podium.site.scope import SiteChallenge, SiteOptions
from podium.site.writing import write_site

__all__ = ["SiteChallenge", "SiteOptions", "read_files", "read_logos", "render_site", "write_site"]
