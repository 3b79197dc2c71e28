"""EvalAI scripts in a subprocess of this machine, with limits and without isolation."""
