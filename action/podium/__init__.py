"""Podium: a challenge platform that is only a repository."""

__version__ = "0.1.0"
