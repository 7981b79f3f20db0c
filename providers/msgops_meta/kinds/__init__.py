"""The kinds of Meta."""
