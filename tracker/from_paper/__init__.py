"""What was on paper before the product was: reviews, verifications, credentials and training, marked as such."""
