"""Education and experience that people brought, and the job descriptions they were given."""
