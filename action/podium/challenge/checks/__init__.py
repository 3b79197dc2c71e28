"""What is wrong in ``challenge_config.yaml``: types first, then what keys mean together."""
