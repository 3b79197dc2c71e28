"""Submissions on GitHub: what waits, what is made of it, and what its participant is told."""
