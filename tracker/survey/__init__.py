"""The survey desk: what personnel files hold and lack, for a survey of the state or of an accreditor."""
