"""``people.lock``: whom the logins in a challenge's files mean, by GitHub's numbers.

People write logins. GitHub frees one when its account is renamed, and anybody may take it then:
without the number a ban does not follow who was banned, and a stranger becomes a host.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from podium.challenge.keys import fields
from podium.challenge.text.source import KeyPath, YamlSource, format_path, parse_yaml
from podium.codes import Code
from podium.errors import ChallengeError, Issue, Level, told
from podium.formats import is_login

NAME = "people.lock"
_HEAD = """\
# Whom the logins in this challenge's files mean, by GitHub's number of the account.
# Made by `podium people lock`: review a change as you would a change of the logins.
"""


@dataclass(frozen=True)
class People:
    """``numbers`` are GitHub's, by login in lower case."""

    numbers: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def _locked(self) -> Mapping[int, frozenset[str]]:
        """Two logins are of one account where it was renamed, and both are written."""
        found: dict[int, frozenset[str]] = {}
        for login, number in self.numbers.items():
            found[number] = found.get(number, frozenset()) | {login}
        return found

    def names(self, login: str, identity: int | None) -> frozenset[str]:
        """The logins in the challenge's files that mean this account, whatever it is called now. A
        login that is not in the lock means whoever has it, as does any where the number of the
        account is not known, as on one's own machine."""
        own = login.casefold()
        if identity is None:
            return frozenset((own,))
        locked = self._locked.get(identity, frozenset())
        return locked if own in self.numbers else locked | {own}


def parse(text: str, *, name: str = NAME) -> People:
    """Raises ``ChallengeError`` with every mistake."""
    source = parse_yaml(text, name=name)
    if source.value is None:
        return People()
    if not isinstance(source.value, dict):
        fact = f"expected a mapping of logins to numbers, found {fields.describe(source.value)}"
        raise ChallengeError(issues=[_issue(source, (), fact)])
    issues = list(_mistakes(source, source.value))
    if issues:
        raise ChallengeError(issues=told(issues))
    return People({login.casefold(): number for login, number in source.value.items()})


def _mistakes(source: YamlSource, value: Mapping[object, object]) -> Iterator[Issue]:
    for twice in source.duplicates:
        yield replace(twice, level=Level.ERROR, code=Code.NO_PEOPLE, message="is here twice")
    for login, number in value.items():
        if not isinstance(login, str) or not is_login(login):
            fact = f"expected a GitHub login, found {fields.describe(login)}"
            yield _issue(source, (str(login),), fact)
        elif isinstance(number, bool) or not isinstance(number, int) or number < 1:
            fact = f"expected the number of an account, found {fields.describe(number)}"
            yield _issue(source, (login,), fact)


def _issue(source: YamlSource, path: KeyPath, message: str) -> Issue:
    where = source.where(path) if path else f"{source.name}:1"
    return Issue.error(
        f"{message}; podium people lock writes this file",
        code=Code.NO_PEOPLE,
        where=where,
        path=format_path(path),
    )


def dump(people: People) -> str:
    """A line a login, in their order, so that two changes merge. Quoted, for ``yes`` is a login."""
    lines = (f'"{login}": {number}\n' for login, number in sorted(people.numbers.items()))
    return _HEAD + "".join(lines)


def logins_among(names: Iterable[str]) -> Iterator[str]:
    """In lower case: lists may hold addresses and teams too."""
    written = (name.strip().removeprefix("@") for name in names)
    return (name.casefold() for name in written if is_login(name))


def compare(written: Iterable[str], people: People) -> Iterator[Issue]:
    """What of the files is not in the lock, and what of the lock is in no file."""
    named = frozenset(written)
    for login in sorted(named - people.numbers.keys()):
        fact = (
            f"{login} is in the challenge's files and not here: whoever has this login is meant; "
            "run podium people lock"
        )
        yield Issue.warning(fact, code=Code.NOT_LOCKED, where=NAME)
    for login in sorted(people.numbers.keys() - named):
        fact = f"{login} is in none of the challenge's files any more; run podium people lock"
        yield Issue.warning(fact, code=Code.LOCKED_FOR_NOTHING, where=NAME)
