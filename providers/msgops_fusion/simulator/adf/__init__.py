"""The pod's REST side: one engine, driven by a table of resources."""
