"""The web view of `msgops serve`: it shows, and it hands on one thing that is said: that a step is done."""
