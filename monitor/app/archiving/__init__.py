"""The loop that takes what the store has of the past to the archive, and never holds up anything else."""
