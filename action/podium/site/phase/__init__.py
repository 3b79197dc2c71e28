"""The page of one phase, and how to submit to it."""
