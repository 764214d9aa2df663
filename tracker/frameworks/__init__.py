"""Published versions of competency frameworks and scales."""
