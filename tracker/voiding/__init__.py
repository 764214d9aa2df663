"""Records made in error: void with a reason, struck through, out of every count, still readable."""
