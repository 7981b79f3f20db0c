"""Observe, match, diff, guard, plan, apply. Nothing here knows a vendor."""
