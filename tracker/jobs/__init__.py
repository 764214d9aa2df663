"""Work asked for and done in the background: the outbox of jobs, the queue, the workers and their schedule."""
