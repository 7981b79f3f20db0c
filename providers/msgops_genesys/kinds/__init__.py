"""The kinds of Genesys Cloud."""
