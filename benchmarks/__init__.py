"""Measurements beside other tools in the same run; see `make bench`. No test depends on a time."""
