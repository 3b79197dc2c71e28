"""A challenge folder to a ``Challenge``, or every mistake in it with its line."""
