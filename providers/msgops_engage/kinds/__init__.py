"""The kinds of Genesys Engage."""
