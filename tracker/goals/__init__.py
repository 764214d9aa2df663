"""Development goals, agreed by both sides."""
