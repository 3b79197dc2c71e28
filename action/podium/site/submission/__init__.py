"""The page of one submission, and its exports."""
