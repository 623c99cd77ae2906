"""A bundled day of news, served over real HTTP on loopback to the real daemon."""
