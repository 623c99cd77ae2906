"""What goes out: alerts, suppressions, deliveries, decisions."""
