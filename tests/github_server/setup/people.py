"""Teams, and commits that say who made them: signed, forged, or made in a browser."""

from __future__ import annotations

from collections.abc import Iterable

from github_server.git.values import Signature
from github_server.pushes import MERGER, after_push
from github_server.setup.pulls import Pulls
from github_server.state import Team

WEB_FLOW, WEB_FLOW_ID = "web-flow", 19864447


class People(Pulls):
    def add_team(
        self,
        org: str,
        slug: str,
        *,
        members: Iterable[str] = (),
        invited: Iterable[str] = (),
        is_secret: bool = False,
    ) -> Team:
        """``invited`` are those who have not accepted yet."""
        owner = self._user(org, "Organization")
        team = Team(
            org=owner,
            id=self._state.next_id("team", 9001),
            slug=slug,
            is_secret=is_secret,
            members={self._user(one).id: False for one in invited}
            | {self._user(one).id: True for one in members},
            created_at=self._state.clock.now,
        )
        owner.teams.append(team)
        for member in team.members:
            owner.members.setdefault(member, False)
        return team

    def add_member(self, org: str, login: str, *, is_public: bool = False) -> None:
        """A member of an organization; what she may do in its repositories is her role there."""
        self._user(org, "Organization").members[self._user(login).id] = is_public

    def delete_account(self, login: str) -> None:
        """What the account wrote stays, and its forks are gone; the login is free for anybody."""
        user = self._state.users.pop(login.lower())
        user.is_gone = True
        for one in [one for one in self._state.repositories.values() if one.owner is user]:
            self.delete_fork(one.full_name)

    def rename(self, login: str, new: str) -> None:
        """The account keeps its id; the old login is free for anybody."""
        user = self._state.users.pop(login.lower())
        user.login = new
        self._state.users[new.lower()] = user

    def recommit(
        self,
        repository: str,
        number: int,
        *,
        committer: str,
        author: str | None = None,
        signer: str | None = None,
    ) -> str:
        """The head of a pull request once more, with these addresses, as anybody can write them;
        ``signer`` is whose key signs it. Its SHA."""
        pull = self.pull(repository, number)
        head, now = pull.head_repository, self._state.clock.now
        if head is None:
            raise ValueError(f"the fork of pull request {number} is gone")
        old = head.git.commit(pull.head_sha)
        sha = head.git.write_commit_of_tree(
            old.tree,
            old.parents,
            message=old.message,
            author=Signature(author, author, now) if author else old.author,
            committer=Signature(committer, committer, now),
        )
        if signer is not None:
            sha = head.git.sign(sha, f"the key of {signer}")
            self._state.signers[sha] = self._user(signer)
        head.git.move_ref(f"refs/heads/{pull.head_branch}", sha, force=True)
        after_push(head)
        return sha

    def recommit_in_browser(self, repository: str, number: int, *, author: str) -> str:
        """The same as GitHub's pages make it: committed and signed by GitHub itself."""
        _, address = MERGER
        if WEB_FLOW not in self._state.users:
            self.add_user(WEB_FLOW, id=WEB_FLOW_ID, addresses=(address,))
        return self.recommit(repository, number, committer=address, author=author, signer=WEB_FLOW)
