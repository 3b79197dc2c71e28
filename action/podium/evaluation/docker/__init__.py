"""Evaluators in containers, by the engine's API: sandbox, images, what goes in and comes out."""
