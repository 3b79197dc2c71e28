"""EvalAI's contract: an organizer's ``evaluate()`` is called, in a container or a process."""
