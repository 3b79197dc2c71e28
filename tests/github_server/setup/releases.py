"""Releases and their assets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from github_server.setup.stage import Stage
from github_server.state import Asset, Release


class Releases(Stage):
    def publish_release(
        self,
        repository: str,
        tag: str,
        *,
        assets: Mapping[str, bytes | Path] | None = None,
        author: str | None = None,
        name: str | None = None,
        body: str | None = None,
        draft: bool = False,
        prerelease: bool = False,
    ) -> Release:
        """Tags the tip of the default branch if the tag is new."""
        one, now = self.repository(repository), self._state.clock.now
        tip = one.git.tip(one.default_branch)
        if tip and not draft and one.git.read_ref(f"refs/tags/{tag}") is None:
            one.git.move_ref(f"refs/tags/{tag}", tip)
        release = Release(
            repository=one,
            id=self._state.next_id("release", 300_000_001),
            tag=tag,
            name=name or tag,
            body=body,
            target=one.default_branch,
            author=self._user(author) if author else one.owner,
            created_at=now,
            published_at=None if draft else now,
            draft=draft,
            prerelease=prerelease,
        )
        one.releases[release.id] = release
        for file, content in (assets or {}).items():
            self.upload_asset(release, file, content)
        return release

    def upload_asset(self, release: Release, name: str, content: bytes | Path) -> Asset:
        """Adds an asset; one of that name is replaced and, as at GitHub, gets a new id.

        A path is served as it stands there. ``size`` and ``digest`` of what is returned may be
        set, for an asset about which the API is wrong.
        """
        identity = self._state.next_id("asset", 400_000_001)
        file = content if isinstance(content, Path) else self._stored(identity, content)
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        asset = Asset(
            release=release,
            id=identity,
            name=name,
            file=file,
            size=file.stat().st_size,
            digest=f"sha256:{digest}",
            content_type="application/octet-stream",
            created_at=self._state.clock.now,
        )
        release.assets = [one for one in release.assets if one.name != name] + [asset]
        return asset

    def _stored(self, identity: int, content: bytes) -> Path:
        file = self._state.root / "_storage" / str(identity)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file
