"""What to do next, for each role, and in-app help."""
