"""Repositories, forks, commits and collaborators."""

from __future__ import annotations

from collections.abc import Mapping

from github_server.git.repository import BareRepository
from github_server.git.values import Signature
from github_server.pushes import after_push, no_reply
from github_server.setup.stage import Files, Stage
from github_server.state import ROLES, Repository, User


class Repositories(Stage):
    def clone_url(self, repository: str) -> str:
        return f"{self.repository(repository).html}.git"

    def git(self, repository: str) -> BareRepository:
        """The bare repository on disk."""
        return self.repository(repository).git

    def read(self, repository: str, path: str, *, at: str = "main") -> bytes:
        """A file as a branch or commit has it."""
        git = self.git(repository)
        entry = git.entry(at, path)
        content = git.blob(entry.sha) if entry else None
        if content is None:
            raise KeyError(f"{repository} has no file {path} at {at}")
        return content

    def add_repository(
        self,
        name: str,
        *,
        files: Files | None = None,
        private: bool = False,
        branch: str = "main",
        collaborators: Mapping[str, str] | None = None,
        description: str | None = None,
    ) -> Repository:
        """With one commit of ``files``; without any, the repository is empty.

        An owner not known yet becomes an organization.
        """
        login, _, short = name.partition("/")
        owner = self._user(login, "Organization")
        repository = self._create(owner, short, private=private, branch=branch)
        repository.description = description
        for who, role in (collaborators or {}).items():
            self.set_role(name, who, role)
        if files:
            self.commit(name, files, message="First files", branch=branch)
        return repository

    def _create(
        self,
        owner: User,
        name: str,
        *,
        private: bool,
        branch: str,
        parent: Repository | None = None,
    ) -> Repository:
        state = self._state
        path = state.root / owner.login / f"{name}.git"
        repository = Repository(
            state=state,
            id=state.next_id("repository", 5001),
            owner=owner,
            name=name,
            git=BareRepository.create(path, branch=branch, shares=parent.git if parent else None),
            private=private,
            default_branch=branch,
            created_at=state.clock.now,
            pushed_at=state.clock.now,
            parent=parent,
        )
        state.repositories[repository.full_name.lower()] = repository
        return repository

    def set_role(self, repository: str, login: str, role: str) -> None:
        """Makes somebody a collaborator: read, triage, write, maintain, admin; none ends it."""
        if role not in ROLES:
            raise ValueError(f"no such role: {role}")
        roles = self.repository(repository).roles
        roles.pop(login.lower(), None)
        if role != "none":
            roles[self._user(login).login.lower()] = role

    def fork(self, name: str, login: str) -> Repository:
        """``login``'s fork, made if there is none; it shares objects with where it is from."""
        parent, owner = self.repository(name), self._user(login)
        for one in parent.forks:
            if one.owner is owner:
                return one
        branch, private = parent.default_branch, parent.private
        fork = self._create(owner, parent.name, private=private, branch=branch, parent=parent)
        for ref, sha in parent.git.refs("refs/heads").items():
            fork.git.move_ref(ref, sha, force=True)
        return fork

    def delete_fork(self, name: str) -> None:
        """Its pull requests stay, with no head repository."""
        gone = self.repository(name)
        if gone.parent is None:
            raise ValueError(f"{name} is no fork")
        del self._state.repositories[name.lower()]
        for pull in gone.parent.pulls.values():
            if pull.head_repository is gone:
                pull.head_repository = None

    def commit(
        self,
        repository: str,
        files: Files,
        *,
        message: str = "Change files",
        branch: str = "main",
        author: str | None = None,
        start: str | None = None,
    ) -> str:
        """A commit on a branch (made from ``start`` if new), its SHA; None removes a file."""
        one = self.repository(repository)
        user = self._user(author) if author else one.owner
        sha = one.git.write_commit(
            branch, files, message=message, author=self._signature(user), parent=start
        )
        after_push(one)
        return sha

    def lag(self, requests: int) -> None:
        """From now on the API knows of a push only after so many requests; git does at once."""
        self._state.lag = requests

    def _signature(self, user: User) -> Signature:
        email = user.email or no_reply(user)
        return Signature(user.name or user.login, email, self._state.clock.now)
