"""Appraisals that run by a written regulation, on time, and can be proved afterwards."""
