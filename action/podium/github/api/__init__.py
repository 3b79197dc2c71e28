"""GitHub's REST API, a module a question; nothing is decided here."""
