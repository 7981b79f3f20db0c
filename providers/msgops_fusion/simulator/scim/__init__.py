"""The identity domain's SCIM side: apps, app roles, grants, audit events."""
