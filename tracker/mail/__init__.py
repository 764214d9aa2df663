"""The outbox of mail: written with what it tells of, sent once, kept where no mail server is named."""
