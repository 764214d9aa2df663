"""What employees ask to read of their personnel record, by when it is due, and what was handed over."""
