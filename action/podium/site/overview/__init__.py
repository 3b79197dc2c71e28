"""The pages over several boards: home, challenge, participants, history, ledger, feed."""
