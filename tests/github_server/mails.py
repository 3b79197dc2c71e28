"""Whom GitHub writes to about a comment: nobody for a status, a label, or words that changed."""

from __future__ import annotations

import re

from github_server.state import Comment, Mail, User

_MENTION = re.compile(r"(?<![\w`@/.])@([A-Za-z0-9][A-Za-z0-9-]*)(?:/([A-Za-z0-9][\w-]*))?")
_HIDDEN = re.compile(r"<!--.*?-->|`[^`\n]*`", re.DOTALL)


def mentioned(comment: Comment, body: str) -> list[User]:
    """The people that it names, by login or as a team of the repository's owner."""
    state, found = comment.repository.state, []
    for login, slug in _MENTION.findall(_HIDDEN.sub("", body)):
        owner = state.users.get(login.lower())
        if owner is None:
            continue
        teams = [team for team in owner.teams if team.slug == slug.lower()]
        ids = {member for team in teams for member, is_in in team.members.items() if is_in}
        found += [owner] if not slug else [one for one in state.users.values() if one.id in ids]
    return list(dict.fromkeys(found))


def after_writing(comment: Comment) -> None:
    """Tells whoever takes part: the author, who commented before, and who is mentioned."""
    repository = comment.repository
    told = dict.fromkeys(mentioned(comment, comment.body), "mention")
    others = [one for one in repository.comments.values() if one.number == comment.number]
    told = {one.user: "comment" for one in others} | told
    told = told | {repository.pulls[comment.number].user: "author"}
    _send(comment, told)


def after_editing(comment: Comment, before: str) -> None:
    """Tells only those who were not mentioned in it yet."""
    known = mentioned(comment, before)
    new = [user for user in mentioned(comment, comment.body) if user not in known]
    _send(comment, dict.fromkeys(new, "mention"))


def _send(comment: Comment, told: dict[User, str]) -> None:
    for user, reason in told.items():
        if user.kind == "User" and user is not comment.user and not user.is_gone:
            comment.repository.state.mails.append(Mail(user.login, reason, comment.id))
