"""The review around an assessment: states, conversation, hand to signing."""
