"""Organization views: counts of a cycle by program and level, of nobody by name and of no small group."""
