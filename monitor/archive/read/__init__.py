"""From files to rows and items, for whoever asks."""
