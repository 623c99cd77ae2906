"""Keys, codec, scripts, leases: what every queue and record is made of."""
