"""Secrets that the process knows are never shown, in whatever a participant's code or a failing
program made of them: as they are, encoded, spelt in numbers or backwards.

Whoever holds a secret can always change it so that nothing here knows it again. This is the second
wall; the first is that no evaluator is given one.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote

_HIDDEN = "***"
_FEWEST = 8  # letters: anything shorter is a part of ordinary texts
# By these names a machine's variables hold what is not to be shown, GitHub's and others'.
_NAMES = re.compile(r"(?:TOKEN|SECRET|PASSWORD|PASSWD|PRIVATE_KEY|API_KEY|ACCESS_KEY)$", re.I)
_IN_ADDRESS = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
# What stands between the letters of what was dumped or wrapped into lines.
_BETWEEN_BYTES = r"(?:\\u00|\\x|%|0x|[\s:,;'\"-])*"
_BETWEEN_LETTERS = r"(?:\\r|\\n|\s)*"
# What Markdown gets between the letters of a text, so that they mean nothing there.
_ESCAPES = "[\\\\\N{WORD JOINER}]*"


def known_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """What the variables of a process hold that nobody else may read."""
    named = (value for name, value in environ.items() if _NAMES.search(name))
    in_addresses = (one for value in environ.values() for one in _IN_ADDRESS.findall(value))
    return tuple(dict.fromkeys(one for one in (*named, *in_addresses) if len(one) >= _FEWEST))


def redact(text: str, secrets: Iterable[str]) -> str:
    kept = tuple(secret for secret in secrets if len(secret) >= _FEWEST)
    if not kept:
        return text
    return _without_a_beginning(_pattern(kept).sub(_HIDDEN, text), kept)


def _without_a_beginning(text: str, secrets: Iterable[str]) -> str:
    """A text that was cut may end in a part of one."""
    for secret in secrets:
        for length in range(len(secret) - 1, _FEWEST - 1, -1):
            if text.endswith(secret[:length]):
                return text[:-length] + _HIDDEN
    return text


@lru_cache(maxsize=8)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    forms = dict.fromkeys(form for secret in secrets for form in _forms(secret))
    return re.compile("|".join(sorted(forms, key=len, reverse=True)))


def _forms(secret: str) -> Iterator[str]:
    """Regular expressions."""
    content = secret.encode()
    in_markdown = secret.replace("&", "&amp;").replace("<", "&lt;")
    for text in (secret, in_markdown):
        yield _ESCAPES.join(map(re.escape, text))
    yield from map(re.escape, (html.escape(secret), json.dumps(secret)[1:-1]))
    for safe in ("", "/"):
        yield f"(?i:{re.escape(quote(secret, safe=safe))})"
    yield re.escape(secret[::-1])
    for encoded in _in_base64(content):
        yield _BETWEEN_LETTERS.join(map(re.escape, encoded))
    yield f"(?i:{_BETWEEN_BYTES.join(f'{byte:02x}' for byte in content)})"
    yield r"[\s,;]+".join(map(str, content))


def _in_base64(content: bytes) -> Iterator[str]:
    """In both alphabets, wherever among other bytes it stands: of the letters at its ends some hold
    bits of its neighbours."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + content).decode()
        first = (0, 2, 3)[before]
        last = len(whole) - (0, 3, 2)[(before + len(content)) % 3]
        yield whole[first:last]
        yield whole[first:last].replace("+", "-").replace("/", "_")
