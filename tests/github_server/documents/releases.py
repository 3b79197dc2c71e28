"""Releases and their assets."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from github_server.clock import stamp
from github_server.documents import accounts
from github_server.documents.repositories import api_url, html_url
from github_server.state import Asset, Release, Repository, State

Document = dict[str, Any]


def release(state: State, repository: Repository, one: Release) -> Document:
    api, html = api_url(state, repository), html_url(state, repository)
    url = f"{api}/releases/{one.id}"
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "html_url": f"{html}/releases/tag/{quote(one.tag)}",
        "id": one.id,
        "author": accounts.user(state, one.author),
        "node_id": f"RE_{one.id}",
        "tag_name": one.tag,
        "target_commitish": one.target,
        "name": one.name,
        "draft": one.draft,
        "immutable": False,
        "prerelease": one.prerelease,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
        "published_at": stamp(one.published_at) if one.published_at else None,
        "assets": [asset(state, repository, one, each) for each in one.assets],
        "tarball_url": f"{api}/tarball/{quote(one.tag)}",
        "zipball_url": f"{api}/zipball/{quote(one.tag)}",
        "body": one.body,
    }


def asset(state: State, repository: Repository, of: Release, one: Asset) -> Document:
    html = html_url(state, repository)
    return {
        "url": f"{api_url(state, repository)}/releases/assets/{one.id}",
        "browser_download_url": f"{html}/releases/download/{quote(of.tag)}/{quote(one.name)}",
        "id": one.id,
        "node_id": f"RA_{one.id}",
        "name": one.name,
        "label": None,
        "state": "uploaded",
        "content_type": one.content_type,
        "size": one.size,
        "digest": one.digest,
        "download_count": one.downloads,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
        "uploader": accounts.user(state, one.uploader),
    }
