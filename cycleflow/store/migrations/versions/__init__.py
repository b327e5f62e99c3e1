"""One file a change of the tables, numbered in order; what is released is never edited."""
