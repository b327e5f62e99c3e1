"""Letters: their links, their words, their way out."""
