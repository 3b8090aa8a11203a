"""Reads across rows, by theme. A reader starts with `visible_to`."""
