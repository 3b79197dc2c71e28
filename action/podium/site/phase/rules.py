"""What a phase asks of whoever submits to it, in sentences: who, how often, which files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podium.challenge.model import Phase
from podium.jobs import GIB, MIB
from podium.site.frame import schedule
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from podium.submission import assets, place


@dataclass(frozen=True, slots=True)
class Rule:
    term: str
    sentences: tuple[str, ...]


def list_rules(phase: Phase, scope: Scope) -> Iterator[Rule]:
    """Who may submit, how often, which files of what size, and whether results are reviewed."""
    say = scope.say
    who = tuple(_conditions(phase, scope))
    if who:
        yield Rule(say("Who"), who)
    yield Rule(say("Limits"), schedule.limits(phase, say))
    types = schedule.any_of(phase.file_types, say) if phase.file_types else say("any")
    yield Rule(say("File types"), (types, *_several(phase, say)))
    yield Rule(
        say("Size"),
        (
            say(
                "In a pull request at most {files} files, {file} MiB each and {total} GiB in all.",
                files=say.number(place.CAPS.files),
                file=place.CAPS.file_size // MIB,
                total=place.CAPS.total_size // GIB,
            ),
            say(
                "As a release asset one file of at most {size} GiB.", size=assets.MOST_BYTES // GIB
            ),
        ),
    )
    if not phase.settings.auto_publish_new_results:
        yield Rule(say("Review"), (say("A result is shown when the hosts have published it."),))


def _several(phase: Phase, say: Texts) -> Iterator[str]:
    if len(phase.file_types) > 1 and ".zip" in phase.file_types:
        yield say("Several files in the folder count as one .zip.")


def _conditions(phase: Phase, scope: Scope) -> Iterator[str]:
    """Who may submit, as far as it can be said in public: names and addresses are not."""
    say, settings = scope.say, scope.challenge.settings
    parent = next((one for one in scope.phases if one.codename == phase.parent), None)
    if parent is not None:
        yield say("A finished submission to {phase} comes first.", phase=parent.name)
    if not settings.is_registration_open:
        yield say(
            "Nobody new is taken: only those who have submitted before, or whom the hosts have "
            "named."
        )
    if settings.manual_participant_approval:
        yield say("Only those are taken whom the hosts have named: ask them first.")
    if phase.settings.allowed_email_ids:
        yield say("Only those are taken who are on the hosts' list for this phase.")
    if phase.settings.creator_must_be_verified:
        yield from _verification(settings.podium.minimum_account_age, say)
    if settings.allowed_email_domains:
        domains = schedule.any_of(settings.allowed_email_domains, say)
        yield say("You need an address at {domains} that GitHub vouches for.", domains=domains)
    if settings.require_complete_profile:
        yield say("Your GitHub profile needs a name, and a company or university.")
    if settings.max_team_members:
        yield say.count(
            "A team has at most {n} member.",
            "A team has at most {n} members.",
            settings.max_team_members,
        )


def _verification(days: int | None, say: Texts) -> Iterator[str]:
    if days is None:
        yield say("Only those are taken whom the hosts have verified.")
    else:
        yield say.count(
            "Only those are taken whom the hosts have verified, or whose GitHub account is at "
            "least {n} day old.",
            "Only those are taken whom the hosts have verified, or whose GitHub account is at "
            "least {n} days old.",
            days,
        )
