"""Agreements on supervision, and asking for it."""
