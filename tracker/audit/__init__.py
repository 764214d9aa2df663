"""The append-only trail and its readers."""
