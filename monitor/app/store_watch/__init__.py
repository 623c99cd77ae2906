"""What the daemon looks after in its store: that it is the one it knows, and that all in it can be read."""
