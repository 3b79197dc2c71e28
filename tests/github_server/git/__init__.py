"""Bare repositories, by git itself."""
