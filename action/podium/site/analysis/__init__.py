"""The figures behind a board: each a picture, how to read it, and its table."""
