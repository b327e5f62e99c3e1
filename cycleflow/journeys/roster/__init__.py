"""The people file: read what a personnel system or a spreadsheet saved, and name all that is wrong with it."""
