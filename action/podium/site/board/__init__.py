"""The pages of one leaderboard."""
