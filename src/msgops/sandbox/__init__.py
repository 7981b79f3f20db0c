"""Vendors on this machine: what a provider's simulator is built from, and the servers that run it."""
