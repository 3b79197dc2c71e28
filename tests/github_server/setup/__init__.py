"""What a test says to set the stage, by noun. ``GitHubServer`` is all of them together."""
