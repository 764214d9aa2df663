"""Who verified which competency, how and when."""
