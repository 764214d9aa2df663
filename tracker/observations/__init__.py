"""What a supervisor saw at work."""
