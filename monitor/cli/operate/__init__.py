"""Commands that run the monitor and look after it."""
