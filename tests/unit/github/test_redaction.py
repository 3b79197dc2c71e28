"""A secret is not shown, whatever a participant's code made of it."""

from __future__ import annotations

import base64
import html
import json
import textwrap
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podium.github import markdown
from podium.github.redaction import known_secrets, redact

TOKEN = "ghs_" + "Ab3dEf7hIj" * 3
secrets = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=8, max_size=60
)
# Each secret is another pattern, whose making is most of the time; a process has few.
patient = settings(deadline=None)

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "backwards": lambda text: text[::-1],
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "hex with colons": lambda text: text.encode().hex(":"),
    "a dump": lambda text: " ".join(f"0x{byte:02x}," for byte in text.encode()),
    "escapes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "an address": lambda text: quote(text, safe=""),
    "an address, each letter": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "JSON": json.dumps,
    "HTML": html.escape,
    "a list of numbers": lambda text: str(list(text.encode())),
}


@pytest.mark.parametrize("form", FORMS)
@patient
@given(secret=secrets)
def test_an_encoded_secret_is_hidden(form: str, secret: str) -> None:
    made = FORMS[form](secret)
    shown = redact(f"at the start [{made}] and on", [secret])
    assert made.strip('"[],') not in shown and "***" in shown
    assert shown.startswith("at the start [") and shown.endswith("] and on")


@patient
@given(secret=secrets, before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_base64_of_a_secret_among_other_bytes_is_hidden(
    secret: str, before: bytes, after: bytes
) -> None:
    content = before + secret.encode() + after
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        shown = redact(f"({encode(content).decode()})", [secret])
        # What is left are the letters that hold bits of the neighbours.
        assert "***" in shown
        assert len(shown) <= 2 + 3 + 4 * (len(before) + len(after)) // 3 + 12


def test_a_secret_in_wrapped_base64_is_hidden() -> None:
    made = "\n".join(textwrap.wrap(base64.b64encode(f"x{TOKEN}".encode()).decode(), 12))
    assert redact(made, [TOKEN]).count("\n") <= 1


@patient
@given(secret=secrets)
def test_a_secret_in_markdown_is_hidden(secret: str) -> None:
    line = " ".join(secret.split())
    for shown in (markdown.text(secret), markdown.code(secret), markdown.block(secret)):
        assert line not in redact(shown, [secret, line]).replace("\\", "").replace("\u2060", "")


def test_a_token_in_markdown_is_hidden() -> None:
    assert redact(markdown.text(f"found {TOKEN} there"), [TOKEN]) == "found *** there"


@pytest.mark.parametrize("length", [8, 20, len(TOKEN) - 1])
def test_a_secret_that_is_cut_off_is_hidden(length: int) -> None:
    assert redact(f"found {TOKEN[:length]}", [TOKEN]) == "found ***"


def test_whatever_is_short_is_no_secret() -> None:
    assert redact("a token of x", ["x", "", "token"]) == "a token of x"


def test_nothing_else_is_touched() -> None:
    text = "accuracy 0.5, 3f2a9c1 in 0123456789abcdef0123456789abcdef01234567"
    assert redact(text, [TOKEN, "another-secret"]) == text


def test_the_secrets_of_a_process_are_known_by_their_names() -> None:
    environ = {
        "ACTIONS_RUNTIME_TOKEN": "runtime-token",
        "AWS_SECRET_ACCESS_KEY": "aws-secret-key",
        "DB_PASSWORD": "db-password",
        "PIP_INDEX_URL": "https://user:index-password@host/simple",
        "GITHUB_ACTOR": "octocat-octocat",
        "SHORT_TOKEN": "x",
    }
    assert set(known_secrets(environ)) == {
        "runtime-token",
        "aws-secret-key",
        "db-password",
        "index-password",
    }
