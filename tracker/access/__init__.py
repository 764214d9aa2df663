"""Who may do and read what: the policy, and the guard that every view stands behind."""
