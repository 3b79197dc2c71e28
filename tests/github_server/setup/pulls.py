"""Pull requests, their comments and labels."""

from __future__ import annotations

from github_server.pushes import refresh
from github_server.routes.issues import label_named
from github_server.setup.repositories import Repositories
from github_server.setup.stage import Files
from github_server.state import WHOLE_SCALE, Comment, Mail, Pull, Repository, Status


class Pulls(Repositories):
    def pull(self, repository: str, number: int) -> Pull:
        return self.repository(repository).pulls[number]

    def comments(self, repository: str, number: int) -> list[Comment]:
        """Oldest first."""
        every = self.repository(repository).comments.values()
        return [one for one in every if one.number == number]

    @property
    def mails(self) -> list[Mail]:
        """Whom GitHub told of comments, oldest first."""
        return list(self._state.mails)

    def labels(self, repository: str, number: int) -> list[str]:
        return [one.name for one in self.pull(repository, number).labels]

    def statuses(self, repository: str, sha: str) -> list[Status]:
        """Oldest first."""
        return [one for one in self.repository(repository).statuses if one.sha == sha]

    def open_pull(
        self,
        repository: str,
        *,
        author: str,
        files: Files,
        title: str = "Submission",
        body: str | None = None,
        branch: str = "submission",
        message: str = "Submit",
        same_repository: bool = False,
        draft: bool = False,
    ) -> Pull:
        """From a branch of the author's fork, or with ``same_repository`` of the base itself.

        A new branch starts at the tip of the base.
        """
        base = self.repository(repository)
        head = base if same_repository else self.fork(repository, author)
        is_new = head.git.tip(branch) is None
        start = base.git.tip(base.default_branch) if is_new else None
        name = head.full_name
        self.commit(name, files, message=message, branch=branch, author=author, start=start)
        return self.open_pull_of(
            repository, name, branch, author=author, title=title, body=body, draft=draft
        )

    def open_pull_of(
        self,
        repository: str,
        head: str,
        branch: str,
        *,
        author: str,
        title: str = "Submission",
        body: str | None = None,
        draft: bool = False,
    ) -> Pull:
        """Of a branch that is already there, in the repository ``head``."""
        base, fork = self.repository(repository), self.repository(head)
        now = self._state.clock.now
        pull = Pull(
            repository=base,
            id=self._state.next_id("pull", WHOLE_SCALE),
            number=len(base.pulls) + 1,
            title=title,
            body=body,
            user=self._user(author),
            base_branch=base.default_branch,
            base_sha=_tip(base, base.default_branch),
            head_owner=fork.owner,
            head_repository=fork,
            head_branch=branch,
            head_sha=_tip(fork, branch),
            created_at=now,
            updated_at=now,
            draft=draft,
        )
        base.pulls[pull.number] = pull
        refresh(pull)
        return pull

    def push_to_pull(
        self, repository: str, number: int, files: Files, *, message: str = "Change files"
    ) -> str:
        """Moves the head by a commit of the pull request's author; its SHA."""
        pull = self.pull(repository, number)
        if pull.head_repository is None:
            raise ValueError(f"the fork of pull request {number} is gone")
        return self.commit(
            pull.head_repository.full_name,
            files,
            message=message,
            branch=pull.head_branch,
            author=pull.user.login,
        )

    def close_pull(self, repository: str, number: int) -> None:
        pull, now = self.pull(repository, number), self._state.clock.now
        pull.state, pull.closed_at, pull.updated_at = "closed", now, now

    def comment(self, repository: str, number: int, *, author: str, body: str) -> Comment:
        one, now = self.repository(repository), self._state.clock.now
        identity = self._state.next_id("comment", WHOLE_SCALE)
        comment = Comment(one, identity, number, self._user(author), body, now, now)
        one.comments[identity] = comment
        return comment

    def make_labels(self, repository: str, *names: str) -> None:
        """As somebody who may write issues has to, before an app can set them."""
        for name in names:
            label_named(self.repository(repository), name)

    def add_label(self, repository: str, number: int, name: str) -> None:
        label = label_named(self.repository(repository), name)
        self.pull(repository, number).labels.append(label)


def _tip(repository: Repository, branch: str) -> str:
    sha = repository.git.tip(branch)
    if sha is None:
        raise ValueError(f"{repository.full_name} has no branch {branch}")
    return sha
