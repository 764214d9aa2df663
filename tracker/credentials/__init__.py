"""Credentials that people hold."""
