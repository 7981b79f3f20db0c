"""From values to text; pure functions."""
