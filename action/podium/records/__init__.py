"""The results repository: what is recorded of each submission, and how it gets there and back."""
