"""Figures in bulk: what providers hand in as a file."""
