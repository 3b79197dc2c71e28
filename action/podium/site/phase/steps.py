"""The commands that hand a submission in: by pull request, or by a release."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from podium import resources
from podium.challenge.model import Phase
from podium.site.frame import addresses
from podium.site.frame.scope import Scope
from podium.site.phase import example, statement_form
from podium.submission import assets, place, statement

_OWN = "my-submissions"


@dataclass(frozen=True, slots=True)
class Files:
    """What a participant has, as the example has it: ``single`` is one file, ``several`` a pattern
    for more in a folder."""

    single: str
    several: str = ""

    @classmethod
    def of(cls, phase: Phase, scope: Scope) -> Files:
        names = example.file_names(phase, scope)
        types = phase.file_types
        if len(names) == 1 and "/" not in names[0]:
            return cls(names[0])
        if len(names) > 1:
            return cls("my-files.zip", "my-files/*")
        return cls(f"my-file{types[0]}" if types else "my-file.csv")

    @property
    def from_clone(self) -> str:
        """As the shell is told, in the clone, beside which they lie."""
        return f"../{self.several}" if self.several else self.single_from_clone

    @property
    def single_from_clone(self) -> str:
        return shlex.quote(f"../{self.single}")


@dataclass(frozen=True, slots=True)
class Example:
    """A submission to download; ``name`` is what the file is saved as."""

    address: str
    name: str


def find_example(phase: Phase, scope: Scope) -> Example | None:
    address = example.address(phase, scope.slug)
    return Example(address, f"{scope.slug}-{phase.codename}-example.zip") if address else None


@dataclass(frozen=True, slots=True)
class Command:
    """Lines for a shell. ``is_aside`` for another way to what the one before does."""

    purpose: str
    code: str
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    anchor: str
    title: str
    text: str
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The commands for one phase."""

    phase: Phase
    scope: Scope
    repository: str
    files: Files

    def steps(self) -> Iterator[Step]:
        """By pull request: from naming oneself to opening it, in order."""
        say = self.scope.say
        yield Step(
            "who",
            say("Say who you are"),
            say("Once in each terminal. The name of the method is up to you."),
            (
                Command(say("With gh"), f"LOGIN=$(gh api user --jq .login)\n{self._names}"),
                Command(say("Without gh"), f"LOGIN=your-login\n{self._names}", is_aside=True),
            ),
        )
        yield Step("fork", say("Fork and clone the challenge"), "", self._forks)
        yield Step("files", say("Put in your files"), "", tuple(self._files()))
        yield Step(
            "statement",
            say("Say what it is"),
            say("What is required has an example of an answer: replace it with your own."),
            (Command(f"{statement.NAME}", self._statement),),
        )
        yield Step(
            "check",
            say("Check it on your machine"),
            note_local(self.phase, self.scope),
            tuple(list_local(self.phase, self.scope, '"$FOLDER"')),
        )
        yield Step(
            "hand-in",
            say("Open the pull request"),
            say("It holds this one folder, and nothing else. It need not be merged."),
            tuple(self._hand_in()),
        )

    def asset(self) -> Iterator[Command]:
        """By pull request with one large file, which is an asset of a release elsewhere."""
        say, own = self.scope.say, f"$LOGIN/{_OWN}"
        file = self.files.single_from_clone
        yield Command(
            say("Publish the file in a repository of your own"),
            f"gh repo create {_OWN} --public --add-readme\n"
            f'gh release create "$NAME" {file} --repo "{own}" --title "$NAME" --notes ""',
        )
        yield Command(
            say("Name it in submission.yaml; then the folder holds no other file"),
            f'cat >> "$FOLDER/{statement.NAME}" <<END\n'
            f"{assets.KEY}:\n"
            f"  repository: {own}\n"
            '  tag: "$NAME"\n'
            f"  name: {self.files.single}\n"
            f"  sha256: $(sha256sum {file} | cut -d ' ' -f 1)\n"
            "END",
        )

    def release(self) -> Iterator[Command]:
        ending = self.files.single.rpartition(".")[2]
        name = f"{self.phase.codename}--$NAME.{ending}"
        said = place.statement_name(name)
        file = self.files.single_from_clone
        yield Command(
            self.scope.say("Publish a release of the challenge's repository"),
            f'cp {file} "{name}"\n'
            f'cp "$FOLDER/{statement.NAME}" "{said}"\n'
            f'gh release create "$LOGIN-$NAME" "{name}" "{said}" --repo {self.repository}'
            ' --title "$NAME" --notes ""',
        )

    @property
    def _names(self) -> str:
        folder = f"{place.ROOT}/{self.scope.slug}/{self.phase.codename}/$LOGIN/$NAME"
        return f"NAME=my-method\nFOLDER={folder}"

    @property
    def _forks(self) -> tuple[Command, ...]:
        say = self.scope.say
        name = self.repository.rpartition("/")[2]
        # From where the fork stands: a branch of an earlier submission would hold that one as well.
        then = f'cd {name}\ngit switch -c "$NAME" origin/HEAD'
        return (
            Command(
                say("With gh"),
                f"gh repo fork {self.repository} --clone --default-branch-only\n{then}",
            ),
            Command(
                say("Without gh, once you have pressed Fork on the repository's page"),
                f'git clone "https://github.com/$LOGIN/{name}.git"\n{then}',
                is_aside=True,
            ),
        )

    def _files(self) -> Iterator[Command]:
        say = self.scope.say
        yield Command(
            say("Your own, which lie beside the clone"),
            f'mkdir -p "$FOLDER"\ncp {self.files.from_clone} "$FOLDER"',
        )
        offered = find_example(self.phase, self.scope)
        if offered is not None:
            file = shlex.quote(f"../{offered.name}")
            unpack = f'unzip {file} -d "$FOLDER"'
            address = addresses.canonical(self.scope.base_url, offered.address)
            fetch = f"curl -fsSL -o {file} {shlex.quote(address)}\n" if address else ""
            yield Command(say("Or the example, to begin with"), f"{fetch}{unpack}")

    @property
    def _statement(self) -> str:
        form = statement_form.write_form(self.phase, self.scope.say)
        return f"cat > \"$FOLDER/{statement.NAME}\" <<'END'\n{form}\nEND"

    def _hand_in(self) -> Iterator[Command]:
        say = self.scope.say
        push = 'git add "$FOLDER"\ngit commit -m "$NAME"\ngit push -u origin "$NAME"'
        yield Command(
            say("With gh"),
            f'{push}\ngh pr create --repo {self.repository} --head "$LOGIN:$NAME"'
            ' --title "$NAME" --body ""',
        )
        yield Command(
            say("Without gh, then open the address that the last command prints"),
            push,
            is_aside=True,
        )


