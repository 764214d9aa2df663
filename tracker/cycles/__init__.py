"""Review cycles: who is reviewed together, from when to when, and what of it only HR can fix."""
