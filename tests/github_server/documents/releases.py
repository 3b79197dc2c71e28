"""Releases and their assets."""

from __future__ import annotations

from urllib.parse import quote

from github_server.clock import stamp
from github_server.documents import Document, accounts, record, times, urls
from github_server.state import Asset, Release


def release(one: Release) -> Document:
    api, tag = one.repository.api, quote(one.tag)
    url = f"{api}/releases/{one.id}"
    return record("RE", one, "name draft prerelease body") | {
        "url": url,
        **urls(url, "assets upload=assets{?name,label}"),
        "html_url": f"{one.repository.html}/releases/tag/{tag}",
        "author": accounts.user(one.author),
        "tag_name": one.tag,
        "target_commitish": one.target,
        "immutable": False,
        **times(one),
        "published_at": stamp(one.published_at),
        "assets": [asset(each) for each in one.assets],
        **urls(api, f"tarball/{tag} zipball/{tag}"),
    }


def asset(one: Asset) -> Document:
    repository, place = one.release.repository, f"{quote(one.release.tag)}/{quote(one.name)}"
    return record("RA", one, "name content_type size digest") | {
        "url": f"{repository.api}/releases/assets/{one.id}",
        "browser_download_url": f"{repository.html}/releases/download/{place}",
        "label": None,
        "state": "uploaded",
        "download_count": one.downloads,
        **times(one),
        "uploader": accounts.user(one.release.author),
    }
