"""Connections to Redis or Valkey: standalone, Sentinel, Cluster. Repeats only what is safe to repeat."""
