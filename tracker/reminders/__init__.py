"""Reminders by mail: one a day at most, to the person who must act, about what stands on their home page."""
