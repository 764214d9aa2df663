"""The mechanics of signing and of locked content, and employees' statements."""
