"""Signs as the App with its private key, finds its installation on the repository, and asks for a
token of that repository and the permissions that were named, and of nothing else."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any
from urllib.request import Request, urlopen

import jwt

PREFIX = "PERMISSION_"


def ask(method: str, path: str, signature: str, body: dict[str, Any] | None = None) -> Any:
    request = Request(
        f"{os.environ['GITHUB_API_URL']}{path}",
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {signature}",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urlopen(request, timeout=30) as response:
        return json.load(response)


now = int(time.time())
claims = {"iss": os.environ["CLIENT_ID"], "iat": now - 60, "exp": now + 540}
signature = jwt.encode(claims, os.environ["PRIVATE_KEY"], algorithm="RS256")
owner, repository = os.environ["OWNER"], os.environ["REPOSITORIES"]
installation = ask("GET", f"/repos/{owner}/{repository}/installation", signature)
permissions = {
    name.removeprefix(PREFIX).lower(): level
    for name, level in os.environ.items()
    if name.startswith(PREFIX) and level
}
wish = {"repositories": [repository], "permissions": permissions}
path = f"/app/installations/{installation['id']}/access_tokens"
granted = ask("POST", path, signature, wish)
sys.stdout.write(f"token={granted['token']}\napp-slug={installation['app_slug']}\n")