def list_local(phase: Phase, scope: Scope, source: str) -> Iterator[Command]:
    say, folder = scope.say, shlex.quote(scope.folder_name)
    yield Command(
        say("Install Podium, once"),
        f'pip install "podium @ git+https://github.com/{resources.REPOSITORY}"',
    )
    yield Command(
        say("Check that it would be accepted"),
        f"podium check {folder} --submission {source} --phase {phase.codename}",
    )
    if _can_be_evaluated(phase):
        yield Command(
            say("Evaluate it as the challenge does"),
            f"podium evaluate {folder} {source} --phase {phase.codename} --out ../my-result",
        )


def note_local(phase: Phase, scope: Scope) -> str:
    say = scope.say
    if phase.is_external:
        return say("The hosts evaluate this phase on machines of their own.")
    if not _can_be_evaluated(phase):
        return say("The ground truth of this phase is hidden: the score comes with the submission.")
    if scope.challenge.settings.podium.results.repository:
        return say(
            "It is the code that evaluates your pull request. Where the hosts keep the true labels "
            "to themselves, those in the repository are made up: you learn whether it can be "
            "evaluated, not how good it is."
        )
    return say("It is the code that evaluates your pull request.")


def _can_be_evaluated(phase: Phase) -> bool:
    """Whether a participant's machine can have the evaluator, and what it compares with."""
    path = phase.ground_truth or ""
    return not phase.is_external and not path.endswith(".age") and "@" not in path
