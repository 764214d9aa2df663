"""Reports of many people at once: chosen, printed in the background, kept as one file for whoever asked."""
