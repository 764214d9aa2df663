"""Removal of text for privacy: the one exception to "nothing signed changes", made by two people."""
