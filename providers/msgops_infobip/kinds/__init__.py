"""One module per family of kinds."""
