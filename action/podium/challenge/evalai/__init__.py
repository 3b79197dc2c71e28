"""Whether EvalAI itself takes a challenge folder.

Each rule is one of Cloud-CV/EvalAI's ``challenge_config_utils.py``, as organizers meet it who push
to GitHub. They are EvalAI's own: stricter than Podium's in many places, laxer in some, and they
judge the words of the file and not what Podium makes of them.
"""
