"""Hours toward certification and renewal: work periods, totals, targets."""
