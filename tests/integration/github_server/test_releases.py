"""Releases and their assets."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import requests
from github.Repository import Repository

from github_server import GitHubServer
from integration.github_server.clients import (
    CHALLENGE,
    RESULTS,
    Connect,
    refused,
)


def test_an_asset_is_downloaded_by_way_of_a_redirect(
    server: GitHubServer, repo: Repository, tmp_path: Path
) -> None:
    content = os.urandom(1 << 20)
    server.publish_release(CHALLENGE, "v1", assets={"a.csv": content}, author="bob")
    release = repo.get_release("v1")
    (asset,) = release.get_assets()
    assert (release.author.login, asset.size) == ("bob", len(content))
    assert asset.raw_data["digest"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    asset.download_asset(str(tmp_path / "a.csv"), chunk_size=1 << 16)
    assert (tmp_path / "a.csv").read_bytes() == content
    assert server.requests.count(kind="storage", status=200) == 1


def test_an_asset_is_streamed_by_plain_requests(
    server: GitHubServer, session: requests.Session
) -> None:
    release = server.publish_release(RESULTS, "v1", assets={"truth.csv": b"1\n" * 100_000})
    token = server.token(permissions={RESULTS: {"contents": "read"}})
    url = f"{server.api_url}/repos/{RESULTS}/releases/assets/{release.assets[0].id}"
    headers = {"Accept": "application/octet-stream", "Authorization": f"Bearer {token}"}
    redirect = session.get(url, headers=headers, allow_redirects=False, timeout=10)
    assert redirect.status_code == 302
    with session.get(redirect.headers["Location"], stream=True, timeout=10) as answer:
        assert sum(len(piece) for piece in answer.iter_content(1 << 12)) == 200_000
    unsigned = redirect.headers["Location"].partition("?")[0]
    assert session.get(unsigned, timeout=10).status_code == 403
    browser = f"{server.url}/{RESULTS}/releases/download/v1/truth.csv"
    assert session.get(browser, timeout=10).status_code == 404
    with session.get(browser, headers=headers, timeout=10) as answer:
        assert len(answer.content) == 200_000


def test_an_asset_replaced_has_a_new_id_and_a_liar_keeps_its_own(
    server: GitHubServer, repo: Repository
) -> None:
    release = server.publish_release(CHALLENGE, "v1", assets={"a.csv": b"1"})
    old = release.assets[0].id
    server.upload_asset(release, "a.csv", b"22").size = 1
    (asset,) = repo.get_release("v1").assets
    assert asset.id != old
    assert asset.size == 1
    refused(404, repo.get_release_asset, old)


def test_releases_are_newest_first_and_drafts_are_for_writers(
    server: GitHubServer, repo: Repository, connect: Connect
) -> None:
    for tag, draft in (("v1", False), ("v2", False), ("v3", True)):
        server.clock.advance(minutes=1)
        server.publish_release(CHALLENGE, tag, draft=draft)
    everybodys = connect().get_repo(CHALLENGE)
    assert [one.tag_name for one in repo.get_releases()] == ["v3", "v2", "v1"]
    assert [one.tag_name for one in everybodys.get_releases()] == ["v2", "v1"]
    assert everybodys.get_latest_release().tag_name == "v2"
    assert server.git(CHALLENGE).find("v2") == server.git(CHALLENGE).find("main")
