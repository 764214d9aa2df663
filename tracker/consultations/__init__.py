"""The supervision and consultation log."""
