"""The kinds, one family a file."""
