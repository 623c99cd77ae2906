"""What the pages share: where they get what they show, and how it is shown."""
