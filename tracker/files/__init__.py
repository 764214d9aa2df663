"""Kept files: scans of paper, in the database beside the record they belong to."""
