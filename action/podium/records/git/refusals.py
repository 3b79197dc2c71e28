"""What git says when somebody has to change a setting first: trying again does not help.

The wordings are those of git and of GitHub's git server; whatever is not here may pass by itself.
"""

from __future__ import annotations

import re
import shlex

_MOST_LETTERS = 1200  # enough for the address that comes last, where a secret can be allowed

_NO_ENTRY = (
    "it asks for a token, and there is none, or one that is wrong or has expired",
    "check the token that is handed over (on your own machine: git's credentials)",
)
_MAY_NOT = (
    "the token may not do this",
    "it needs contents: read on this repository, and contents: write to record results in it",
)
_NOT_THERE = (
    "there is no such repository, or the token may not see it",
    "check the name, and that the token is for this repository",
)
_SECRET = (
    "GitHub takes something in the record for a secret",
    "allow it under the address that GitHub names, or switch push protection off there",
)
_RULE = (
    "a rule of the repository forbids this push",
    "let the account that pushes bypass the rule, or take the branch for results out of it",
)
_IN_THE_WAY = (
    "another branch has a name that does not go with this one",
    "delete that branch, or name another one for results",
)
_PROGRAM = (
    "git does not use this kind of address here, which starts a program",
    "give the remote an address with https, ssh, git or file",
)

# In this order: GitHub counts a secret among the rule violations.
_REFUSALS = (
    (r"^fatal: could not read (Username|Password) for ", _NO_ENTRY),
    (r"^fatal: Authentication failed for ", _NO_ENTRY),
    (r"The requested URL returned error: 403$", _MAY_NOT),
    (r"^ERROR: Permission to \S+ denied to ", _MAY_NOT),
    (r"^fatal: repository '.*' not found$", _NOT_THERE),
    (r"^ERROR: Repository not found\.", _NOT_THERE),
    (r"^remote:.*Push cannot contain secrets", _SECRET),
    (r"^remote: (error: )?GH0(06|13):", _RULE),
    (r"\[remote rejected\] .*\((protected branch hook|push) declined\b", _RULE),
    (r"' exists; cannot create '", _IN_THE_WAY),
    (r"^fatal: transport '.*' not allowed$", _PROGRAM),
)


def explain(stderr: str) -> str | None:
    """The fact and the cure, with what the server said of it; ``None`` where git may have failed
    for a moment only."""
    text = "\n".join(line.rstrip() for line in stderr.splitlines())
    for sign, (fact, cure) in _REFUSALS:
        if re.search(sign, text, re.MULTILINE):
            said = _remote_words(text)
            return f"{fact}{f' ({said})' if said else ''}: {cure}"
    return None


def foreign_folder(stderr: str) -> str | None:
    """The fact and the cure where git does not work in a folder since it is another user's."""
    named = re.search(r"^fatal: detected dubious ownership in repository at '(.*)'$", stderr, re.M)
    if named is None:
        return None
    return (
        f"{named[1]}: the folder belongs to another user of this machine, and git does not work in "
        "it (safe.directory): run podium as that user, or say that you trust it: "
        f"git config --global --add safe.directory {shlex.quote(named[1])}"
    )


def lock_file(stderr: str) -> str | None:
    """The path of a lock that is there already."""
    named = re.search(r"Unable to create '(.+\.lock)': File exists", stderr)
    if named is not None:
        return named[1]
    named = re.search(r"could not lock config file (.+): File exists", stderr)
    return None if named is None else f"{named[1]}.lock"


def is_about_credentials(stderr: str) -> bool:
    """Whether a token is missing, wrong or expired."""
    signs = (sign for sign, told in _REFUSALS if told is _NO_ENTRY)
    return any(re.search(sign, stderr, re.MULTILINE) for sign in signs)


def _remote_words(text: str) -> str:
    """What the server wrote for people, without its frames and bullets."""
    lines = re.findall(r"^(?:remote|ERROR):(.*)$", text, re.MULTILINE)
    words = (re.sub(r"^error:", "", line.strip()).strip(" -\N{EM DASH}") for line in lines)
    return " ".join(filter(None, words))[:_MOST_LETTERS]
