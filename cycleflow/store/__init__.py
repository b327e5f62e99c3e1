"""The only package that speaks SQL: what is kept, and how it is kept append-only."""
