"""What published examples of GitHub's webhook payloads have in common."""
