"""Scorecards: how filled-in sheets become a score that explains itself."""
