"""The store behind release assets: a signed address, bytes streamed, no token asked for."""

from __future__ import annotations

import hashlib
import re

from github_server import access
from github_server.errors import ApiError
from github_server.routing import CONTENTS_READ
from github_server.state import Asset, State, Token
from github_server.wire import Request, Response, Stream

_STORED = re.compile(r"/_storage/assets/(\d+)")
_DOWNLOAD = re.compile(r"/([^/]+)/([^/]+)/releases/download/(.+)/([^/]+)")


def signed_url(asset: Asset) -> str:
    url = asset.release.repository.state.url
    return f"{url}/_storage/assets/{asset.id}?signature={_signature(asset)}"


def _signature(asset: Asset) -> str:
    return hashlib.sha256(f"{asset.id}:{asset.name}".encode()).hexdigest()[:32]


def serves(request: Request) -> bool:
    return bool(_STORED.fullmatch(request.path) or _DOWNLOAD.fullmatch(request.path))


def is_signed(request: Request) -> bool:
    """Whether the address itself opens the asset, whoever asks."""
    return bool(_STORED.fullmatch(request.path))


def answer(state: State, request: Request, token: Token | None) -> Response:
    """An asset, or for the address that a browser uses the way to it."""
    if stored := _STORED.fullmatch(request.path):
        return _send(state, int(stored[1]), request.query.get("signature", ""))
    page = _DOWNLOAD.fullmatch(request.path)
    assert page is not None
    return _redirect(state, token, f"{page[1]}/{page[2]}", page[3], page[4])


def _send(state: State, identity: int, signature: str) -> Response:
    with state.lock:
        every = (one for repository in state.repositories.values() for one in repository.assets())
        asset = next((one for one in every if one.id == identity), None)
        if asset is None or _signature(asset) != signature:
            return Response(403, content=b"AuthenticationFailed")
        asset.downloads += 1
        file, media = asset.file, asset.content_type
    headers = {
        "Content-Type": media,
        "Content-Disposition": f"attachment; filename={asset.name}",
    }
    return Response(200, headers=headers, content=Stream(file.open("rb")))


def _redirect(state: State, token: Token | None, full_name: str, tag: str, name: str) -> Response:
    with state.lock:
        repository = state.repositories.get(full_name.lower())
        if repository is None or not access.is_allowed(token, repository, CONTENTS_READ):
            raise ApiError(404, "Not Found")
        for release in repository.releases.values():
            for asset in release.assets:
                if (release.tag, asset.name) == (tag, name) and not release.draft:
                    return Response(302, headers={"Location": signed_url(asset)})
    raise ApiError(404, "Not Found")
