"""Reads the sections of a regulation, each into its values of the core."""
