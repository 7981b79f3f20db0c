"""Kills a real process at every instrumented point and looks at what the next run makes of it."""
