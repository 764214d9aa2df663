"""People, their roles, programs and dated supervision assignments."""
