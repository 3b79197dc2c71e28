"""Running the organizer's evaluator on one submission, contained."""
