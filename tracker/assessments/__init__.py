"""The two rating rows of each competency, drafts and sending."""
