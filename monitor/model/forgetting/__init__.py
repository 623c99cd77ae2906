"""What a person asks to be forgotten, and taking it out of what is kept as JSON."""
