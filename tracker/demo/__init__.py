"""An invented employer with two years of history, made by the product's own actions."""
