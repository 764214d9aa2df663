"""Passwords, sessions, one-time links, and the throttle against guessing."""
