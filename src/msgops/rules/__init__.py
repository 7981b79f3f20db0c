"""Rules: what the files alone can tell to be wrong or unwise. `book` finds them, `check` runs them."""
