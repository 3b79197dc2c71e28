"""The page that sets entries side by side, case by case."""
