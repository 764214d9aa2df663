"""What was on paper before the product was: earlier reviews, verifications, credentials and training, marked as such."""
