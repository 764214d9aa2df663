"""What HR and the administrator set in the product: the employer's name, logo and habits, and texts in versions."""
