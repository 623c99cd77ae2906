"""What the daemon measures and logs about itself. Observes, never decides."""
