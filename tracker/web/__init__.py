"""What every page shares: forms, components, headers, errors, navigation."""
