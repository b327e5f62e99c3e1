"""The only package that speaks SQL: what is kept, on SQLite and on PostgreSQL alike.

Every function takes a Connection first, so that the caller decides what belongs to one transaction.
"""
