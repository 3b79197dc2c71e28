"""What one reader sees of a challenge: who may see what, the boards, and what is told beside them.

Pure: results and a reader in, models out. No file, no network, no clock, no HTML.
"""
