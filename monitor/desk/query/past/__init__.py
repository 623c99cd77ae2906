"""Questions about what was: from the store for the newest, from the archive for the rest."""
