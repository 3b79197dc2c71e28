"""The digits evaluator. EvalAI and Podium both import this package and call ``evaluate``."""

from .main import evaluate

__all__ = ["evaluate"]
