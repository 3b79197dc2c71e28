"""The place of the GitHub tests, for the benchmarks of the same commands."""

from integration.github.conftest import place as place
