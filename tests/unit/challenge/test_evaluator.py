"""What an evaluator may use, by the challenge's file."""

from __future__ import annotations

import factories
from podium.jobs import GIB, MIB, Limits


def limits(settings: str, phase: str = "") -> Limits:
    config = factories.SMALL_CONFIG.replace('"example:1"', f'"example:1"{settings}')
    return factories.make_challenge(config + phase).phases[0].limits


def test_the_usual_limits_fit_what_grand_challenge_promises() -> None:
    usual = limits("")
    assert usual == Limits()
    assert usual.processes >= 4096
    assert usual.output_files > 100_000
    assert usual.output > GIB
    assert usual.scratch > 4 * GIB


def test_every_bound_has_a_key() -> None:
    found = limits(
        ", time_limit: 5, memory_mb: 7, cpus: 1.5, processes: 9, output_mb: 11, output_files: 12,"
        " scratch_mb: 13, scratch_files: 14, shared_memory_mb: 15"
    )
    assert found == Limits(
        seconds=5,
        memory=7 * MIB,
        cpus=1.5,
        processes=9,
        output=11 * MIB,
        output_files=12,
        scratch=13 * MIB,
        scratch_files=14,
        shared_memory=15 * MIB,
    )


def test_a_phase_changes_one_of_them() -> None:
    own = "    podium: {evaluator: {output_mb: 3}}\n"
    found = limits(", output_mb: 11, scratch_mb: 13", own)
    assert (found.output, found.scratch) == (3 * MIB, 13 * MIB)


def test_a_gpu_is_asked_for_by_grand_challenges_key() -> None:
    assert limits("", "    evaluation_requires_gpu_type: T4\n").gpu == "T4"


def test_an_own_dockerfile_has_its_own_context() -> None:
    config = factories.SMALL_CONFIG.replace(
        '{image: "example:1"}', "{dockerfile: a/Dockerfile.x, context: a}"
    )
    own = "    podium: {evaluator: {dockerfile: b/Dockerfile.x}}\n"

    class Folder(factories.EverythingThere):
        def has_file(self, path: str) -> bool:
            return True

    first = factories.parse(config, folder=Folder()).challenge
    second = factories.parse(config + own, folder=Folder()).challenge
    assert first is not None
    assert second is not None
    assert first.phases[0].evaluator.context == "a"
    assert second.phases[0].evaluator.context is None
