"""Commands about alerts, stories, silences and channels."""
