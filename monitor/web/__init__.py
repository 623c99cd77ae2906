"""What a browser or a scraper may see. Shows, never decides."""
