"""Documents: frozen content to HTML to PDF, and the copies issued."""
