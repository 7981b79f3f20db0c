"""Metadata components: their documents, and what they do to the rows of the org."""
