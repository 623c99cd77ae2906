"""When a feed is visited next, and how well it is. The result of a visit in, a time and findings out. Pure."""
