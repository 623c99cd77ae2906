"""The embedded Valkey: started, watched, adopted after a crash, ended with its directory lock."""
