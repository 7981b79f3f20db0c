"""Pages under docs/coverage that are made of declarations: `make docs`."""
